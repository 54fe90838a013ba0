import { Button, Group, Modal, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Consent, NewConsent } from '@/api/types';
import { ProblemNotice } from '@/components/ProblemNotice';
import { useSetConsent } from './profile';

interface ConsentFormProps {
  id: string;
  /** The consent as it stands; the form opens with the opposite. */
  from: Pick<Consent, 'channel' | 'topic' | 'state'>;
  onClose: () => void;
}

/** A consent is only worth its proof, so where and to which text it was given is asked each time. */
export function ConsentForm({ id, from, onClose }: ConsentFormProps) {
  const { t } = useTranslation();
  const save = useSetConsent(id);
  const [draft, setDraft] = useState<NewConsent>({
    channel: from.channel,
    topic: from.topic,
    state: from.state === 'granted' ? 'withdrawn' : 'granted',
    proof: { where: '', text_version: '' },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(draft, { onSuccess: onClose });
  };
  const prove = (part: Partial<NewConsent['proof']>) =>
    setDraft({ ...draft, proof: { ...draft.proof, ...part } });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('profile.consents.change')}
      closeButtonProps={{ 'aria-label': t('components.close') }}
    >
      <form onSubmit={submit}>
        <Stack>
          {save.error && <ProblemNotice error={save.error} />}
          <Group grow>
            <TextInput
              label={t('profile.consents.channel')}
              required
              value={draft.channel}
              onChange={(event) => setDraft({ ...draft, channel: event.currentTarget.value })}
            />
            <TextInput
              label={t('profile.consents.topic')}
              required
              value={draft.topic}
              onChange={(event) => setDraft({ ...draft, topic: event.currentTarget.value })}
            />
          </Group>
          <SegmentedControl
            aria-label={t('profile.consents.state')}
            value={draft.state}
            onChange={(state) => setDraft({ ...draft, state: state as NewConsent['state'] })}
            data={(['granted', 'withdrawn'] as const).map((state) => ({
              value: state,
              label: t(`profile.consents.states.${state}`),
            }))}
          />
          <TextInput
            label={t('profile.consents.where')}
            description={t('profile.consents.whereHint')}
            required
            data-autofocus
            value={draft.proof.where}
            onChange={(event) => prove({ where: event.currentTarget.value })}
          />
          <TextInput
            label={t('profile.consents.text')}
            description={t('profile.consents.textHint')}
            required
            value={draft.proof.text_version}
            onChange={(event) => prove({ text_version: event.currentTarget.value })}
          />
          <Text size="sm" c="dimmed">
            {t('profile.consents.kept')}
          </Text>
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t('components.cancel')}
            </Button>
            <Button type="submit" loading={save.isPending}>
              {t('profile.consents.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
