import { Button, Card, Center, Skeleton } from '@mantine/core';
import { IconDownload, IconHistory } from '@tabler/icons-react';
import { infiniteQueryOptions, keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, data } from '@/api/client';
import { EmptyState } from '@/components/EmptyState';
import { Page } from '@/components/Page';
import { ProblemNotice } from '@/components/ProblemNotice';
import { useMe } from '@/features/session/me';
import { AuditFilters } from './AuditFilters';
import { AuditRow } from './AuditRow';
import { asked } from './address';

const route = getRouteApi('/shell/settings/audit');

const auditQuery = (wanted: ReturnType<typeof asked>) =>
  infiniteQueryOptions({
    queryKey: ['audit', 'list', wanted],
    queryFn: ({ pageParam }) =>
      data(api.GET('/api/audit', { params: { query: { limit: 50, after: pageParam, ...wanted } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
  });

/** Where the same entries are as a file. */
function exported(wanted: ReturnType<typeof asked>): string {
  const given = Object.entries(wanted).filter((pair): pair is [string, string] => Boolean(pair[1]));
  return `/api/audit/export?${new URLSearchParams(given)}`;
}

export function AuditPage() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = useNavigate({ from: '/settings/audit' });
  const wanted = asked(search, useMe().workspace.timezone);
  const list = useInfiniteQuery(auditQuery(wanted));
  const entries = list.data?.pages.flatMap(({ items }) => items);
  return (
    <Page
      title={t('settings.audit.title')}
      sentence={t('settings.audit.sentence')}
      action={
        <Button
          variant="default"
          leftSection={<IconDownload size={16} />}
          renderRoot={(props) => <a href={exported(wanted)} download {...props} />}
        >
          {t('settings.audit.export')}
        </Button>
      }
    >
      <AuditFilters
        search={search}
        onChange={(changed) => void navigate({ search: changed, replace: true })}
      />
      {list.error && <ProblemNotice error={list.error} retry={() => void list.refetch()} />}
      {list.isPending && <Skeleton height={240} />}
      {entries?.length === 0 && <EmptyState icon={IconHistory} title={t('settings.audit.none')} />}
      {entries && entries.length > 0 && (
        <Card padding={0}>
          {entries.map((entry) => (
            <AuditRow key={entry.id} entry={entry} />
          ))}
        </Card>
      )}
      {list.hasNextPage && (
        <Center mt="md">
          <Button
            variant="default"
            loading={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            {t('settings.audit.more')}
          </Button>
        </Center>
      )}
    </Page>
  );
}
