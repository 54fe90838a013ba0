import { Button, Group, PasswordInput, Stack } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/problem';
import { ProblemNotice } from '@/components/ProblemNotice';
import { useFieldWords } from '@/components/problemWords';

interface ProofProps {
  verb: string;
  danger?: boolean;
  busy: boolean;
  error: unknown;
  onProof: (password: string) => void;
}

/** The password once more, before something about the account becomes weaker or stronger. */
export function Proof({ verb, danger, busy, error, onProof }: ProofProps) {
  const { t } = useTranslation();
  const wrong = useFieldWords();
  const [password, setPassword] = useState('');
  const problem = error ? asProblem(error) : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onProof(password);
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        {problem && problem.fields.length === 0 && <ProblemNotice error={problem} />}
        <PasswordInput
          label={t('settings.factor.proof')}
          description={t('settings.factor.proofText')}
          required
          data-autofocus
          autoFocus
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          error={wrong(problem, 'password')}
          visibilityToggleButtonProps={{ 'aria-label': t('session.show') }}
        />
        <Group justify="flex-end">
          <Button type="submit" color={danger ? 'red' : undefined} loading={busy}>
            {verb}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
