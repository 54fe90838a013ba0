import { Badge, Card, Group, Select, SimpleGrid, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { PreviewColumn } from '@/api/types';
import { ProblemNotice } from '@/components/ProblemNotice';
import { useReason } from '@/components/reasons';
import { useFormat } from '@/format/useFormat';
import { previewQuery } from '../imports';
import { type Otherwise, rulesOf, specOf, withSpec } from '../mapping';
import classes from './CleaningStep.module.css';
import { RuleChips } from './RuleChips';
import type { StepProps } from './shared';
import { useFieldLabel } from './useFieldLabel';

const OTHERWISE: Otherwise[] = ['reject', 'empty', 'keep'];

/** Each column before and after its rules, on values of the file itself. */
export function CleaningStep(props: StepProps) {
  const { t } = useTranslation();
  const {
    data: preview,
    error,
    refetch,
    isPlaceholderData,
  } = useQuery(previewQuery(props.upload, props.map));
  if (error) return <ProblemNotice error={error} retry={() => void refetch()} />;
  if (!preview) return <Skeleton height={320} />;
  return (
    <Stack gap="sm">
      <Text c="dimmed">{t('imports.cleaning.hint', { rows: preview.rows })}</Text>
      <SimpleGrid
        cols={{ base: 1, lg: 2 }}
        spacing="sm"
        data-stale={isPlaceholderData || undefined}
        style={{ alignItems: 'start' }}
      >
        {preview.columns.map((column) => (
          <ColumnCard key={`${column.identifier} ${column.target}`} column={column} {...props} />
        ))}
      </SimpleGrid>
    </Stack>
  );
}

/** Spaces that nobody would see, but that cleaning takes away. */
const withSpaces = (text: string) => text.replace(/^\s+|\s+$|\s{2,}/g, (spaces) => '␣'.repeat(spaces.length));

function ColumnCard({ column, kind, catalogue, mapping, onChange }: StepProps & { column: PreviewColumn }) {
  const { t } = useTranslation();
  const format = useFormat();
  const label = useFieldLabel(kind);
  const reason = useReason();
  const target = (column.identifier ? '@' : '') + column.target;
  const rules = rulesOf(mapping, target, kind, catalogue);
  const otherwise = specOf(mapping, target)?.otherwise ?? 'reject';
  return (
    <Card component="section" aria-label={label(target)} padding="sm">
      <Group justify="space-between" wrap="nowrap" align="flex-start" mb={6}>
        <div style={{ minWidth: 0 }}>
          <Title order={2}>{label(target)}</Title>
          <Text size="xs" c="dimmed" truncate>
            {column.column}
          </Text>
        </div>
        {column.unclean > 0 ? (
          <Badge color="orange">
            {t('imports.cleaning.unclean', { share: format.percent(column.unclean) })}
          </Badge>
        ) : (
          <Badge color="gray">{t('imports.cleaning.filled', { share: format.percent(column.filled) })}</Badge>
        )}
      </Group>
      <RuleChips
        rules={rules}
        catalogue={catalogue}
        label={label(target)}
        onChange={(clean) => onChange(withSpec(mapping, target, { clean }))}
      />
      <dl className={classes.examples}>
        {column.examples.map(({ before, after, problem, code }) => (
          <div key={String(before)}>
            <dt title={String(before)}>{withSpaces(String(before))}</dt>
            <dd
              data-bad={problem ? true : undefined}
              title={problem ?? undefined}
              data-same={String(before) === String(after) || undefined}
            >
              <IconArrowRight size={12} aria-hidden="true" />
              {code
                ? reason(code, problem).sentence
                : after === null
                  ? t('imports.cleaning.nothing')
                  : format.value(after)}
            </dd>
          </div>
        ))}
      </dl>
      {(column.unclean > 0 || otherwise !== 'reject') && (
        <Select
          mt="xs"
          size="xs"
          label={t('imports.cleaning.otherwise')}
          allowDeselect={false}
          data={OTHERWISE.map((each) => ({ value: each, label: t(`imports.cleaning.ways.${each}`) }))}
          value={otherwise}
          onChange={(next) => onChange(withSpec(mapping, target, { otherwise: next as Otherwise }))}
        />
      )}
    </Card>
  );
}
