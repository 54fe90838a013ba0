import { Button, Group, Select, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Language, Workspace } from '@/api/types';
import { Panel } from '@/components/Panel';
import { ProblemNotice } from '@/components/ProblemNotice';
import { useToast } from '@/components/toast';
import { useCan } from '@/features/session/me';
import { LANGUAGES } from '@/i18n';
import { usePatchWorkspace } from './workspace';

const ZONES = Intl.supportedValuesOf('timeZone');
const CURRENCIES = Intl.supportedValuesOf('currency');

/** The choices, with what is set now even if this browser does not list it. */
const including = (list: string[], present: string) => (list.includes(present) ? list : [present, ...list]);

export function WorkspaceForm({ workspace }: { workspace: Workspace }) {
  const { t, i18n } = useTranslation();
  const toast = useToast();
  const may = useCan()('settings.edit');
  const patch = usePatchWorkspace();
  const [draft, setDraft] = useState(workspace);
  const names = new Intl.DisplayNames(i18n.language, { type: 'currency' });
  const set = (part: Partial<Workspace>) => setDraft({ ...draft, ...part });
  const save = (event: FormEvent) => {
    event.preventDefault();
    const { name, timezone, currency, language } = draft;
    patch.mutate(
      { name, timezone, currency, language },
      { onSuccess: () => toast.done(t('settings.workspace.saved')) },
    );
  };
  return (
    <Panel title={t('settings.workspace.general')}>
      <form onSubmit={save}>
        <Stack>
          {patch.error && <ProblemNotice error={patch.error} />}
          <TextInput
            label={t('settings.workspace.name')}
            required
            disabled={!may}
            value={draft.name}
            onChange={(event) => set({ name: event.currentTarget.value })}
          />
          <Select
            label={t('settings.workspace.timezone')}
            description={t('settings.workspace.timezoneHint')}
            searchable
            allowDeselect={false}
            disabled={!may}
            limit={50}
            data={including(ZONES, draft.timezone)}
            value={draft.timezone}
            onChange={(timezone) => timezone && set({ timezone })}
          />
          <Select
            label={t('settings.workspace.currency')}
            description={t('settings.workspace.currencyHint')}
            searchable
            allowDeselect={false}
            disabled={!may}
            limit={50}
            data={including(CURRENCIES, draft.currency).map((code) => ({
              value: code,
              label: `${code} · ${names.of(code)}`,
            }))}
            value={draft.currency}
            onChange={(currency) => currency && set({ currency })}
          />
          <Select
            label={t('settings.workspace.language')}
            description={t('settings.workspace.languageHint')}
            allowDeselect={false}
            disabled={!may}
            data={LANGUAGES.map(({ code, name }) => ({ value: code, label: name }))}
            value={draft.language}
            onChange={(language) => set({ language: language as Language })}
          />
          {may && (
            <Group justify="flex-end">
              <Button type="submit" loading={patch.isPending}>
                {t('components.save')}
              </Button>
            </Group>
          )}
        </Stack>
      </form>
    </Panel>
  );
}
