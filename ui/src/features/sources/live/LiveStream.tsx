import { Badge, Button, Card, Group, SegmentedControl, Text, TextInput } from '@mantine/core';
import { IconAntenna, IconPlayerPause, IconPlayerPlay, IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StreamEvent } from '@/api/types';
import { EmptyState } from '@/components/EmptyState';
import classes from './LiveStream.module.css';
import { StreamRow } from './StreamRow';
import { type StreamState, useStream } from './useStream';

const STATUSES = ['all', 'stored', 'quarantined', 'duplicate'] as const;
const COLOURS: Record<StreamState, string> = { connecting: 'gray', live: 'green', lost: 'red' };

function fits(event: StreamEvent, status: string, typed: string): boolean {
  if (status !== 'all' && event.status !== status) return false;
  const text = [event.name, event.user_id, event.anonymous_id, event.message_id, event.reason].join(' ');
  return text.toLowerCase().includes(typed.trim().toLowerCase());
}

export function LiveStream({ source }: { source: string }) {
  const { t } = useTranslation();
  const [paused, setPaused] = useState(false);
  const [status, setStatus] = useState<string>('all');
  const [typed, setTyped] = useState('');
  const { events, state, waiting } = useStream(source, paused);
  const shown = events.filter((event) => fits(event, status, typed));
  const Icon = paused ? IconPlayerPlay : IconPlayerPause;
  return (
    <>
      <Group gap="xs" mb="sm">
        <TextInput
          w={260}
          leftSection={<IconSearch size={16} />}
          placeholder={t('sources.live.filter')}
          aria-label={t('sources.live.filter')}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <SegmentedControl
          size="xs"
          aria-label={t('sources.live.status')}
          value={status}
          onChange={setStatus}
          data={STATUSES.map((each) => ({ value: each, label: t(`sources.live.statuses.${each}`) }))}
        />
        <Group gap="xs" ml="auto">
          <Badge color={paused ? 'gray' : COLOURS[state]} variant="dot" role="status">
            {paused ? t('sources.live.paused', { count: waiting }) : t(`sources.live.states.${state}`)}
          </Badge>
          <Button variant="default" leftSection={<Icon size={15} />} onClick={() => setPaused(!paused)}>
            {t(paused ? 'sources.live.resume' : 'sources.live.pause')}
          </Button>
        </Group>
      </Group>
      <Card padding={0}>
        {shown.length > 0 ? (
          <ul className={classes.list}>
            {shown.map((event) => (
              <StreamRow key={event.id} event={event} />
            ))}
          </ul>
        ) : (
          <EmptyState icon={IconAntenna} title={t('sources.live.none')}>
            {t('sources.live.noneText')}
          </EmptyState>
        )}
      </Card>
      <Text size="xs" c="dimmed" mt={6}>
        {t('sources.live.kept')}
      </Text>
    </>
  );
}
