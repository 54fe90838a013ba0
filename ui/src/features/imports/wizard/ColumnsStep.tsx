import { Group, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Guess, ImportKind } from '@/api/types';
import { Panel } from '@/components/Panel';
import { useCan } from '../../session/me';
import { sourcesQuery } from '../../sources/sources';
import { KINDS } from '../imports';
import { Preview } from '../Preview';
import { MappingTable } from './MappingTable';
import type { StepProps } from './shared';

interface ColumnsStepProps extends StepProps {
  guess: Guess;
  onKind: (kind: ImportKind) => void;
}

/** What the rows are, and what each column becomes. */
export function ColumnsStep({ guess, onKind, ...shared }: ColumnsStepProps) {
  const { t } = useTranslation();
  const can = useCan();
  const { mapping, onChange } = shared;
  const { data: sources = [] } = useQuery({ ...sourcesQuery, enabled: can('sources.read') });
  const { kind, delimiter, encoding, decimal } = guess.format;
  const written = [
    t(`imports.format.kinds.${kind}`),
    encoding,
    delimiter && t('imports.format.delimiter', { delimiter: delimiter === '\t' ? '⇥' : delimiter }),
    decimal && t('imports.format.decimal', { decimal }),
  ];
  return (
    <>
      <Panel title={t('imports.what.title')} hint={written.filter(Boolean).join(' · ')}>
        <Group align="flex-start">
          <Select
            w={280}
            label={t('imports.what.kind')}
            allowDeselect={false}
            data={KINDS.map((each) => ({ value: each, label: t(`imports.kinds.${each}`) }))}
            value={guess.as}
            onChange={(next) => onKind(next as ImportKind)}
          />
          {sources.length > 0 && (
            <Select
              w={280}
              label={t('imports.check.source')}
              description={t('imports.check.sourceHint')}
              inputWrapperOrder={['label', 'input', 'description']}
              placeholder={t('imports.check.usual')}
              clearable
              clearButtonProps={{ 'aria-label': t('components.clear') }}
              data={sources.map(({ name, label }) => ({ value: name, label: label || name }))}
              value={typeof mapping.source === 'string' ? mapping.source : null}
              onChange={(source) => onChange({ ...mapping, source: source ?? '' })}
            />
          )}
        </Group>
      </Panel>
      <MappingTable guess={guess} {...shared} />
      <Preview rows={guess.preview} />
    </>
  );
}
