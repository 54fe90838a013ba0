import { Button, Group, NumberInput, Select, SimpleGrid, Stack, Text, Textarea } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DictionaryEventPage, EventPatch } from '@/api/types';
import { Panel } from '@/components/Panel';
import { useToast } from '@/components/toast';
import { useCan } from '@/features/session/me';
import classes from './About.module.css';
import { ownersQuery, usePatchEvent } from './dictionary';

/** What people say of an event: what it means, whose it is, for how long it is kept. */
export function About({ event }: { event: DictionaryEventPage }) {
  const { t } = useTranslation();
  const can = useCan();
  const [editing, setEditing] = useState(false);
  const patch = usePatchEvent(event.name);
  const unknown = event.status === 'unknown' && can('dictionary.edit');
  return (
    <Panel
      title={t('dictionary.about.title')}
      aside={
        can('dictionary.edit') &&
        !editing && (
          <Group gap="xs">
            {unknown && (
              <Button
                variant="default"
                size="xs"
                loading={patch.isPending}
                onClick={() => patch.mutate({ expected: true })}
              >
                {t('dictionary.about.expect')}
              </Button>
            )}
            <Button
              variant="default"
              size="xs"
              leftSection={<IconPencil size={14} />}
              onClick={() => setEditing(true)}
            >
              {t('dictionary.about.edit')}
            </Button>
          </Group>
        )
      }
    >
      {editing ? <AboutForm event={event} onDone={() => setEditing(false)} /> : <Said event={event} />}
    </Panel>
  );
}

function Said({ event }: { event: DictionaryEventPage }) {
  const { t } = useTranslation();
  const nothing = t(event.standard ? 'dictionary.about.standard' : 'dictionary.about.nothing');
  return (
    <div className={classes.said}>
      <Text className={classes.description} c={event.description ? undefined : 'dimmed'}>
        {event.description || nothing}
      </Text>
      <dl className={classes.facts}>
        <Fact label={t('dictionary.columns.owner')}>{event.owner?.name ?? '–'}</Fact>
        <Fact label={t('dictionary.about.kept')}>
          {event.retention_days
            ? t('dictionary.about.days', { count: event.retention_days })
            : t('dictionary.about.forever')}
        </Fact>
      </dl>
    </div>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function AboutForm({ event, onDone }: { event: DictionaryEventPage; onDone: () => void }) {
  const { t } = useTranslation();
  const toast = useToast();
  const mayLimit = useCan()('dictionary.remove');
  const { data: owners } = useQuery(ownersQuery);
  const patch = usePatchEvent(event.name);
  const [description, setDescription] = useState(event.description);
  const [owner, setOwner] = useState(event.owner?.id ?? null);
  const [days, setDays] = useState(event.retention_days);
  const save = (submitted: FormEvent) => {
    submitted.preventDefault();
    const body: EventPatch = { description, owner, expected: true };
    if (mayLimit && days !== event.retention_days) body.retention_days = days;
    patch.mutate(body, {
      onSuccess: () => {
        toast.done(t('dictionary.saved'));
        onDone();
      },
    });
  };
  return (
    <form onSubmit={save}>
      <Stack>
        <Textarea
          label={t('dictionary.about.description')}
          description={t('dictionary.about.descriptionHint')}
          autosize
          minRows={2}
          maxLength={2000}
          data-autofocus
          value={description}
          onChange={(changed) => setDescription(changed.currentTarget.value)}
        />
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <Select
            label={t('dictionary.columns.owner')}
            clearable
            searchable
            clearButtonProps={{ 'aria-label': t('components.clear') }}
            data={(owners ?? []).map(({ id, name }) => ({ value: id, label: name }))}
            value={owner}
            onChange={setOwner}
          />
          {mayLimit && (
            <NumberInput
              label={t('dictionary.about.keep')}
              description={t('dictionary.about.keepHint')}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              placeholder={t('dictionary.about.forever')}
              min={1}
              max={3650}
              allowDecimal={false}
              value={days ?? ''}
              onChange={(next) => setDays(typeof next === 'number' ? next : null)}
            />
          )}
        </SimpleGrid>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onDone}>
            {t('components.cancel')}
          </Button>
          <Button type="submit" loading={patch.isPending}>
            {t('components.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
