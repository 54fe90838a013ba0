import { Button, Group, Modal, PasswordInput, Select, Stack, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/problem';
import type { NewUser } from '@/api/types';
import { ProblemNotice } from '@/components/ProblemNotice';
import { useFieldWords } from '@/components/problemWords';
import { useToast } from '@/components/toast';
import { rolesQuery, useAddUser } from './people';

export function AddUser({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const wrong = useFieldWords();
  const toast = useToast();
  const { data: table } = useQuery(rolesQuery);
  const add = useAddUser();
  const [draft, setDraft] = useState<NewUser>({ email: '', name: '', role: 'viewer', password: '' });
  const problem = add.error && asProblem(add.error);
  const set = (part: Partial<NewUser>) => setDraft({ ...draft, ...part });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate(draft, {
      onSuccess: ({ name }) => {
        toast.done(t('settings.people.added', { name }));
        onClose();
      },
    });
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('settings.people.add')}
      closeButtonProps={{ 'aria-label': t('components.close') }}
    >
      <form onSubmit={submit}>
        <Stack>
          {problem && problem.fields.length === 0 && <ProblemNotice error={problem} />}
          <TextInput
            label={t('settings.people.name')}
            required
            data-autofocus
            value={draft.name}
            onChange={(event) => set({ name: event.currentTarget.value })}
            error={wrong(problem, 'name')}
          />
          <TextInput
            label={t('session.email')}
            type="email"
            required
            autoComplete="off"
            value={draft.email}
            onChange={(event) => set({ email: event.currentTarget.value })}
            error={wrong(problem, 'email')}
          />
          <Select
            label={t('settings.people.role')}
            allowDeselect={false}
            data={(table?.roles ?? []).map(({ key }) => ({ value: key, label: t(`settings.roles.${key}`) }))}
            value={draft.role}
            onChange={(role) => role && set({ role })}
          />
          <PasswordInput
            label={t('settings.people.password')}
            description={t('settings.people.passwordHint')}
            required
            minLength={8}
            autoComplete="new-password"
            value={draft.password}
            onChange={(event) => set({ password: event.currentTarget.value })}
            error={wrong(problem, 'password')}
            visibilityToggleButtonProps={{ 'aria-label': t('session.show') }}
          />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t('components.cancel')}
            </Button>
            <Button type="submit" loading={add.isPending}>
              {t('settings.people.add')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
