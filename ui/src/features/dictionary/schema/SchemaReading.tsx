import { Badge, Group, Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { EventSchema, SchemaProperty } from '@/api/types';
import { TableScroll } from '@/components/TableScroll';
import { useFormat } from '@/format/useFormat';

/** A schema to be read. */
export function SchemaReading({ schema }: { schema: EventSchema }) {
  const { t } = useTranslation();
  const columns = ['property', 'types', 'rest'] as const;
  return (
    <>
      <TableScroll least={560} label={t('dictionary.schema.title')}>
        <Table aria-label={t('dictionary.schema.title')}>
          <Table.Thead>
            <Table.Tr>
              {columns.map((column) => (
                <Table.Th key={column}>{t(`dictionary.schema.columns.${column}`)}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {(schema.properties ?? []).map((property) => (
              <PropertyRow key={property.name} property={property} />
            ))}
          </Table.Tbody>
        </Table>
      </TableScroll>
      <Text size="sm" c="dimmed" px="md" py="sm">
        {t(schema.unknown ? 'dictionary.schema.othersMay' : 'dictionary.schema.othersNot')}{' '}
        {t(`dictionary.schema.does.${schema.on_violation ?? 'flag'}`)}
      </Text>
    </>
  );
}

function PropertyRow({ property }: { property: SchemaProperty }) {
  const { t } = useTranslation();
  const says = useSays();
  return (
    <Table.Tr>
      <Table.Td>
        <Group gap={6}>
          <Text fw={500}>{property.name}</Text>
          {property.required && <Badge color="petrol">{t('dictionary.schema.required')}</Badge>}
        </Group>
      </Table.Td>
      <Table.Td>
        <Group gap={4}>
          {(property.types ?? []).map((type) => (
            <Badge key={type} color="gray">
              {t(`dictionary.types.${type}`)}
            </Badge>
          ))}
          {(property.types ?? []).length === 0 && t('dictionary.schema.any')}
        </Group>
      </Table.Td>
      <Table.Td style={{ overflowWrap: 'anywhere' }}>{says(property)}</Table.Td>
    </Table.Tr>
  );
}

/** The rest of what is expected of a property, in words. */
function useSays(): (property: SchemaProperty) => string {
  const { t } = useTranslation();
  const format = useFormat();
  return ({ allowed = [], pattern, minimum, maximum }) =>
    [
      allowed.length > 0 && t('dictionary.schema.oneOf', { values: allowed.map(String).join(', ') }),
      pattern && t('dictionary.schema.like', { pattern }),
      minimum != null && t('dictionary.schema.atLeast', { value: format.number(minimum) }),
      maximum != null && t('dictionary.schema.atMost', { value: format.number(maximum) }),
    ]
      .filter(Boolean)
      .join(' · ');
}
