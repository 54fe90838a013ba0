import { Alert, Button, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem, type Problem } from '@/api/problem';
import { useTitle } from '@/components/Page';
import { useProblemWords } from '@/components/problemWords';
import { Door } from './Door';
import { useSignIn } from './session';

const route = getRouteApi('/login');

/** Only a path of this site: a link with `next=//elsewhere` must not lead away. */
function within(next: string | undefined): string {
  return next && /^\/(?![/\\])/.test(next) ? next : '/';
}

const asksForCode = (problem: Problem | null) =>
  problem?.code === 'second_factor' || problem?.code === 'wrong_code';

export function SignInPage() {
  const { t } = useTranslation();
  const { next } = route.useSearch();
  const router = useRouter();
  const signIn = useSignIn();
  const [said, setSaid] = useState({ email: '', password: '', code: '' });
  const [second, setSecond] = useState(false);
  useTitle(t('session.title'));

  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate(said, {
      onSuccess: () => router.history.push(within(next)),
      onError: (error) => {
        if (!asksForCode(asProblem(error))) return;
        setSecond(true);
        setSaid({ ...said, code: '' });
      },
    });
  };
  const back = () => {
    signIn.reset();
    setSecond(false);
    setSaid({ ...said, password: '', code: '' });
  };
  const problem = signIn.error && asProblem(signIn.error);
  return (
    <Door>
      <form onSubmit={submit}>
        <Stack>
          <div>
            <Title order={1}>{t(second ? 'session.codeTitle' : 'session.title')}</Title>
            <Text c="dimmed">{t(second ? 'session.codeText' : 'session.sentence')}</Text>
          </div>
          {problem && problem.code !== 'second_factor' && <Refused problem={problem} />}
          {second ? (
            <TextInput
              key="code"
              label={t('session.code')}
              description={t('session.codeHint')}
              name="code"
              autoComplete="one-time-code"
              autoFocus
              required
              value={said.code}
              onChange={(event) => setSaid({ ...said, code: event.currentTarget.value })}
            />
          ) : (
            <>
              <TextInput
                label={t('session.email')}
                type="email"
                name="email"
                autoComplete="username"
                autoFocus
                required
                value={said.email}
                onChange={(event) => setSaid({ ...said, email: event.currentTarget.value })}
              />
              <PasswordInput
                label={t('session.password')}
                name="password"
                autoComplete="current-password"
                required
                value={said.password}
                onChange={(event) => setSaid({ ...said, password: event.currentTarget.value })}
                visibilityToggleButtonProps={{ 'aria-label': t('session.show') }}
              />
            </>
          )}
          <Button type="submit" loading={signIn.isPending} fullWidth>
            {t('session.action')}
          </Button>
          {second && (
            <Button variant="subtle" color="gray" onClick={back} fullWidth>
              {t('session.back')}
            </Button>
          )}
        </Stack>
      </form>
    </Door>
  );
}

function Refused({ problem }: { problem: Problem }) {
  const { t } = useTranslation();
  const words = useProblemWords();
  const own: Record<string, string> = {
    wrong_credentials: t('session.wrong'),
    wrong_code: t('session.wrongCode'),
  };
  return (
    <Alert color="red" role="alert">
      {own[problem.code] ?? words(problem).happened}
    </Alert>
  );
}
