import { Card, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportEffect, ImportRun } from '@/api/types';
import { Panel } from '@/components/Panel';
import { useFormat } from '@/format/useFormat';
import { Failure } from './Failure';
import { ImportProgress } from './ImportProgress';
import { isGoing } from './imports';
import { Problems } from './Problems';
import { happeningKey } from './recipes/happening';

interface OutcomeProps {
  run: ImportRun;
  /** What can be done now; it stands before the problems, which may be many. */
  next?: ReactNode;
}

/** How an import goes or went: its rows, what they do, and what was wrong with some. */
export function Outcome({ run, next }: OutcomeProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const parts = ['read', 'accepted', 'rejected', 'duplicate'] as const;
  return (
    <Stack>
      {run.error && <Failure title={t('imports.failed')} code={run.error_code} said={run.error} />}
      <Card>
        <Figures
          cols={4}
          of={parts.map((part) => ({ label: t(`imports.rows.${part}`), value: run.rows[part] }))}
        />
        <ImportProgress run={run} size="md" />
        <Text size="xs" c="dimmed" mt="xs" role={isGoing(run) ? 'status' : undefined}>
          {t('imports.bytes', { done: format.bytes(run.bytes.done), total: format.bytes(run.bytes.total) })}
          {run.finished_at && ` · ${t('imports.finished', { at: format.dateTime(run.finished_at) })}`}
        </Text>
      </Card>
      {run.effect && <EffectPanel effect={run.effect} dry={run.dry_run} />}
      {next}
      <Problems problems={run.problems} />
    </Stack>
  );
}

interface Figure {
  label: string;
  value: number;
  hint?: string;
}

function Figures({ of, cols }: { of: Figure[]; cols: number }) {
  const format = useFormat();
  return (
    <SimpleGrid cols={{ base: 2, sm: cols }} component="dl" m={0}>
      {of.map(({ label, value, hint }) => (
        <div key={label}>
          <Text component="dt" size="xs" c="dimmed">
            {label}
          </Text>
          <Text component="dd" m={0} fz={20} fw={600}>
            {format.number(value)}
          </Text>
          {hint && (
            <Text component="dd" m={0} size="xs" c="dimmed">
              {hint}
            </Text>
          )}
        </div>
      ))}
    </SimpleGrid>
  );
}

/** What the check found that the import does: to people, or to products. */
function EffectPanel({ effect, dry }: { effect: ImportEffect; dry: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { people, events, products } = effect;
  const title = t(dry ? 'imports.effect.would' : 'imports.effect.found');
  if (products) {
    const { happened, ...counts } = products;
    return (
      <Panel title={title}>
        <Figures
          cols={3}
          of={(['new', 'changed', 'same'] as const).map((part) => ({
            label: t(`imports.effect.products.${part}`),
            value: counts[part],
          }))}
        />
        {Object.keys(happened).length > 0 && (
          <Text size="sm" c="dimmed" mt="sm">
            {Object.entries(happened)
              .map(
                ([name, count]) => `${t(`imports.happened.${happeningKey(name)}`)}: ${format.number(count)}`,
              )
              .join(' · ')}
          </Text>
        )}
      </Panel>
    );
  }
  if (!people || !events) return null;
  return (
    <Panel title={title}>
      <Figures
        cols={4}
        of={(['new', 'changed', 'merged', 'same'] as const).map((part) => ({
          label: t(`imports.effect.people.${part}`),
          value: people[part],
          hint: t(`imports.effect.hints.${part}`),
        }))}
      />
      <Title order={3} mt="md" mb={4}>
        {t('imports.effect.events')}
      </Title>
      <Text size="sm">
        {t('imports.effect.eventCounts', { added: events.new, known: events.known, refused: events.refused })}
      </Text>
      {!people.complete && (
        <Text size="sm" c="dimmed" mt={4}>
          {t('imports.effect.part', { events: people.events })}
        </Text>
      )}
    </Panel>
  );
}
