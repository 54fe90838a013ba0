import { Badge, Button, Card, Group, SegmentedControl, Select, Text, TextInput } from '@mantine/core';
import { IconAntenna, IconPlayerPause, IconPlayerPlay, IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/EmptyState';
import { fits, namesOf } from './filter';
import classes from './LiveStream.module.css';
import { StreamRow } from './StreamRow';
import { type StreamState, useStream } from './useStream';

const STATUSES = ['all', 'stored', 'quarantined', 'duplicate'] as const;
const COLOURS: Record<StreamState, string> = { connecting: 'gray', live: 'green', lost: 'red' };

export function LiveStream({ source }: { source: string }) {
  const { t } = useTranslation();
  const [paused, setPaused] = useState(false);
  const [wanted, setWanted] = useState({ name: null as string | null, status: 'all', typed: '' });
  const { events, state, waiting } = useStream(source, paused);
  const set = (part: Partial<typeof wanted>) => setWanted({ ...wanted, ...part });
  const shown = events.filter((event) => fits(event, wanted));
  const Icon = paused ? IconPlayerPlay : IconPlayerPause;
  return (
    <>
      <Group gap="xs" mb="sm">
        <Select
          w={200}
          clearable
          searchable
          aria-label={t('sources.live.name')}
          placeholder={t('sources.live.name')}
          data={namesOf(events, wanted.name)}
          value={wanted.name}
          onChange={(name) => set({ name })}
        />
        <TextInput
          w={220}
          leftSection={<IconSearch size={16} />}
          placeholder={t('sources.live.filter')}
          aria-label={t('sources.live.filter')}
          value={wanted.typed}
          onChange={(event) => set({ typed: event.currentTarget.value })}
        />
        <SegmentedControl
          size="xs"
          aria-label={t('sources.live.status')}
          value={wanted.status}
          onChange={(status) => set({ status })}
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
