import { ActionIcon, Box, Group, Text } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AuditEntry } from '@/api/types';
import { useFormat } from '@/format/useFormat';
import { Difference } from './Difference';

export function AuditRow({ entry }: { entry: AuditEntry }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [opened, setOpened] = useState(false);
  const { who, before, after } = entry;
  const name =
    who.email ?? (who.token ? t('settings.audit.token', { name: who.token }) : t('settings.audit.system'));
  return (
    <Box px="md" py={8} style={{ borderBottom: '1px solid var(--oblik-line)' }}>
      <Group justify="space-between" wrap="nowrap">
        <div style={{ minWidth: 0 }}>
          <Text style={{ overflowWrap: 'anywhere' }}>
            <Text span fw={500}>
              {name}
            </Text>{' '}
            <span className="mono">{entry.action}</span> <Text span>{entry.object}</Text>
          </Text>
          <Text size="xs" c="dimmed">
            {format.dateTime(entry.at)}
          </Text>
        </div>
        {(before || after) && (
          <ActionIcon
            aria-expanded={opened}
            aria-label={t('settings.audit.open', { action: entry.action, object: entry.object })}
            onClick={() => setOpened(!opened)}
          >
            <IconChevronDown size={16} />
          </ActionIcon>
        )}
      </Group>
      {opened && <Difference before={before} after={after} />}
    </Box>
  );
}
