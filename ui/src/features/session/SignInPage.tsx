import {
  Alert,
  Button,
  Paper,
  PasswordInput,
  SegmentedControl,
  Stack,
  Text,
  TextInput,
  Title,
} from '@mantine/core';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/problem';
import type { Language } from '@/api/types';
import { Mark } from '@/components/Logo';
import { useTitle } from '@/components/Page';
import { useProblemWords } from '@/components/problemWords';
import { LANGUAGES, speak } from '@/i18n';
import classes from './SignInPage.module.css';
import { useSignIn } from './session';

const route = getRouteApi('/login');

/** Only a path of this site: a link with `next=//elsewhere` must not lead away. */
function within(next: string | undefined): string {
  return next && /^\/(?![/\\])/.test(next) ? next : '/';
}

export function SignInPage() {
  const { t, i18n } = useTranslation();
  const { next } = route.useSearch();
  const router = useRouter();
  const words = useProblemWords();
  const signIn = useSignIn();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  useTitle(t('session.title'));

  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate({ email, password }, { onSuccess: () => router.history.push(within(next)) });
  };
  const problem = signIn.error && asProblem(signIn.error);
  return (
    <main className={classes.page}>
      <Stack gap="lg" w="100%" maw={368}>
        <div className={classes.brand}>
          <Mark size={36} />
          <span>Oblik</span>
        </div>
        <Paper withBorder p="lg" className={classes.card}>
          <form onSubmit={submit}>
            <Stack>
              <div>
                <Title order={1}>{t('session.title')}</Title>
                <Text c="dimmed">{t('session.sentence')}</Text>
              </div>
              {problem && (
                <Alert color="red" role="alert">
                  {problem.code === 'wrong_credentials' ? t('session.wrong') : words(problem).happened}
                </Alert>
              )}
              <TextInput
                label={t('session.email')}
                type="email"
                name="email"
                autoComplete="username"
                autoFocus
                required
                value={email}
                onChange={(event) => setEmail(event.currentTarget.value)}
              />
              <PasswordInput
                label={t('session.password')}
                name="password"
                autoComplete="current-password"
                required
                value={password}
                onChange={(event) => setPassword(event.currentTarget.value)}
                visibilityToggleButtonProps={{ 'aria-label': t('session.show') }}
              />
              <Button type="submit" loading={signIn.isPending} fullWidth>
                {t('session.action')}
              </Button>
            </Stack>
          </form>
        </Paper>
        <SegmentedControl
          size="xs"
          mx="auto"
          aria-label={t('shell.user.language')}
          value={i18n.language}
          onChange={(code) => void speak(code as Language)}
          data={LANGUAGES.map(({ code, name }) => ({ value: code, label: name }))}
        />
      </Stack>
    </main>
  );
}
