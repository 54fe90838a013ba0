import { Accordion, Button, Group, Modal, NumberInput, Stack, TagsInput, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/problem';
import { ProblemNotice } from '@/components/ProblemNotice';
import { useFieldWords } from '@/components/problemWords';
import { useMe } from '../session/me';
import { KindPicker } from './KindPicker';
import { slugOf } from './slug';
import { kindsQuery, useCreateSource } from './sources';

const BLANK = {
  label: '',
  named: null as string | null,
  origins: [] as string[],
  rate: null as number | null,
};

export function CreateSource({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const wrong = useFieldWords();
  const navigate = useNavigate();
  const { data: kinds = [] } = useQuery(kindsQuery(useMe().user.language));
  const create = useCreateSource();
  const [picked, setPicked] = useState('javascript'); // most begin with their site
  const [draft, setDraft] = useState(BLANK);
  const set = (part: Partial<typeof BLANK>) => setDraft({ ...draft, ...part });
  const name = draft.named ?? slugOf(draft.label);
  const kind = kinds.find(({ key }) => key === picked) ?? kinds[0];
  const problem = create.error && asProblem(create.error);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!kind) return;
    const { label, origins, rate } = draft;
    create.mutate(
      { name, label, kind: kind.key, origins, rate_limit: rate },
      { onSuccess: (source) => void navigate({ to: '/sources/$name', params: { name: source.name } }) },
    );
  };
  return (
    <Modal
      opened
      size="lg"
      onClose={onClose}
      title={t('sources.create.title')}
      closeButtonProps={{ 'aria-label': t('components.close') }}
    >
      <form onSubmit={submit}>
        <Stack>
          {problem && problem.fields.length === 0 && <ProblemNotice error={problem} />}
          <KindPicker kinds={kinds} picked={kind} onPick={setPicked} />
          <Group grow align="flex-start" preventGrowOverflow={false}>
            <TextInput
              label={t('sources.fields.label')}
              placeholder={t('sources.fields.labelExample')}
              required
              data-autofocus
              miw={200}
              value={draft.label}
              onChange={(event) => set({ label: event.currentTarget.value })}
              error={wrong(problem, 'label')}
            />
            <TextInput
              label={t('sources.fields.name')}
              description={t('sources.fields.nameHint')}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              required
              miw={200}
              pattern="[a-z0-9][a-z0-9_\-]*"
              value={name}
              onChange={(event) => set({ named: event.currentTarget.value })}
              error={wrong(problem, 'name')}
            />
          </Group>
          <Accordion variant="default" chevronPosition="left">
            <Accordion.Item value="limits">
              <Accordion.Control>{t('sources.create.more')}</Accordion.Control>
              <Accordion.Panel>
                <Stack>
                  <TagsInput
                    label={t('sources.fields.origins')}
                    description={t('sources.fields.originsHint')}
                    placeholder="https://shop.example"
                    value={draft.origins}
                    onChange={(origins) => set({ origins })}
                    error={wrong(problem, 'origins')}
                  />
                  <NumberInput
                    label={t('sources.fields.rate')}
                    description={t('sources.fields.rateHint')}
                    min={1}
                    allowDecimal={false}
                    value={draft.rate ?? ''}
                    onChange={(next) => set({ rate: next === '' ? null : Number(next) })}
                  />
                </Stack>
              </Accordion.Panel>
            </Accordion.Item>
          </Accordion>
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t('components.cancel')}
            </Button>
            <Button type="submit" loading={create.isPending} disabled={!name || !kind}>
              {t('sources.create.verb')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
