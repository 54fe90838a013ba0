import { Button, Card, Center, Group, Skeleton, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconHistory } from '@tabler/icons-react';
import { infiniteQueryOptions, keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, data } from '@/api/client';
import { EmptyState } from '@/components/EmptyState';
import { Page } from '@/components/Page';
import { ProblemNotice } from '@/components/ProblemNotice';
import { AuditRow } from './AuditRow';

const route = getRouteApi('/shell/settings/audit');

const auditQuery = (who: string | undefined, what: string | undefined) =>
  infiniteQueryOptions({
    queryKey: ['audit', who, what],
    queryFn: ({ pageParam }) =>
      data(api.GET('/api/audit', { params: { query: { limit: 50, after: pageParam, who, what } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
  });

export function AuditPage() {
  const { t } = useTranslation();
  const { who, what } = route.useSearch();
  const list = useInfiniteQuery(auditQuery(who, what));
  const entries = list.data?.pages.flatMap(({ items }) => items);
  return (
    <Page title={t('settings.audit.title')} sentence={t('settings.audit.sentence')}>
      <AuditFilters />
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

function AuditFilters() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = useNavigate({ from: '/settings/audit' });
  const [typed, setTyped] = useState({ who: search.who ?? '', what: search.what ?? '' });
  const tell = useDebouncedCallback(
    ({ who, what }: typeof typed) =>
      void navigate({ search: { who: who || undefined, what: what || undefined }, replace: true }),
    250,
  );
  return (
    <Group gap="xs" mb="md">
      {(['who', 'what'] as const).map((key) => (
        <TextInput
          key={key}
          w={240}
          aria-label={t(`settings.audit.${key}`)}
          placeholder={t(`settings.audit.${key}`)}
          value={typed[key]}
          onChange={(event) => {
            const next = { ...typed, [key]: event.currentTarget.value };
            setTyped(next);
            tell(next);
          }}
        />
      ))}
    </Group>
  );
}
