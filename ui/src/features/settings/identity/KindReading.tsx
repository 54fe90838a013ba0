import { Badge, Group, Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/format/useFormat';
import type { Row } from './draft';
import { KindName } from './KindName';

/** The rules of one kind for those who may not change them. */
export function KindReading({ row, isOther }: { row: Row; isOther?: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Table.Tr>
      <Table.Td>
        <KindName row={row} isOther={isOther} />
      </Table.Td>
      <Table.Td>{format.number(row.priority)}</Table.Td>
      <Table.Td>{row.limit === null ? t('settings.identity.any') : format.number(row.limit)}</Table.Td>
      <Table.Td>{t(row.shared ? 'components.true' : 'components.false')}</Table.Td>
      <Table.Td>
        {t(`settings.identity.normalisers.${row.normaliser}`)}
        {row.region && ` (${row.region})`}
      </Table.Td>
      <Table.Td>{isOther ? t('settings.identity.otherPaths') : <Tags values={row.paths} />}</Table.Td>
      <Table.Td>
        <Tags values={row.blocked} />
      </Table.Td>
    </Table.Tr>
  );
}

function Tags({ values }: { values: string[] }) {
  return (
    <Group gap={4}>
      {values.map((each) => (
        <Badge key={each} color="gray">
          {each}
        </Badge>
      ))}
    </Group>
  );
}
