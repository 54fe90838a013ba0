import { IconBook2 } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { ColumnDef } from '@tanstack/react-table';
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { DictionaryEvent } from '@/api/types';
import { Moment } from '@/components/AsOf';
import { EmptyState } from '@/components/EmptyState';
import { DataGrid } from '@/components/grid/DataGrid';
import { ProblemNotice } from '@/components/ProblemNotice';
import { SearchField } from '@/components/SearchField';
import { eventLook } from '@/features/customers/profile/timeline/eventLook';
import { useFormat } from '@/format/useFormat';
import { eventsQuery } from './dictionary';
import classes from './EventList.module.css';

function Name({ event }: { event: DictionaryEvent }) {
  const { icon: Picture } = eventLook(event.name, event.type);
  return (
    <>
      <Picture size={16} stroke={1.7} aria-hidden="true" className={classes.icon} />
      <Link
        to="/dictionary/events/$name"
        params={{ name: event.name }}
        className="plain truncate"
        tabIndex={-1}
      >
        {event.name}
      </Link>
    </>
  );
}

function useColumns(): ColumnDef<DictionaryEvent>[] {
  const { t } = useTranslation();
  const format = useFormat();
  return useMemo(
    () => [
      {
        id: 'name',
        header: t('dictionary.columns.name'),
        size: 280,
        cell: ({ row }) => <Name event={row.original} />,
      },
      { id: 'type', header: t('dictionary.columns.type'), size: 100, cell: ({ row }) => row.original.type },
      {
        id: 'count',
        header: t('dictionary.columns.count'),
        size: 110,
        meta: { right: true },
        cell: ({ row }) => format.number(row.original.count),
      },
      {
        id: 'last',
        header: t('dictionary.columns.last'),
        cell: ({ row }) => <Moment at={row.original.last_seen} />,
      },
      {
        id: 'first',
        header: t('dictionary.columns.first'),
        cell: ({ row }) => format.date(row.original.first_seen),
      },
      {
        id: 'sources',
        header: t('dictionary.columns.sources'),
        size: 180,
        cell: ({ row }) => <span className="truncate">{row.original.sources.join(', ')}</span>,
      },
    ],
    [t, format],
  );
}

interface EventListProps {
  q: string | undefined;
  onSearch: (q: string | undefined) => void;
}

export function EventList({ q, onSearch }: EventListProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const columns = useColumns();
  const list = useInfiniteQuery(eventsQuery(q));
  const rows = useMemo(() => list.data?.pages.flatMap(({ items }) => items) ?? [], [list.data]);
  const more = useCallback(() => {
    if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage();
  }, [list.hasNextPage, list.isFetchingNextPage, list.fetchNextPage]);
  if (list.error) return <ProblemNotice error={list.error} retry={() => void list.refetch()} />;
  return (
    <>
      <SearchField value={q} onChange={onSearch} placeholder={t('dictionary.search')} hotkey="/" />
      <div className={classes.table}>
        <DataGrid
          label={t('dictionary.events')}
          columns={columns}
          rows={rows}
          rowKey={(row) => `${row.type} ${row.name}`}
          onOpen={(row) => void navigate({ to: '/dictionary/events/$name', params: { name: row.name } })}
          onEnd={more}
          loading={list.isPending}
          loadingMore={list.isFetchingNextPage}
          empty={
            <EmptyState icon={IconBook2} title={t(q ? 'dictionary.nothing' : 'dictionary.none')}>
              {!q && t('dictionary.noneText')}
            </EmptyState>
          }
        />
      </div>
    </>
  );
}
