import { Button, Center, Loader, Skeleton, Stack } from '@mantine/core';
import { IconCalendarOff } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { TimelineEvent } from '@/api/types';
import { EmptyState } from '@/components/EmptyState';
import { ProblemNotice } from '@/components/ProblemNotice';
import { useWhenSeen } from '@/components/useWhenSeen';
import { useFormat } from '@/format/useFormat';
import { timelineQuery } from '../profile';
import { runs } from './runs';
import classes from './Timeline.module.css';
import { TimelineFilters } from './TimelineFilters';
import { TimelineItem } from './TimelineItem';
import { TimelineRun } from './TimelineRun';

const route = getRouteApi('/shell/customers/$id');

/** Newest first, under the day on which things happened in the workspace's zone. */
function byDay(events: TimelineEvent[], dayOf: (at: string) => string): [string, TimelineEvent[]][] {
  const days = new Map<string, TimelineEvent[]>();
  for (const event of events) {
    const day = dayOf(event.timestamp);
    days.set(day, [...(days.get(day) ?? []), event]);
  }
  return [...days];
}

export function Timeline({ id }: { id: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const search = route.useSearch();
  const navigate = useNavigate({ from: '/customers/$id' });
  const list = useInfiniteQuery(timelineQuery(id, search));
  const days = useMemo(
    () => byDay(list.data?.pages.flatMap(({ items }) => items) ?? [], format.date),
    [list.data, format],
  );
  const end = useWhenSeen(() => {
    if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage();
  });
  const narrowed = Boolean(search.names || search.from || search.to || search.q);
  return (
    <div>
      <TimelineFilters
        id={id}
        search={search}
        onChange={(part) => void navigate({ search: (before) => ({ ...before, ...part }), replace: true })}
      />
      {list.error && <ProblemNotice error={list.error} retry={() => void list.refetch()} />}
      {list.isPending && <TimelineSkeleton />}
      {list.isSuccess && days.length === 0 && (
        <EmptyState
          icon={IconCalendarOff}
          title={t(narrowed ? 'profile.timeline.nothing' : 'profile.timeline.none')}
          action={
            narrowed && (
              <Button variant="default" onClick={() => void navigate({ search: {} })}>
                {t('profile.timeline.clear')}
              </Button>
            )
          }
        />
      )}
      {days.map(([day, events]) => (
        <section key={day} aria-label={day}>
          <h3 className={classes.day}>{day}</h3>
          <ol className={classes.items}>
            {runs(events).map((run) =>
              run.length > 1 ? (
                <TimelineRun key={run[0].id} events={run} />
              ) : (
                <TimelineItem key={run[0].id} event={run[0]} />
              ),
            )}
          </ol>
        </section>
      ))}
      <Center ref={end} mih={40}>
        {list.isFetchingNextPage && <Loader size="sm" aria-label={t('components.loading')} />}
      </Center>
    </div>
  );
}

function TimelineSkeleton() {
  return (
    <Stack gap="md" mt="md">
      {[70, 52, 64, 40, 58, 46].map((width) => (
        <Skeleton key={width} height={14} width={`${width}%`} />
      ))}
    </Stack>
  );
}
