import { Badge, Group, SegmentedControl, Tooltip } from '@mantine/core';
import { IconBook2, IconShieldCheck } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { ColumnDef } from '@tanstack/react-table';
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { DictionaryEvent, EventStatus } from '@/api/types';
import { Moment } from '@/components/AsOf';
import { EmptyState } from '@/components/EmptyState';
import { DataGrid } from '@/components/grid/DataGrid';
import { ProblemNotice } from '@/components/ProblemNotice';
import { SearchField } from '@/components/SearchField';
import { Sparkline } from '@/components/Sparkline';
import { eventLook } from '@/features/customers/profile/timeline/eventLook';
import { useFormat } from '@/format/useFormat';
import { eventsQuery, STATUSES } from './dictionary';
import classes from './EventList.module.css';
import { StatusBadge } from './StatusBadge';

function Name({ event }: { event: DictionaryEvent }) {
  const { icon: Picture } = eventLook(event.name, event.type);
  return (
    <>
      <Picture size={16} stroke={1.7} aria-hidden="true" className={classes.icon} />
      <span className={classes.names}>
        <Link
          to="/dictionary/events/$name"
          params={{ name: event.name }}
          className="plain truncate"
          tabIndex={-1}
        >
          {event.name}
        </Link>
        {event.description && <span className={`${classes.note} truncate`}>{event.description}</span>}
      </span>
    </>
  );
}

function Status({ event }: { event: DictionaryEvent }) {
  const { t } = useTranslation();
  return (
    <Group gap={6} wrap="nowrap">
      <StatusBadge status={event.status} />
      {event.has_schema && (
        <Tooltip label={t('dictionary.hasSchema')}>
          <IconShieldCheck
            size={15}
            stroke={1.7}
            role="img"
            aria-label={t('dictionary.hasSchema')}
            className={classes.shield}
          />
        </Tooltip>
      )}
      {event.wrong > 0 && (
        <Tooltip label={t('dictionary.wrongHint', { count: event.wrong })}>
          <Badge color="orange">{event.wrong}</Badge>
        </Tooltip>
      )}
    </Group>
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
        size: 300,
        cell: ({ row }) => <Name event={row.original} />,
      },
      {
        id: 'status',
        header: t('dictionary.columns.status'),
        size: 150,
        cell: ({ row }) => <Status event={row.original} />,
      },
      {
        id: 'trend',
        header: t('dictionary.columns.trend'),
        size: 150,
        cell: ({ row: { original } }) => (
          <Sparkline
            values={original.trend}
            width={120}
            label={t('dictionary.trendLabel', {
              name: original.name,
              count: original.trend.reduce((sum, each) => sum + each, 0),
            })}
          />
        ),
      },
      {
        id: 'count',
        header: t('dictionary.columns.count'),
        size: 100,
        meta: { right: true },
        cell: ({ row }) => format.number(row.original.count),
      },
      {
        id: 'last',
        header: t('dictionary.columns.last'),
        size: 140,
        cell: ({ row }) => <Moment at={row.original.last_seen} />,
      },
      {
        id: 'sources',
        header: t('dictionary.columns.sources'),
        size: 140,
        cell: ({ row }) => <span className="truncate">{row.original.sources.join(', ')}</span>,
      },
      {
        id: 'owner',
        header: t('dictionary.columns.owner'),
        size: 130,
        cell: ({ row }) => <span className="truncate">{row.original.owner?.name ?? '–'}</span>,
      },
    ],
    [t, format],
  );
}

interface EventListProps {
  q: string | undefined;
  status: EventStatus | undefined;
  onChange: (search: { q?: string; status?: EventStatus }) => void;
}

export function EventList({ q, status, onChange }: EventListProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const columns = useColumns();
  const list = useInfiniteQuery(eventsQuery(q, status));
  const rows = useMemo(() => list.data?.pages.flatMap(({ items }) => items) ?? [], [list.data]);
  const more = useCallback(() => {
    if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage();
  }, [list.hasNextPage, list.isFetchingNextPage, list.fetchNextPage]);
  if (list.error) return <ProblemNotice error={list.error} retry={() => void list.refetch()} />;
  const all = 'all';
  return (
    <>
      <Group gap="sm">
        <SearchField
          value={q}
          onChange={(next) => onChange({ q: next, status })}
          placeholder={t('dictionary.search')}
          hotkey="/"
        />
        <div className="scroll-x">
          <SegmentedControl
            aria-label={t('dictionary.columns.status')}
            value={status ?? all}
            onChange={(next) => onChange({ q, status: next === all ? undefined : (next as EventStatus) })}
            data={[all, ...STATUSES].map((value) => ({
              value,
              label: t(`dictionary.filters.${value}`),
            }))}
          />
        </div>
      </Group>
      <div className={classes.table}>
        <DataGrid
          label={t('dictionary.tabs.events')}
          columns={columns}
          rows={rows}
          rowKey={(row) => `${row.type} ${row.name}`}
          onOpen={(row) => void navigate({ to: '/dictionary/events/$name', params: { name: row.name } })}
          onEnd={more}
          loading={list.isPending}
          loadingMore={list.isFetchingNextPage}
          empty={
            <EmptyState icon={IconBook2} title={t(q || status ? 'dictionary.nothing' : 'dictionary.none')}>
              {!q && !status && t('dictionary.noneText')}
            </EmptyState>
          }
        />
      </div>
    </>
  );
}
