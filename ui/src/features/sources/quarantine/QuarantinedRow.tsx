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
import { useReplay } from '../sources';

export function QuarantinedRow({ name, row }: { name: string; row: Quarantined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useCan()('sources.edit');
  const toast = useToast();
  const replay = useReplay(name);
  const [opened, setOpened] = useState(false);
  const { sentence, detail } = useReason()(row.code, row.reason);
  const again = () =>
    replay.mutate(
      { ids: [row.id] },
      { onSuccess: ({ replayed }) => toast.done(t('sources.quarantine.replayed', { count: replayed })) },
    );
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
          {opened && may && row.status === 'open' && (
            <Button size="xs" variant="default" loading={replay.isPending} onClick={again}>
              {t('sources.quarantine.replayOne')}
            </Button>
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
      {opened && <JsonCode value={row.raw} />}
    </Box>
  );
}
