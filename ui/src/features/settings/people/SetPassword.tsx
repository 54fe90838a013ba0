import { Button, Group, Modal, PasswordInput, Stack, Text } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/problem';
import type { User } from '@/api/types';
import { useFieldWords } from '@/components/problemWords';
import { useToast } from '@/components/toast';
import { usePatchUser } from './people';

/** A new password for someone who has forgotten theirs. */
export function SetPassword({ user, onClose }: { user: User; onClose: () => void }) {
  const { t } = useTranslation();
  const toast = useToast();
  const wrong = useFieldWords();
  const patch = usePatchUser();
  const [password, setPassword] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    patch.mutate(
      { id: user.id, password },
      {
        onSuccess: () => {
          toast.done(t('settings.people.password_set', { name: user.name }));
          onClose();
        },
      },
    );
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('settings.people.setPasswordOf', { name: user.name })}
      closeButtonProps={{ 'aria-label': t('components.close') }}
    >
      <form onSubmit={submit}>
        <Stack>
          <Text c="dimmed">{t('settings.people.setPasswordText')}</Text>
          <PasswordInput
            label={t('settings.account.new')}
            description={t('settings.people.passwordHint')}
            required
            minLength={8}
            data-autofocus
            autoComplete="new-password"
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            error={patch.error && wrong(asProblem(patch.error), 'password')}
            visibilityToggleButtonProps={{ 'aria-label': t('session.show') }}
          />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t('components.cancel')}
            </Button>
            <Button type="submit" loading={patch.isPending}>
              {t('settings.people.setPassword')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
