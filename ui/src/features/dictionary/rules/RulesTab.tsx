import { Alert, Button, Card, Group, Skeleton, Stack, Text } from '@mantine/core';
import { IconPlus, IconRoute } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/problem';
import type { ArrivalRule, ArrivalRules } from '@/api/types';
import { EmptyState } from '@/components/EmptyState';
import { ProblemNotice } from '@/components/ProblemNotice';
import { useToast } from '@/components/toast';
import { useCan } from '@/features/session/me';
import { useFormat } from '@/format/useFormat';
import { type Draft, draftOf, newDraft, ruleOf } from './draft';
import { RuleForm } from './RuleForm';
import { RuleHistory } from './RuleHistory';
import { RuleList } from './RuleList';
import { RulePreview } from './RulePreview';
import { rulesQuery, useSaveRules, useTryRules } from './rules';

/** The rules under which events arrive: changed in a draft, tried on the latest events, then saved. */
export function RulesTab() {
  const { data: rules, error, refetch } = useQuery(rulesQuery);
  if (error) return <ProblemNotice error={error} retry={() => void refetch()} />;
  if (!rules) return <Skeleton height={320} />;
  return <Rules key={rules.version} saved={rules} onReload={() => void refetch()} />;
}

function Rules({ saved, onReload }: { saved: ArrivalRules; onReload: () => void }) {
  const { t } = useTranslation();
  const toast = useToast();
  const may = useCan()('dictionary.edit');
  const save = useSaveRules();
  const trial = useTryRules();
  const [rules, setRules] = useState<ArrivalRule[]>(() => saved.rules as ArrivalRule[]);
  const [edited, setEdited] = useState<Draft | null>(null);
  const changed = JSON.stringify(rules) !== JSON.stringify(saved.rules);
  const problem = save.error ?? trial.error;
  const change = (next: ArrivalRule[]) => {
    setRules(next);
    trial.reset();
    save.reset();
  };
  const keep = (draft: Draft) => {
    const rule = ruleOf(draft);
    const known = rules.some(({ id }) => id === rule.id);
    change(known ? rules.map((each) => (each.id === rule.id ? rule : each)) : [...rules, rule]);
    setEdited(null);
  };
  const submit = () =>
    save.mutate(
      { version: saved.version, rules },
      { onSuccess: () => toast.done(t('dictionary.rules.saved')) },
    );
  return (
    <Stack>
      <Group justify="space-between" align="start">
        <Text c="dimmed" maw={720}>
          {t('dictionary.rules.sentence')}
        </Text>
        {may && (
          <Button leftSection={<IconPlus size={16} />} onClick={() => setEdited(newDraft('rename_event'))}>
            {t('dictionary.rules.add')}
          </Button>
        )}
      </Group>
      {problem && <ProblemNotice error={problem} />}
      {asProblemStatus(problem) === 409 && (
        <Button variant="default" style={{ alignSelf: 'start' }} onClick={onReload}>
          {t('dictionary.rules.reload')}
        </Button>
      )}
      <Card padding={0}>
        {rules.length === 0 ? (
          <EmptyState icon={IconRoute} title={t('dictionary.rules.none')}>
            {t('dictionary.rules.noneText')}
          </EmptyState>
        ) : (
          <RuleList
            rules={rules}
            may={may}
            counts={trial.data?.by_rule}
            onChange={change}
            onEdit={(rule) => setEdited(draftOf(rule))}
          />
        )}
      </Card>
      {changed && (
        <Alert color="petrol" variant="light">
          <Group justify="space-between">
            <Text size="sm">{t('dictionary.rules.unsaved')}</Text>
            <Group gap="xs">
              <Button variant="default" onClick={() => change(saved.rules as ArrivalRule[])}>
                {t('dictionary.rules.discard')}
              </Button>
              <Button
                variant="default"
                loading={trial.isPending}
                disabled={rules.length === 0}
                onClick={() => trial.mutate(rules)}
              >
                {t('dictionary.rules.try')}
              </Button>
              <Button loading={save.isPending} onClick={submit}>
                {t('dictionary.rules.save')}
              </Button>
            </Group>
          </Group>
        </Alert>
      )}
      {trial.data && <RulePreview preview={trial.data} />}
      <Since saved={saved} />
      {saved.version > 0 && <RuleHistory current={saved.version} />}
      {edited && <RuleForm draft={edited} onSave={keep} onClose={() => setEdited(null)} />}
    </Stack>
  );
}

function asProblemStatus(error: Error | null): number {
  return error ? asProblem(error).status : 0;
}

function Since({ saved }: { saved: ArrivalRules }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (!saved.saved_at) return null;
  return (
    <Text size="xs" c="dimmed">
      {t('dictionary.rules.since', { at: format.dateTime(saved.saved_at), who: saved.who })}
    </Text>
  );
}
