import { Alert, Button, Group, Progress, Select, Stack, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Guess, ImportKind } from '@/api/types';
import { Page } from '@/components/Page';
import { Panel } from '@/components/Panel';
import { ProblemNotice } from '@/components/ProblemNotice';
import { useFormat } from '@/format/useFormat';
import { useCan } from '../session/me';
import { sourcesQuery } from '../sources/sources';
import { DropArea } from './DropArea';
import { guessFile, KINDS, uploadForCheck } from './imports';
import { MappingTable } from './MappingTable';
import { type Mapping, readMapping, targetsByColumn, writeMapping } from './mapping';
import { Preview } from './Preview';
import { missingTargets } from './targets';

/** A file becomes rows, columns get their meaning, the server checks; only then is anything imported. */
export function NewImportPage() {
  const { t } = useTranslation();
  const [file, setFile] = useState<File | null>(null);
  const guessing = useMutation({
    mutationFn: ({ picked, kind }: { picked: File; kind: ImportKind | null }) => guessFile(picked, kind),
  });
  const look = (picked: File, kind: ImportKind | null) => {
    setFile(picked);
    guessing.mutate({ picked, kind });
  };
  return (
    <Page
      title={t('imports.new.title')}
      sentence={t('imports.new.sentence')}
      above={[{ label: t('imports.title'), to: '/imports' }]}
    >
      <Stack>
        <DropArea file={file} busy={guessing.isPending} onFile={(picked) => look(picked, null)} />
        {guessing.error && <ProblemNotice error={guessing.error} />}
        {file && guessing.data && (
          <Meaning
            key={`${file.name} ${guessing.data.as} ${guessing.submittedAt}`}
            file={file}
            guess={guessing.data}
            onKind={(kind) => look(file, kind)}
          />
        )}
      </Stack>
    </Page>
  );
}

interface MeaningProps {
  file: File;
  guess: Guess;
  onKind: (kind: ImportKind) => void;
}

function Meaning({ file, guess, onKind }: MeaningProps) {
  const { t } = useTranslation();
  const [mapping, setMapping] = useState<Mapping>(() => readMapping(guess.map));
  const missing = missingTargets(guess.as, targetsByColumn(mapping).values());
  const { kind, delimiter, encoding, decimal } = guess.format;
  const written = [
    kind,
    encoding,
    delimiter && t('imports.format.delimiter', { delimiter }),
    decimal && t('imports.format.decimal', { decimal }),
  ];
  return (
    <>
      <Panel title={t('imports.what.title')} hint={written.filter(Boolean).join(' · ')}>
        <Select
          maw={320}
          label={t('imports.what.kind')}
          allowDeselect={false}
          data={KINDS.map((each) => ({ value: each, label: t(`imports.kinds.${each}`) }))}
          value={guess.as}
          onChange={(next) => onKind(next as ImportKind)}
        />
      </Panel>
      <MappingTable guess={guess} mapping={mapping} onChange={setMapping} />
      <Preview rows={guess.preview} />
      {missing.length > 0 && (
        <Alert color="orange" title={t('imports.missing.title')} role="status">
          {t('imports.missing.text', { targets: missing.join(', ') })}
        </Alert>
      )}
      <Check file={file} kind={guess.as} mapping={mapping} ready={missing.length === 0} />
    </>
  );
}

interface CheckProps {
  file: File;
  kind: ImportKind;
  mapping: Mapping;
  ready: boolean;
}

function Check({ file, kind, mapping, ready }: CheckProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const can = useCan();
  const navigate = useNavigate();
  const { data: sources = [] } = useQuery({ ...sourcesQuery, enabled: can('sources.read') });
  const [source, setSource] = useState<string | null>(null);
  const [share, setShare] = useState(0);
  const upload = useMutation({
    mutationFn: () =>
      uploadForCheck({ file, kind, source, map: writeMapping(mapping), onProgress: setShare }),
    onSuccess: (run) => void navigate({ to: '/imports/$id', params: { id: run.id } }),
  });
  return (
    <Panel title={t('imports.check.title')} hint={t('imports.check.hint')}>
      <Stack gap="sm">
        {sources.length > 0 && (
          <Select
            maw={320}
            label={t('imports.check.source')}
            description={t('imports.check.sourceHint')}
            placeholder={t('imports.check.usual')}
            clearable
            clearButtonProps={{ 'aria-label': t('components.clear') }}
            data={sources.map(({ name, label }) => ({ value: name, label: label || name }))}
            value={source}
            onChange={setSource}
          />
        )}
        {upload.error && <ProblemNotice error={upload.error} />}
        {upload.isPending && (
          <div>
            <Progress value={share * 100} aria-label={t('imports.check.uploading')} />
            <Text size="xs" c="dimmed" mt={4}>
              {t('imports.check.uploading')} {format.percent(share)}
            </Text>
          </div>
        )}
        <Group>
          <Button disabled={!ready} loading={upload.isPending} onClick={() => upload.mutate()}>
            {t('imports.check.verb', { size: format.bytes(file.size) })}
          </Button>
        </Group>
      </Stack>
    </Panel>
  );
}
