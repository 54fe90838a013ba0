import { Button, Stack, Text, Title } from '@mantine/core';
import { useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useTitle } from '@/components/Page';
import { Door } from './Door';
import { Enrol } from './factor/Enrol';
import { useMe } from './me';
import { useSignOut } from './session';

/** Where somebody lands whose workspace asks for a second factor that they do not have yet. */
export function SecurePage() {
  const { t } = useTranslation();
  const { workspace } = useMe();
  const router = useRouter();
  const signOut = useSignOut();
  useTitle(t('session.secure.title'));
  return (
    <Door wide>
      <Stack>
        <div>
          <Title order={1}>{t('session.secure.title')}</Title>
          <Text c="dimmed">{t('session.secure.sentence', { workspace: workspace.name })}</Text>
        </div>
        <Enrol onDone={() => router.history.replace('/')} />
        <Button variant="subtle" color="gray" onClick={() => signOut.mutate()}>
          {t('shell.user.signOut')}
        </Button>
      </Stack>
    </Door>
  );
}
