import { Button, PasswordInput, Skeleton, Stack, Text, TextInput, Title } from '@mantine/core';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { Link, useRouter } from '@tanstack/react-router';
import { type FormEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, data } from '@/api/client';
import { asProblem } from '@/api/problem';
import type { Language } from '@/api/types';
import { useTitle } from '@/components/Page';
import { ProblemNotice } from '@/components/ProblemNotice';
import { useFieldWords } from '@/components/problemWords';
import { speak, spokenBefore } from '@/i18n';
import { Door } from './Door';
import { useAccept } from './session';

const invitedQuery = (key: string) =>
  queryOptions({
    queryKey: ['invitation', key],
    queryFn: () => data(api.POST('/api/invitation/look', { body: { key } })),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });

/** The key stands behind the `#`, which no server ever sees. */
const keyInAddress = () => location.hash.slice(1);

export function InvitationPage() {
  const { t } = useTranslation();
  const [key] = useState(keyInAddress);
  const { data: invited, error, isPending } = useQuery(invitedQuery(key));
  useTitle(t('session.invitation.action'));
  const greeting = invited?.language;
  useEffect(() => {
    if (greeting && !spokenBefore) void speak(greeting);
  }, [greeting]);
  return (
    <Door>
      {isPending && <Skeleton height={260} />}
      {error && (asProblem(error).status === 0 ? <ProblemNotice error={error} /> : <Gone />)}
      {invited && <Join invitationKey={key} />}
    </Door>
  );
}

function Gone() {
  const { t } = useTranslation();
  return (
    <Stack>
      <Title order={1}>{t('session.invitation.gone')}</Title>
      <Text c="dimmed">{t('session.invitation.goneText')}</Text>
      <Button variant="default" renderRoot={(props) => <Link to="/login" {...props} />}>
        {t('session.invitation.toSignIn')}
      </Button>
    </Stack>
  );
}

function Join({ invitationKey }: { invitationKey: string }) {
  const { t, i18n } = useTranslation();
  const wrong = useFieldWords();
  const router = useRouter();
  const { data: invited } = useQuery(invitedQuery(invitationKey));
  const accept = useAccept();
  const [said, setSaid] = useState({ name: '', password: '' });
  if (!invited) return null;
  const role = t(`settings.roles.${invited.role}`);
  const problem = accept.error && asProblem(accept.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    accept.mutate(
      { ...said, key: invitationKey, language: i18n.language as Language },
      { onSuccess: () => router.history.replace('/') },
    );
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <div>
          <Title order={1}>{t('session.invitation.title', { workspace: invited.workspace })}</Title>
          <Text c="dimmed">
            {invited.inviter
              ? t('session.invitation.sentence', { inviter: invited.inviter, role })
              : t('session.invitation.sentencePlain', { role })}
          </Text>
        </div>
        {problem && problem.fields.length === 0 && <ProblemNotice error={problem} />}
        <TextInput label={t('session.email')} value={invited.email} readOnly autoComplete="username" />
        <TextInput
          label={t('session.invitation.name')}
          required
          autoFocus
          autoComplete="name"
          value={said.name}
          onChange={(event) => setSaid({ ...said, name: event.currentTarget.value })}
          error={wrong(problem, 'name')}
        />
        <PasswordInput
          label={t('session.password')}
          description={t('settings.people.passwordHint')}
          required
          minLength={8}
          autoComplete="new-password"
          value={said.password}
          onChange={(event) => setSaid({ ...said, password: event.currentTarget.value })}
          error={wrong(problem, 'password')}
          visibilityToggleButtonProps={{ 'aria-label': t('session.show') }}
        />
        <Button type="submit" loading={accept.isPending} fullWidth>
          {t('session.invitation.action')}
        </Button>
      </Stack>
    </form>
  );
}
