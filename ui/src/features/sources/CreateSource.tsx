import { Button, Group, Modal, NumberInput, Select, Stack, TagsInput, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/problem';
import { ProblemNotice } from '@/components/ProblemNotice';
import { useFieldWords } from '@/components/problemWords';
import { useMe } from '../session/me';
import { slugOf } from './slug';
import { kindsQuery, useCreateSource } from './sources';

export function CreateSource({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const wrong = useFieldWords();
  const navigate = useNavigate();
  const { data: kinds = [] } = useQuery(kindsQuery(useMe().user.language));
  const create = useCreateSource();
  const [label, setLabel] = useState('');
  const [named, setNamed] = useState<string | null>(null);
  const [picked, setPicked] = useState<string | null>(null);
  const [origins, setOrigins] = useState<string[]>([]);
  const [rate, setRate] = useState<number | null>(null);
  const name = named ?? slugOf(label);
  const kind = kinds.find(({ key }) => key === (picked ?? 'javascript')) ?? kinds[0]; // most begin with their site
  const problem = create.error && asProblem(create.error);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!kind) return;
    create.mutate(
      { name, label, kind: kind.key, origins, rate_limit: rate },
      { onSuccess: (source) => void navigate({ to: '/sources/$name', params: { name: source.name } }) },
    );
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('sources.create.title')}
      closeButtonProps={{ 'aria-label': t('components.close') }}
    >
      <form onSubmit={submit}>
        <Stack>
          {problem && problem.fields.length === 0 && <ProblemNotice error={problem} />}
          <div>
            <Select
              label={t('sources.fields.kind')}
              allowDeselect={false}
              data={kinds.map((each) => ({ value: each.key, label: each.name }))}
              value={kind?.key ?? null}
              onChange={setPicked}
            />
            <Text size="xs" c="dimmed" mt={4}>
              {kind?.description}
            </Text>
          </div>
          <TextInput
            label={t('sources.fields.label')}
            placeholder={t('sources.fields.labelExample')}
            required
            data-autofocus
            value={label}
            onChange={(event) => setLabel(event.currentTarget.value)}
            error={wrong(problem, 'label')}
          />
          <TextInput
            label={t('sources.fields.name')}
            description={t('sources.fields.nameHint')}
            required
            pattern="[a-z0-9][a-z0-9_\-]*"
            value={name}
            onChange={(event) => setNamed(event.currentTarget.value)}
            error={wrong(problem, 'name')}
          />
          <TagsInput
            label={t('sources.fields.origins')}
            description={t('sources.fields.originsHint')}
            placeholder="https://shop.example"
            value={origins}
            onChange={setOrigins}
            error={wrong(problem, 'origins')}
          />
          <NumberInput
            label={t('sources.fields.rate')}
            description={t('sources.fields.rateHint')}
            min={1}
            allowDecimal={false}
            value={rate ?? ''}
            onChange={(next) => setRate(next === '' ? null : Number(next))}
          />
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
