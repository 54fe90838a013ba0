import { Button, Group, PasswordInput, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, data } from '@/api/client';
import { Panel } from '@/components/Panel';
import { ProblemNotice } from '@/components/ProblemNotice';
import { useToast } from '@/components/toast';

const BLANK = { current: '', new: '' };

export function PasswordForm() {
  const { t } = useTranslation();
  const toast = useToast();
  const [password, setPassword] = useState(BLANK);
  const change = useMutation({
    mutationFn: () => data(api.PATCH('/api/me', { body: { password } })),
    onSuccess: () => {
      setPassword(BLANK);
      toast.done(t('settings.account.changed'));
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate();
  };
  return (
    <Panel title={t('settings.account.password')}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          {change.error && <ProblemNotice error={change.error} />}
          {(['current', 'new'] as const).map((key) => (
            <PasswordInput
              key={key}
              label={t(`settings.account.${key}`)}
              description={key === 'new' && t('settings.people.passwordHint')}
              required
              minLength={key === 'new' ? 8 : undefined}
              autoComplete={`${key}-password`}
              value={password[key]}
              onChange={(event) => setPassword({ ...password, [key]: event.currentTarget.value })}
              visibilityToggleButtonProps={{ 'aria-label': t('session.show') }}
            />
          ))}
          <Group justify="flex-end">
            <Button type="submit" variant="default" loading={change.isPending}>
              {t('settings.account.change')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}
