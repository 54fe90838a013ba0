import { Button, Group, Text } from '@mantine/core';
import { IconUserSearch, IconUsers } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { AsOf } from '@/components/AsOf';
import { EmptyState } from '@/components/EmptyState';
import { DataGrid } from '@/components/grid/DataGrid';
import { Page } from '@/components/Page';
import { ProblemNotice } from '@/components/ProblemNotice';
import { SearchField } from '@/components/SearchField';
import { useFormat } from '@/format/useFormat';
import { useCan } from '../session/me';
import type { CustomersSearch } from './address';
import { ColumnPicker } from './ColumnPicker';
import classes from './CustomersPage.module.css';
import { chosenColumns, columnsQuery, customersQuery, DEFAULT_SORT } from './customers';
import { FilterBar } from './filters/FilterBar';
import { useCustomerColumns } from './useCustomerColumns';

const route = getRouteApi('/shell/customers');
const NONE: never[] = [];

export function CustomersPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const search = route.useSearch();
  const navigate = useNavigate();
  const { data: traits = NONE, isPending: naming } = useQuery(columnsQuery);
  const shown = useMemo(() => chosenColumns(search.columns, traits), [search.columns, traits]);
  const list = useInfiniteQuery({ ...customersQuery(search, shown), enabled: !naming });
  const rows = useMemo(() => list.data?.pages.flatMap(({ items }) => items) ?? NONE, [list.data]);
  const columns = useCustomerColumns(shown, traits);
  const first = list.data?.pages[0];

  const change = useCallback(
    (part: Partial<CustomersSearch>) =>
      navigate({ to: '/customers', search: (before) => ({ ...before, ...part }), replace: true }),
    [navigate],
  );
  const more = useCallback(() => {
    if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage();
  }, [list.hasNextPage, list.isFetchingNextPage, list.fetchNextPage]);
  const narrowed = Boolean(search.q || search.filter);
  return (
    <Page title={t('customers.title')} sentence={t('customers.sentence')} wide>
      <div className={classes.tools}>
        <SearchField
          value={search.q}
          onChange={(q) => change({ q })}
          placeholder={t('customers.search')}
          hotkey="/"
        />
        <FilterBar
          traits={traits}
          filters={search.filter ?? NONE}
          onChange={(filter) => change({ filter })}
        />
        <Group gap="sm" className={classes.right}>
          {first && (
            <Text size="sm" c="dimmed" role="status">
              {first.total !== null && `${t('customers.count', { count: first.total })} · `}
              <AsOf at={first.as_of} />
            </Text>
          )}
          <ColumnPicker
            traits={traits}
            shown={shown}
            onChange={(keys) => change({ columns: keys?.join(',') })}
          />
        </Group>
      </div>
      {list.error ? (
        <ProblemNotice error={list.error} retry={() => void list.refetch()} />
      ) : (
        <div className={classes.table} data-stale={list.isPlaceholderData || undefined}>
          <DataGrid
            label={t('customers.title')}
            columns={columns}
            rows={rows}
            rowKey={(row) => row.id}
            total={first?.total ?? undefined}
            sort={search.sort ?? DEFAULT_SORT}
            onSort={(sort) => change({ sort: sort === DEFAULT_SORT ? undefined : sort })}
            onOpen={(row) => void navigate({ to: '/customers/$id', params: { id: row.id } })}
            onEnd={more}
            loading={list.isPending}
            loadingMore={list.isFetchingNextPage}
            empty={
              narrowed ? (
                <NothingFound onClear={() => change({ q: undefined, filter: undefined })} />
              ) : (
                <NoCustomers />
              )
            }
          />
        </div>
      )}
      {rows.length > 0 && first?.total && rows.length < first.total && (
        <Text size="xs" c="dimmed" mt={6}>
          {t('customers.loaded', { loaded: format.number(rows.length), total: format.number(first.total) })}
        </Text>
      )}
    </Page>
  );
}

function NothingFound({ onClear }: { onClear: () => void }) {
  const { t } = useTranslation();
  return (
    <EmptyState
      icon={IconUserSearch}
      title={t('customers.nothing.title')}
      action={
        <Button variant="default" onClick={onClear}>
          {t('customers.nothing.action')}
        </Button>
      }
    >
      {t('customers.nothing.text')}
    </EmptyState>
  );
}

function NoCustomers() {
  const { t } = useTranslation();
  const can = useCan();
  return (
    <EmptyState
      icon={IconUsers}
      title={t('customers.none.title')}
      action={
        can('imports.run') && (
          <Button renderRoot={(props) => <Link to="/imports/new" {...props} />}>
            {t('imports.new.action')}
          </Button>
        )
      }
    >
      {t('customers.none.text')}
    </EmptyState>
  );
}
