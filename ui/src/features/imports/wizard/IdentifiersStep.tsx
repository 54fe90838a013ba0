import { Alert, Card, Group, Select, SimpleGrid, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { PreviewedIdentifier } from '@/api/types';
import { ProblemNotice } from '@/components/ProblemNotice';
import { useFormat } from '@/format/useFormat';
import { previewQuery } from '../imports';
import { withTarget } from '../mapping';
import type { StepProps } from './shared';
import { useFieldLabel } from './useFieldLabel';

const NOT = '';

/** Which columns say who somebody is, and how well they tell people apart. */
export function IdentifiersStep(props: StepProps) {
  const { t } = useTranslation();
  const {
    data: preview,
    error,
    refetch,
    isPlaceholderData,
  } = useQuery(previewQuery(props.upload, props.map));
  if (error) return <ProblemNotice error={error} retry={() => void refetch()} />;
  if (!preview) return <Skeleton height={240} />;
  return (
    <Stack gap="sm">
      <Text c="dimmed">{t('imports.identifiers.hint', { rows: preview.rows })}</Text>
      <SimpleGrid cols={{ base: 1, md: 2, xl: 3 }} spacing="sm" data-stale={isPlaceholderData || undefined}>
        {preview.identifiers.map((identifier) => (
          <IdentifierCard key={identifier.namespace} identifier={identifier} {...props} />
        ))}
      </SimpleGrid>
    </Stack>
  );
}

function IdentifierCard({
  identifier,
  kind,
  catalogue,
  mapping,
  onChange,
}: StepProps & { identifier: PreviewedIdentifier }) {
  const { t } = useTranslation();
  const format = useFormat();
  const label = useFieldLabel(kind);
  const { column, namespace, filled, distinct, repeats, common, warnings } = identifier;
  const names = new Set([...catalogue.identifiers.map(({ key }) => key), namespace]);
  const figures = {
    filled: format.percent(filled),
    distinct: format.number(distinct),
    repeats: format.percent(repeats),
  };
  return (
    <Card component="section" aria-label={column} padding="sm">
      <Title order={2} mb="xs">
        {column}
      </Title>
      <Select
        label={t('imports.identifiers.is')}
        allowDeselect={false}
        data={[
          ...[...names].map((each) => ({ value: each, label: label(`@${each}`) })),
          { value: NOT, label: t('imports.identifiers.not') },
        ]}
        value={namespace}
        onChange={(next) => onChange(withTarget(mapping, column, next ? `@${next}` : null))}
      />
      <Group component="dl" gap="lg" my="sm">
        {(['filled', 'distinct', 'repeats'] as const).map((part) => (
          <div key={part}>
            <Text component="dt" size="xs" c="dimmed">
              {t(`imports.identifiers.${part}`)}
            </Text>
            <Text component="dd" m={0} fw={600}>
              {figures[part]}
            </Text>
          </div>
        ))}
      </Group>
      {warnings.length > 0 ? (
        <Stack gap={6}>
          {warnings.map((warning) => (
            <Alert key={warning} color="orange" py={8}>
              {t(`imports.identifiers.warnings.${warning}`, {
                share: format.percent(shareOf(identifier, warning)),
                value: common?.value ?? '',
                count: common?.count ?? 0,
              })}
            </Alert>
          ))}
        </Stack>
      ) : (
        <Text size="sm" c="dimmed">
          {t('imports.identifiers.fine')}
        </Text>
      )}
    </Card>
  );
}

function shareOf(
  { repeats, filled, unclean }: PreviewedIdentifier,
  warning: PreviewedIdentifier['warnings'][number],
): number {
  return { repeats, placeholder: repeats, empty: 1 - filled - unclean, unclean }[warning];
}
