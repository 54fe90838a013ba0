import { Alert, Button, Skeleton, Tabs, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { WholeEvent as Whole } from '@/api/types';
import { JsonCode } from '@/components/Code';
import { Detail } from '@/components/Detail';
import { ProblemNotice } from '@/components/ProblemNotice';
import { useReason } from '@/components/reasons';
import { eventQuery } from '../sources';

/** One event as it was sent, and with what arrival made of it or why it was kept back. */
export function WholeEvent({ id }: { id: string }) {
  const { t } = useTranslation();
  const { data: event, error, refetch } = useQuery(eventQuery(id));
  if (error) return <ProblemNotice error={error} retry={() => void refetch()} />;
  if (!event) return <Skeleton height={120} my={8} />;
  return (
    <div style={{ padding: '4px 0 10px' }}>
      {event.code && <Why event={event} code={event.code} />}
      <Tabs defaultValue="sent" variant="pills">
        <Tabs.List mb="xs">
          <Tabs.Tab value="sent">{t('sources.live.sent')}</Tabs.Tab>
          <Tabs.Tab value="added">{t('sources.live.added')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="sent">
          <JsonCode value={event.raw} label={t('sources.live.sent')} />
        </Tabs.Panel>
        <Tabs.Panel value="added">
          {event.added ? (
            <JsonCode value={event.added} label={t('sources.live.added')} />
          ) : (
            <Text size="sm" c="dimmed">
              {t('sources.live.nothingAdded')}
            </Text>
          )}
        </Tabs.Panel>
      </Tabs>
    </div>
  );
}

function Why({ event, code }: { event: Whole; code: string }) {
  const { t } = useTranslation();
  const { sentence, detail } = useReason()(code, event.reason);
  return (
    <Alert color="orange" variant="light" title={sentence} mb="xs">
      <Detail>{detail}</Detail>
      <Button
        variant="default"
        size="xs"
        mt={4}
        renderRoot={(props) => (
          <Link
            to="/sources/$name"
            params={{ name: event.source }}
            search={{ tab: 'quarantine', reason: code }}
            {...props}
          />
        )}
      >
        {t('sources.live.mend')}
      </Button>
    </Alert>
  );
}
