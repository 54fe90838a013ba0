import { ActionIcon, Badge, Box, Button, Group, Text } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Quarantined } from '@/api/types';
import { JsonCode } from '@/components/Code';
import { Detail } from '@/components/Detail';
import { useReason } from '@/components/reasons';
import { useToast } from '@/components/toast';
import { useCan } from '@/features/session/me';
import { useFormat } from '@/format/useFormat';
import { useReplay, useTurn } from '../sources';
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
  const toast = useToast();
  const replay = useReplay(name);
  const discard = useTurn(name, 'discard');
  const restore = useTurn(name, 'restore');
  const [mending, setMending] = useState(false);
  const ids = [row.id];
  const back = () => restore.mutate({ ids });
  if (row.status === 'replayed') return null;
  if (row.status === 'discarded') {
    return (
      <Group justify="flex-end" mt="xs">
        <Button size="xs" variant="default" loading={restore.isPending} onClick={back}>
          {t('sources.quarantine.restore')}
        </Button>
      </Group>
    );
  }
  const again = () =>
    replay.mutate(
      { ids },
      { onSuccess: ({ replayed }) => toast.done(t('sources.quarantine.replayed', { count: replayed })) },
    );
  const aside = () =>
    discard.mutate(
      { ids },
      { onSuccess: ({ count }) => toast.undoable(t('sources.quarantine.discarded', { count }), back) },
    );
  return (
    <Group gap="xs" justify="flex-end" mt="xs">
      <Button size="xs" variant="default" loading={discard.isPending} onClick={aside}>
        {t('sources.quarantine.discardOne')}
      </Button>
      <Button size="xs" variant="default" loading={replay.isPending} onClick={again}>
        {t('sources.quarantine.replayOne')}
      </Button>
      <Button size="xs" onClick={() => setMending(true)}>
        {t('sources.quarantine.mend')}
      </Button>
      {mending && <Mend name={name} row={row} onClose={() => setMending(false)} />}
    </Group>
  );
}
