import { Button, Group, Image, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/problem';
import type { Enrolment } from '@/api/types';
import { Code } from '@/components/Code';
import { ProblemNotice } from '@/components/ProblemNotice';
import { useFieldWords } from '@/components/problemWords';
import { useBegin, useConfirm, useRefresh } from './factor';
import { Proof } from './Proof';
import { RecoveryCodes } from './RecoveryCodes';

/** Password, picture, code, recovery codes: the whole set-up of a second factor. */
export function Enrol({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const begin = useBegin();
  const confirm = useConfirm();
  const refresh = useRefresh();
  if (confirm.data) {
    const kept = () => void refresh().then(onDone);
    return <RecoveryCodes codes={confirm.data.codes} onKept={kept} />;
  }
  if (begin.data) {
    return (
      <Scan enrolment={begin.data} busy={confirm.isPending} error={confirm.error} onCode={confirm.mutate} />
    );
  }
  return (
    <Proof
      verb={t('settings.factor.next')}
      busy={begin.isPending}
      error={begin.error}
      onProof={begin.mutate}
    />
  );
}

interface ScanProps {
  enrolment: Enrolment;
  busy: boolean;
  error: unknown;
  onCode: (code: string) => void;
}

function Scan({ enrolment, busy, error, onCode }: ScanProps) {
  const { t } = useTranslation();
  const wrong = useFieldWords();
  const [code, setCode] = useState('');
  const problem = error ? asProblem(error) : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onCode(code);
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Text>{t('settings.factor.scan')}</Text>
        <Image src={enrolment.qr} alt={t('settings.factor.picture')} w={196} h={196} mx="auto" radius="md" />
        <div>
          <Text size="sm" c="dimmed" mb={4}>
            {t('settings.factor.type')}
          </Text>
          <Code text={enrolment.secret} label={t('settings.factor.type')} />
        </div>
        {problem && problem.fields.length === 0 && <ProblemNotice error={problem} />}
        <TextInput
          label={t('settings.factor.enter')}
          required
          autoFocus
          inputMode="numeric"
          autoComplete="one-time-code"
          placeholder="123 456"
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
          error={wrong(problem, 'code')}
        />
        <Group justify="flex-end">
          <Button type="submit" loading={busy}>
            {t('settings.factor.confirm')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
