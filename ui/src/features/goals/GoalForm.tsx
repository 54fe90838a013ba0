import {
  Button,
  Group,
  Modal,
  NumberInput,
  SegmentedControl,
  Select,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/problem';
import type { Goal, Metric } from '@/api/types';
import { ProblemNotice } from '@/components/ProblemNotice';
import { useFieldWords } from '@/components/problemWords';
import { useToast } from '@/components/toast';
import { useCan, useMe } from '@/features/session/me';
import { usersQuery } from '@/features/settings/people/people';
import { blank, type Draft, draftOf, said, targetOf, typed } from './draft';
import { METRICS, metricsQuery, UNITS, useSaveGoal, useSpoken } from './goals';

const today = () => new Date().toISOString().slice(0, 10);
const number = (value: string | number) => (value === '' ? '' : Number(value));

/** Sets a goal, or changes one; what it is about stays. */
export function GoalForm({ goal, onClose }: { goal?: Goal; onClose: () => void }) {
  const { t } = useTranslation();
  const toast = useToast();
  const me = useMe();
  const { data: measured } = useQuery(metricsQuery);
  const save = useSaveGoal(goal?.id);
  const [draft, setDraft] = useState(() => (goal ? draftOf(goal) : blank(today(), me.user.id)));
  const set = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  const current = (metric: Metric) => measured?.metrics.find(({ key }) => key === metric)?.value ?? null;
  // Until somebody types another, a new goal begins where the figure is.
  const filled = {
    ...draft,
    baseline: draft.baseline === '' && !goal ? typed(draft.metric, current(draft.metric)) : draft.baseline,
    name: draft.name || (goal ? '' : t(`goals.metrics.${draft.metric}`)),
  };
  const told = said(filled);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!told) return;
    save.mutate(told, {
      onSuccess: () => {
        toast.done(t('goals.saved'));
        onClose();
      },
    });
  };
  const problem = save.error && asProblem(save.error);
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(goal ? 'goals.edit' : 'goals.add')}
      closeButtonProps={{ 'aria-label': t('components.close') }}
    >
      <form onSubmit={submit}>
        <Stack>
          {problem && problem.fields.length === 0 && <ProblemNotice error={problem} />}
          <MetricField
            value={draft.metric}
            fixed={goal !== undefined}
            now={current(draft.metric)}
            onChange={(metric) => set({ metric, baseline: '', target: '' })}
          />
          <TextInput
            label={t('goals.name')}
            placeholder={t('goals.namePlaceholder')}
            value={draft.name}
            required={goal !== undefined}
            onChange={(event) => set({ name: event.currentTarget.value })}
          />
          <ValueFields draft={filled} set={set} wrong={problem} />
          <Group grow align="flex-start">
            <TextInput
              type="date"
              label={t('goals.due')}
              required
              value={draft.due}
              onChange={(event) => set({ due: event.currentTarget.value })}
            />
            <OwnerField value={draft.owner} onChange={(owner) => set({ owner })} />
          </Group>
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t('components.cancel')}
            </Button>
            <Button type="submit" loading={save.isPending} disabled={!told}>
              {t(goal ? 'components.save' : 'goals.add')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

interface MetricFieldProps {
  value: Metric;
  fixed: boolean;
  now: number | null;
  onChange: (metric: Metric) => void;
}

function MetricField({ value, fixed, now, onChange }: MetricFieldProps) {
  const { t } = useTranslation();
  const spoken = useSpoken();
  return (
    <div>
      <Select
        label={t('goals.metric')}
        allowDeselect={false}
        disabled={fixed}
        data={METRICS.map((metric) => ({ value: metric, label: t(`goals.metrics.${metric}`) }))}
        value={value}
        onChange={(metric) => metric && onChange(metric)}
      />
      <Text size="xs" c="dimmed" mt={4}>
        {t(`goals.about.${value}`)}{' '}
        {now === null ? t('goals.nothing') : t('goals.now', { value: spoken(UNITS[value], now) })}
      </Text>
    </div>
  );
}

interface ValueFieldsProps {
  draft: Draft;
  set: (part: Partial<Draft>) => void;
  wrong: ReturnType<typeof asProblem> | null;
}

function ValueFields({ draft, set, wrong }: ValueFieldsProps) {
  const { t } = useTranslation();
  const words = useFieldWords();
  const spoken = useSpoken();
  const unit = UNITS[draft.metric];
  const suffix = unit === 'share' ? ' %' : undefined;
  const target = targetOf(draft);
  const makes =
    draft.how === 'change' && target !== null
      ? t('goals.makes', { value: spoken(unit, unit === 'share' ? target / 100 : target) })
      : undefined;
  return (
    <>
      <NumberInput
        label={t('goals.baseline')}
        required
        suffix={suffix}
        thousandSeparator=" "
        value={draft.baseline}
        onChange={(value) => set({ baseline: number(value) })}
      />
      <Group align="flex-start" wrap="nowrap">
        <NumberInput
          flex={1}
          label={t('goals.target')}
          required
          suffix={draft.how === 'change' ? ' %' : suffix}
          prefix={draft.how === 'change' && Number(draft.change) > 0 ? '+' : undefined}
          thousandSeparator=" "
          value={draft.how === 'change' ? draft.change : draft.target}
          onChange={(value) =>
            set(draft.how === 'change' ? { change: number(value) } : { target: number(value) })
          }
          description={makes}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          error={words(wrong, 'target')}
        />
        <SegmentedControl
          mt={25}
          aria-label={t('goals.howLabel')}
          value={draft.how}
          onChange={(how) => set({ how: how as Draft['how'], target: target ?? '' })}
          data={(['change', 'value'] as const).map((how) => ({ value: how, label: t(`goals.how.${how}`) }))}
        />
      </Group>
    </>
  );
}

function OwnerField({ value, onChange }: { value: string | null; onChange: (id: string | null) => void }) {
  const { t } = useTranslation();
  const me = useMe();
  const may = useCan()('users.read');
  const { data: users } = useQuery({ ...usersQuery, enabled: may });
  const people = users?.filter(({ disabled }) => !disabled) ?? [me.user];
  return (
    <Select
      label={t('goals.owner')}
      placeholder={t('goals.nobody')}
      clearable
      data={people.map(({ id, name }) => ({ value: id, label: name }))}
      value={value}
      onChange={onChange}
    />
  );
}
