import { Group, Progress, Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Completeness, QualityBoard } from '@/api/types';
import { AsOf } from '@/components/AsOf';
import { Panel } from '@/components/Panel';
import { Sparkline } from '@/components/Sparkline';
import { TableScroll } from '@/components/TableScroll';
import { useTraitName } from '@/features/customers/traits';
import { useFormat } from '@/format/useFormat';

const shareOf = ({ value, total }: { value: number; total: number }) => (total > 0 ? value / total : 0);

/** Of how many people the key traits are known, and how many addresses cannot be used. */
export function CompletenessPanel({ board }: { board: QualityBoard }) {
  const { t } = useTranslation();
  const known = board.completeness.filter(({ total }) => total > 0);
  const unusable = board.unusable.filter(({ total }) => total > 0);
  return (
    <Panel
      title={t('quality.people.title')}
      hint={t('quality.people.hint')}
      aside={<AsOf at={board.people_at ?? undefined} />}
      flush
    >
      {known.length === 0 ? (
        <Text c="dimmed" px="md" pb="md">
          {t('quality.people.none')}
        </Text>
      ) : (
        <TableScroll least={440} label={t('quality.people.title')}>
          <Table aria-label={t('quality.people.title')}>
            <Table.Thead>
              <Table.Tr>
                {(['trait', 'known', 'days'] as const).map((column) => (
                  <Table.Th key={column}>{t(`quality.people.columns.${column}`)}</Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {known.map((each) => (
                <TraitRow key={each.trait} each={each} />
              ))}
              {unusable.map((each) => (
                <TraitRow key={`unusable ${each.trait}`} each={each} unusable />
              ))}
            </Table.Tbody>
          </Table>
        </TableScroll>
      )}
    </Panel>
  );
}

function TraitRow({ each, unusable }: { each: Completeness; unusable?: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const trait = useTraitName();
  const name = unusable ? t('quality.people.unusable', { trait: trait(each.trait) }) : trait(each.trait);
  const share = shareOf(each);
  return (
    <Table.Tr>
      <Table.Td>{name}</Table.Td>
      <Table.Td>
        <Group gap={8} wrap="nowrap">
          <Progress
            value={share * 100}
            w={80}
            color={unusable ? 'orange' : undefined}
            aria-label={t('quality.people.share', { what: name, share: format.percent(share) })}
          />
          <Text size="sm" style={{ whiteSpace: 'nowrap' }}>
            {format.percent(share)}{' '}
            <Text span c="dimmed">
              {t('quality.people.of', { value: each.value, total: format.number(each.total) })}
            </Text>
          </Text>
        </Group>
      </Table.Td>
      <Table.Td w={110}>
        {each.days.length > 1 && (
          <Sparkline
            values={each.days.map((day) => Math.round(shareOf(day) * 1000) / 10)}
            width={90}
            label={t('quality.people.trend', { what: name })}
          />
        )}
      </Table.Td>
    </Table.Tr>
  );
}
