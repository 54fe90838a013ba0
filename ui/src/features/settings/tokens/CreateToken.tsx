import { Alert, Button, Group, Modal, Select, Stack, TextInput } from '@mantine/core';
import { IconEyeExclamation } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/problem';
import { Code } from '@/components/Code';
import { ProblemNotice } from '@/components/ProblemNotice';
import { useFieldWords } from '@/components/problemWords';
import { useCan, useMe } from '@/features/session/me';
import { rolesQuery } from '../people/people';
import { useCreateToken } from './tokens';

export function CreateToken({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const create = useCreateToken();
  const made = create.data;
  return (
    <Modal
      opened
      onClose={onClose}
      closeOnClickOutside={!made}
      title={t('settings.tokens.create')}
      closeButtonProps={{ 'aria-label': t('components.close') }}
    >
      {made ? (
        <Stack>
          <Alert icon={<IconEyeExclamation />} color="orange" title={t('settings.tokens.once')}>
            {t('settings.tokens.onceText')}
          </Alert>
          <Code text={made.token} label={made.name} />
          <Group justify="flex-end">
            <Button onClick={onClose}>{t('settings.tokens.kept')}</Button>
          </Group>
        </Stack>
      ) : (
        <TokenForm create={create} onClose={onClose} />
      )}
    </Modal>
  );
}

interface TokenFormProps {
  create: ReturnType<typeof useCreateToken>;
  onClose: () => void;
}

function TokenForm({ create, onClose }: TokenFormProps) {
  const { t } = useTranslation();
  const wrong = useFieldWords();
  const me = useMe();
  const can = useCan();
  const { data: table } = useQuery({ ...rolesQuery, enabled: can('users.read') });
  const [name, setName] = useState('');
  const [role, setRole] = useState(me.user.role);
  const [expires, setExpires] = useState('');
  const roles = table?.roles.map(({ key }) => key) ?? [me.user.role];
  const problem = create.error && asProblem(create.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate({ name, role, expires_at: expires ? new Date(expires).toISOString() : undefined });
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        {problem && problem.fields.length === 0 && <ProblemNotice error={problem} />}
        <TextInput
          label={t('settings.tokens.columns.name')}
          description={t('settings.tokens.nameHint')}
          required
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={wrong(problem, 'name')}
        />
        <Select
          label={t('settings.tokens.columns.role')}
          allowDeselect={false}
          data={roles.map((key) => ({ value: key, label: t(`settings.roles.${key}`) }))}
          value={role}
          onChange={(next) => next && setRole(next)}
        />
        <TextInput
          type="date"
          label={t('settings.tokens.columns.expires')}
          description={t('settings.tokens.expiresHint')}
          value={expires}
          onChange={(event) => setExpires(event.currentTarget.value)}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('components.cancel')}
          </Button>
          <Button type="submit" loading={create.isPending}>
            {t('settings.tokens.create')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
