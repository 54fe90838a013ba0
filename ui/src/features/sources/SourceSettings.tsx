import { Button, Group, NumberInput, Stack, Switch, TagsInput, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/problem';
import type { Source } from '@/api/types';
import { Panel } from '@/components/Panel';
import { useFieldWords } from '@/components/problemWords';
import { useToast } from '@/components/toast';
import { usePatchSource } from './sources';

export function SourceSettings({ source }: { source: Source }) {
  const { t } = useTranslation();
  const wrong = useFieldWords();
  const toast = useToast();
  const patch = usePatchSource(source.name);
  const [label, setLabel] = useState(source.label);
  const [origins, setOrigins] = useState(source.origins);
  const [rate, setRate] = useState(source.rate_limit);
  const problem = patch.error && asProblem(patch.error);
  const save = (event: FormEvent) => {
    event.preventDefault();
    patch.mutate({ label, origins, rate_limit: rate }, { onSuccess: () => toast.done(t('sources.saved')) });
  };
  return (
    <Stack maw={640}>
      <Panel title={t('sources.enabled.title')} hint={t('sources.enabled.hint')}>
        <Switch
          label={t(source.enabled ? 'sources.enabled.on' : 'sources.enabled.off')}
          checked={source.enabled}
          onChange={(event) => patch.mutate({ enabled: event.currentTarget.checked })}
        />
      </Panel>
      <Panel title={t('sources.tabs.settings')}>
        <form onSubmit={save}>
          <Stack>
            <TextInput
              label={t('sources.fields.label')}
              value={label}
              onChange={(event) => setLabel(event.currentTarget.value)}
              error={wrong(problem, 'label')}
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
              error={wrong(problem, 'rate_limit')}
            />
            <Group justify="flex-end">
              <Button type="submit" loading={patch.isPending}>
                {t('components.save')}
              </Button>
            </Group>
          </Stack>
        </form>
      </Panel>
    </Stack>
  );
}
