import { ActionIcon, Badge, Box, Button, Group, Text } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Quarantined } from '@/api/types';
import { JsonCode } from '@/components/Code';
import { Detail } from '@/components/Detail';
import { useReason } from '@/components/reasons';
import { useCan } from '@/features/session/me';
import { useFormat } from '@/format/useFormat';
import { useDiscard, useReplay, useRestore } from '../sources';
import { Mend } from './Mend';

export function QuarantinedRow({ name, row }: { name: string; row: Quarantined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useCan()('sources.edit');
  const [opened, setOpened] = useState(false);
  const { sentence, detail } = useReason()(row.code, row.reason);
  return (
    <Box px="md" py={8} style={{ borderBottom: '1px solid var(--oblik-line)' }}>
      <Group justify="space-between" wrap="nowrap">
        <div style={{ minWidth: 0 }}>
          <Text>{sentence}</Text>
          <Detail>{detail}</Detail>
          <Text size="xs" c="dimmed">
            {format.dateTime(row.received_at)}
          </Text>
        </div>
        <Group gap="xs" wrap="nowrap">
          {row.status !== 'open' && (
            <Badge color="gray">{t(`sources.quarantine.statuses.${row.status}`)}</Badge>
          )}
          <ActionIcon
            aria-expanded={opened}
            aria-label={t('sources.quarantine.open')}
            onClick={() => setOpened(!opened)}
          >
            <IconChevronDown size={15} />
          </ActionIcon>
        </Group>
      </Group>
      {opened && (
        <>
          <JsonCode value={row.raw} />
          {may && <Deeds name={name} row={row} />}
        </>
      )}
    </Box>
  );
}

/** What can be done about one event. */
function Deeds({ name, row }: { name: string; row: Quarantined }) {
  const { t } = useTranslation();
  const replay = useReplay(name);
  const discard = useDiscard(name);
  const restore = useRestore(name);
  const [mending, setMending] = useState(false);
  const ids = [row.id];
  if (row.status === 'replayed') return null;
  if (row.status === 'discarded') {
    return (
      <Group justify="flex-end" mt="xs">
        <Button
          size="xs"
          variant="default"
          loading={restore.isPending}
          onClick={() => restore.mutate({ ids })}
        >
          {t('sources.quarantine.restore')}
        </Button>
      </Group>
    );
  }
  return (
    <Group gap="xs" justify="flex-end" mt="xs">
      <Button size="xs" variant="default" loading={discard.isPending} onClick={() => discard.mutate({ ids })}>
        {t('sources.quarantine.discardOne')}
      </Button>
      <Button size="xs" variant="default" loading={replay.isPending} onClick={() => replay.mutate({ ids })}>
        {t('sources.quarantine.replayOne')}
      </Button>
      <Button size="xs" onClick={() => setMending(true)}>
        {t('sources.quarantine.mend')}
      </Button>
      {mending && <Mend name={name} row={row} onClose={() => setMending(false)} />}
    </Group>
  );
}
