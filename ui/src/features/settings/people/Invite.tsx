import { Button, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/problem';
import type { Language, NewInvitation } from '@/api/types';
import { ProblemNotice } from '@/components/ProblemNotice';
import { useFieldWords } from '@/components/problemWords';
import { useMe } from '@/features/session/me';
import { LANGUAGES } from '@/i18n';
import { InvitationLink } from './InvitationLink';
import { rolesQuery, useInvite } from './people';

export function Invite({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const invite = useInvite();
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('settings.people.invite')}
      closeOnClickOutside={!invite.data}
      closeButtonProps={{ 'aria-label': t('components.close') }}
    >
      {invite.data ? (
        <InvitationLink invitation={invite.data} onDone={onClose} />
      ) : (
        <InviteForm busy={invite.isPending} error={invite.error} onInvite={invite.mutate} onClose={onClose} />
      )}
    </Modal>
  );
}

interface InviteFormProps {
  busy: boolean;
  error: unknown;
  onInvite: (said: NewInvitation) => void;
  onClose: () => void;
}

function InviteForm({ busy, error, onInvite, onClose }: InviteFormProps) {
  const { t } = useTranslation();
  const wrong = useFieldWords();
  const { permissions, workspace } = useMe();
  const { data: table } = useQuery(rolesQuery);
  const [draft, setDraft] = useState<NewInvitation>({
    email: '',
    role: 'viewer',
    language: workspace.language,
  });
  const problem = error ? asProblem(error) : null;
  const set = (part: Partial<NewInvitation>) => setDraft({ ...draft, ...part });
  const given = table?.roles.filter((role) => role.permissions.every((key) => permissions.includes(key)));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onInvite(draft);
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text c="dimmed">{t('settings.people.inviteText')}</Text>
        {problem && problem.fields.length === 0 && <ProblemNotice error={problem} />}
        <TextInput
          label={t('session.email')}
          type="email"
          required
          data-autofocus
          autoComplete="off"
          value={draft.email}
          onChange={(event) => set({ email: event.currentTarget.value })}
          error={wrong(problem, 'email')}
        />
        <Select
          label={t('settings.people.role')}
          allowDeselect={false}
          data={(given ?? []).map(({ key }) => ({ value: key, label: t(`settings.roles.${key}`) }))}
          value={draft.role}
          onChange={(role) => role && set({ role })}
        />
        <Select
          label={t('settings.people.language')}
          allowDeselect={false}
          data={LANGUAGES.map(({ code, name }) => ({ value: code, label: name }))}
          value={draft.language ?? 'en'}
          onChange={(language) => set({ language: language as Language })}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('components.cancel')}
          </Button>
          <Button type="submit" loading={busy}>
            {t('settings.people.inviteAction')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
