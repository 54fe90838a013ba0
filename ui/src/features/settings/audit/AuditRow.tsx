import { ActionIcon, Box, Group, Text } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AuditEntry } from '@/api/types';
import { useFormat } from '@/format/useFormat';
import { Difference } from './Difference';
import { useDeedWords, useUserName } from './useDeedWords';

export function AuditRow({ entry }: { entry: AuditEntry }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [opened, setOpened] = useState(false);
  const userName = useUserName();
  const words = useDeedWords();
  const { who, before, after, action, object } = entry;
  const address =
    who.email ?? (who.token ? t('settings.audit.token', { name: who.token }) : t('settings.audit.system'));
  const did = words(entry);
  const person = /^profile:(\w+)$/.exec(object)?.[1];
  return (
    <Box px="md" py={8} style={{ borderBottom: '1px solid var(--oblik-line)' }}>
      <Group justify="space-between" wrap="nowrap">
        <div style={{ minWidth: 0, overflowWrap: 'anywhere' }}>
          <Text>
            <Text span fw={500} title={address}>
              {userName(who.id) ?? address}
            </Text>
            {did ? `${t('settings.audit.joint')}${did}` : ` ${action} ${object}`}
          </Text>
          <Text size="xs" c="dimmed" component="div">
            {format.dateTime(entry.at)}
            {' · '}
            <span className="mono">{action}</span>{' '}
            {person ? (
              <Link to="/customers/$id" params={{ id: person }} className="mono">
                {object}
              </Link>
            ) : (
              <span className="mono">{object}</span>
            )}
          </Text>
        </div>
        {(before || after) && (
          <ActionIcon
            aria-expanded={opened}
            aria-label={t('settings.audit.open', { what: did ?? `${action} ${object}` })}
            onClick={() => setOpened(!opened)}
          >
            <IconChevronDown size={16} />
          </ActionIcon>
        )}
      </Group>
      {opened && <Difference action={action} before={before} after={after} />}
    </Box>
  );
}
