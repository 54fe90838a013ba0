import { Button, Group, Stack, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/problem';
import type { IdentityRules } from '@/api/types';
import { Panel } from '@/components/Panel';
import { ProblemNotice } from '@/components/ProblemNotice';
import { useToast } from '@/components/toast';
import { useCan } from '@/features/session/me';
import { useFormat } from '@/format/useFormat';
import { changeOf, draftOf, isChanged, newRow } from './draft';
import { useSaveRules } from './identity';
import { PreviewPanel } from './PreviewPanel';
import { usePreview } from './preview';
import { RulesTable } from './RulesTable';

interface RulesFormProps {
  rules: IdentityRules;
  onSaved: () => void;
  /** Reads the rules again, when somebody else has changed them. */
  onReload: () => void;
}

export function RulesForm({ rules, onSaved, onReload }: RulesFormProps) {
  const { t } = useTranslation();
  const toast = useToast();
  const format = useFormat();
  const may = useCan()('settings.edit');
  const save = useSaveRules();
  const [draft, setDraft] = useState(() => draftOf(rules));
  const changed = isChanged(rules, draft);
  const preview = usePreview(changeOf(rules.version, draft));
  const form = useRef<HTMLFormElement>(null);
  const error = save.error ?? preview.error;
  const problem = error && asProblem(error);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    // The page shows the new version in a form of its own, so what follows must not hang on this one.
    const done = await save.mutateAsync(changeOf(rules.version, draft)).catch(() => null);
    if (!done) return;
    toast.done(t('settings.identity.saved'));
    onSaved();
  };
  return (
    <form ref={form} onSubmit={(event) => void submit(event)}>
      <Stack>
        {problem && <ProblemNotice error={problem} />}
        {problem?.status === 409 && (
          <Button variant="default" style={{ alignSelf: 'start' }} onClick={onReload}>
            {t('settings.identity.reload')}
          </Button>
        )}
        <Panel
          title={t('settings.identity.kinds')}
          hint={t('settings.identity.kindsHint')}
          aside={
            <Text size="xs" c="dimmed">
              {rules.created_at
                ? t('settings.identity.since', {
                    version: rules.version,
                    at: format.dateTime(rules.created_at),
                  })
                : t('settings.identity.untouched')}
            </Text>
          }
          flush
        >
          <RulesTable
            draft={draft}
            normalisers={rules.normalisers}
            problem={problem}
            may={may}
            onChange={setDraft}
          />
          <Text size="xs" c="dimmed" px="md" py="sm">
            {t('settings.identity.placeholders', { values: rules.placeholders.join(' · ') })}
          </Text>
        </Panel>
        {may && (
          <Group justify="space-between">
            <Button
              variant="default"
              leftSection={<IconPlus size={16} />}
              onClick={() => setDraft({ ...draft, rows: [...draft.rows, newRow(draft.rows)] })}
            >
              {t('settings.identity.add')}
            </Button>
            <Group gap="xs">
              <Button variant="default" disabled={!changed} onClick={() => setDraft(draftOf(rules))}>
                {t('settings.identity.discard')}
              </Button>
              <Button
                variant="default"
                disabled={!changed}
                loading={preview.starting}
                onClick={() => {
                  save.reset();
                  if (form.current?.reportValidity()) preview.start();
                }}
              >
                {t('settings.identity.preview.verb')}
              </Button>
              <Button type="submit" disabled={!changed} loading={save.isPending}>
                {t('settings.identity.save')}
              </Button>
            </Group>
          </Group>
        )}
        <PreviewPanel state={preview} />
      </Stack>
    </form>
  );
}
