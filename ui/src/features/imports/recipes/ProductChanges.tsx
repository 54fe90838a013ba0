import { Badge, Button, Center, Select, Table, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProductChange } from '@/api/types';
import { Moment } from '@/components/AsOf';
import { Panel } from '@/components/Panel';
import { TableScroll } from '@/components/TableScroll';
import { useFormat } from '@/format/useFormat';
import { happeningKey } from './happening';
import { productChangesQuery } from './recipes';

const NAMES = [
  'Price Dropped',
  'Price Raised',
  'Back in Stock',
  'Out of Stock',
  'Stock Changed',
  'Product Listed',
];
const COLOURS: Record<string, string> = {
  'Price Dropped': 'green',
  'Back in Stock': 'green',
  'Out of Stock': 'orange',
};

/** What a feed's imports found of prices and stock. */
export function ProductChanges({ source }: { source: string }) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const list = useInfiniteQuery(productChangesQuery(source, name));
  const changes = list.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Panel
      title={t('imports.products.title')}
      hint={t('imports.products.hint')}
      flush={changes.length > 0}
      aside={
        <Select
          w={200}
          aria-label={t('imports.products.filter')}
          allowDeselect={false}
          data={[
            { value: '', label: t('imports.products.all') },
            ...NAMES.map((each) => ({ value: each, label: t(`imports.happened.${happeningKey(each)}`) })),
          ]}
          value={name}
          onChange={(next) => setName(next ?? '')}
        />
      }
    >
      {changes.length === 0 ? (
        <Text c="dimmed">{t('imports.products.none')}</Text>
      ) : (
        <TableScroll least={560} label={t('imports.products.title')}>
          <Table aria-label={t('imports.products.title')}>
            <Table.Tbody>
              {changes.map((change) => (
                <Row key={`${change.product_id} ${change.at} ${change.name}`} change={change} />
              ))}
            </Table.Tbody>
          </Table>
        </TableScroll>
      )}
      {list.hasNextPage && (
        <Center p="sm">
          <Button
            variant="default"
            loading={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            {t('imports.more')}
          </Button>
        </Center>
      )}
    </Panel>
  );
}

function Row({ change }: { change: ProductChange }) {
  const { t } = useTranslation();
  const format = useFormat();
  const said = (value: number | null) =>
    change.currency ? format.money(value, change.currency) : format.number(value);
  const { before, after } = change;
  return (
    <Table.Tr>
      <Table.Td>
        {change.title || change.product_id}
        <Text size="xs" c="dimmed" className="mono">
          {change.product_id}
        </Text>
      </Table.Td>
      <Table.Td>
        <Badge color={COLOURS[change.name] ?? 'gray'}>
          {t(`imports.happened.${happeningKey(change.name)}`)}
        </Badge>
      </Table.Td>
      <Table.Td ta="right">
        {before !== null && `${said(before)} → `}
        {after !== null && said(after)}
      </Table.Td>
      <Table.Td ta="right">
        <Moment at={change.at} />
      </Table.Td>
    </Table.Tr>
  );
}
