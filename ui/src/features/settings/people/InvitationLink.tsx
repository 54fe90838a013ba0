import { Button, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { InvitationLink as Shown } from '@/api/types';
import { Code } from '@/components/Code';

/** The link of an invitation, which nobody can show again. */
export function InvitationLink({ invitation, onDone }: { invitation: Shown; onDone: () => void }) {
  const { t } = useTranslation();
  return (
    <Stack>
      <Text>{t('settings.people.linkText', { email: invitation.email })}</Text>
      <Code text={invitation.link} label={t('settings.people.link')} />
      <Group justify="flex-end">
        <Button onClick={onDone}>{t('settings.people.linkDone')}</Button>
      </Group>
    </Stack>
  );
}
