import { Badge, Button, Group, Skeleton, Text } from '@mantine/core';
import { IconDeviceDesktop, IconDeviceMobile, IconTerminal2 } from '@tabler/icons-react';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, data } from '@/api/client';
import type { SignedIn } from '@/api/types';
import { Moment } from '@/components/AsOf';
import { Panel } from '@/components/Panel';
import { ProblemNotice } from '@/components/ProblemNotice';
import { useToast } from '@/components/toast';
import { useFormat } from '@/format/useFormat';

const sessionsQuery = queryOptions({
  queryKey: ['sessions'],
  queryFn: async () => (await data(api.GET('/api/me/sessions'))).items,
});

export function SessionsPanel() {
  const { t } = useTranslation();
  const toast = useToast();
  const queries = useQueryClient();
  const { data: sessions, error, refetch } = useQuery(sessionsQuery);
  const endOthers = useMutation({
    mutationFn: () => data(api.DELETE('/api/me/sessions')),
    onSuccess: ({ ended }) => {
      toast.done(t('settings.sessions.ended', { count: ended }));
      return queries.invalidateQueries({ queryKey: sessionsQuery.queryKey });
    },
    onError: toast.failed,
  });
  const others = sessions?.some(({ current }) => !current);
  return (
    <Panel
      title={t('settings.sessions.title')}
      hint={t('settings.sessions.hint')}
      aside={
        others && (
          <Button
            variant="default"
            size="xs"
            loading={endOthers.isPending}
            onClick={() => endOthers.mutate()}
          >
            {t('settings.sessions.endOthers')}
          </Button>
        )
      }
    >
      {error && <ProblemNotice error={error} retry={() => void refetch()} />}
      {!sessions && !error && <Skeleton height={80} />}
      {sessions?.map((session) => (
        <SessionRow key={session.id} session={session} />
      ))}
    </Panel>
  );
}

const PICTURES: Record<string, typeof IconDeviceDesktop> = {
  desktop: IconDeviceDesktop,
  mobile: IconDeviceMobile,
  tablet: IconDeviceMobile,
};

function SessionRow({ session }: { session: SignedIn }) {
  const { t } = useTranslation();
  const format = useFormat();
  const toast = useToast();
  const queries = useQueryClient();
  const end = useMutation({
    mutationFn: () =>
      api.DELETE('/api/me/sessions/{session_id}', { params: { path: { session_id: session.id } } }),
    onSettled: () => queries.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
    onError: toast.failed,
  });
  const Picture = PICTURES[session.device] ?? IconTerminal2;
  const device = [session.browser, session.os].filter(Boolean).join(' · ') || t('settings.sessions.unknown');
  return (
    <Group wrap="nowrap" gap="sm" py={6}>
      <Picture size={20} stroke={1.6} aria-hidden="true" />
      <div style={{ flex: 1, minWidth: 0 }}>
        <Group gap={6}>
          <Text fw={500}>{device}</Text>
          {session.current && <Badge color="green">{t('settings.sessions.here')}</Badge>}
        </Group>
        <Text size="xs" c="dimmed" component="div">
          {t('settings.sessions.used')} <Moment at={session.last_seen_at} />
          {' · '}
          {t('settings.sessions.since', { when: format.date(session.created_at) })}
        </Text>
      </div>
      {!session.current && (
        <Button
          variant="default"
          size="xs"
          loading={end.isPending}
          aria-label={t('settings.sessions.endOf', { device })}
          onClick={() => end.mutate()}
        >
          {t('settings.sessions.end')}
        </Button>
      )}
    </Group>
  );
}
