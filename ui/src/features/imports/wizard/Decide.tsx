import { Alert, Button, Group, Skeleton, Stack } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Catalogue, Guess, ImportKind, Recipe, Upload } from '@/api/types';
import { ProblemNotice } from '@/components/ProblemNotice';
import type { Step } from '../address';
import { catalogueQuery, guessQuery } from '../imports';
import { type Mapping, readMapping, targets, writeMapping } from '../mapping';
import { keepDraft, uploadQuery } from '../uploads';
import { CheckStep } from './CheckStep';
import { CleaningStep } from './CleaningStep';
import { ColumnsStep } from './ColumnsStep';
import { IdentifiersStep } from './IdentifiersStep';
import { KeepStep } from './KeepStep';
import { Steps } from './Steps';
import { useFieldLabel } from './useFieldLabel';

interface DecideProps {
  upload: Upload;
  /** The mapping of an import or a recipe that is taken over. */
  like: string | undefined;
  /** The recipe that is changed, and what its version was when that began. */
  recipe: Recipe | undefined;
  version: number | undefined;
  /** The way, and where one is on it. */
  steps: readonly Step[];
  step: Step;
  run: string | undefined;
  onGo: (step: Step) => void;
  onRun: (run: string) => void;
}

const KEEP_MS = 400;

/** What a file that waits means: its kind, its columns, how they are cleaned, who they are about. */
export function Decide(props: DecideProps) {
  const { upload, like } = props;
  const draft = upload.draft?.map ?? like;
  const given = (upload.draft?.as ?? (like && readMapping(like).as)) as ImportKind | undefined;
  const [kind, setKind] = useState(given);
  const guessing = useQuery(guessQuery(upload.id, kind));
  const { data: catalogue } = useQuery(catalogueQuery);
  if (guessing.error) return <ProblemNotice error={guessing.error} retry={() => void guessing.refetch()} />;
  if (!guessing.data || !catalogue || guessing.isPlaceholderData) return <Skeleton height={320} />;
  return (
    <Decided
      key={guessing.data.as}
      {...props}
      guess={guessing.data}
      catalogue={catalogue}
      begun={given === guessing.data.as ? draft : undefined}
      onKind={setKind}
    />
  );
}

interface DecidedProps extends DecideProps {
  guess: Guess;
  catalogue: Catalogue;
  begun: string | undefined;
  onKind: (kind: ImportKind) => void;
}

function Decided(props: DecidedProps) {
  const { upload, guess, catalogue, begun, recipe, version, steps, step, run, onGo, onRun, onKind } = props;
  const { t } = useTranslation();
  const queries = useQueryClient();
  const label = useFieldLabel(guess.as);
  const [mapping, setMapping] = useState<Mapping>(() => readMapping(begun ?? guess.map));
  const map = useMemo(() => writeMapping(mapping), [mapping]);
  const keep = useDebouncedCallback(async (next: Mapping) => {
    const draft = { as: guess.as, map: writeMapping(next) };
    queries.setQueryData(uploadQuery(upload.id).queryKey, await keepDraft(upload.id, draft));
  }, KEEP_MS);
  const change = (next: Mapping) => {
    setMapping(next);
    keep(next);
  };
  const kind = catalogue.kinds.find(({ key }) => key === guess.as);
  const present = new Set(targets(mapping).map(([target]) => target));
  const missing = (kind?.fields ?? []).filter(({ key, required }) => required && !present.has(key));
  const nobody = kind?.needs_person && ![...present].some((target) => target.startsWith('@'));
  const fits = missing.length === 0 && !nobody;
  const shown = steps.filter((each) => each !== 'identifiers' || guess.as !== 'products');
  const at = Math.max(0, shown.indexOf(step));
  const last = at === shown.length - 1;
  const next = shown[at + 1];
  const shared = { upload: upload.id, kind: guess.as, catalogue, mapping, map, onChange: change };
  return (
    <>
      <Steps current={shown[at] ?? 'columns'} shown={shown} open onGo={onGo} />
      <Stack>
        {step === 'columns' && <ColumnsStep {...shared} guess={guess} onKind={onKind} />}
        {!fits && (
          <Alert color="orange" title={t('imports.missing.title')} role="status">
            {missing.length > 0 &&
              t('imports.missing.text', {
                targets: missing.map(({ key }) => label(key)).join(', '),
              })}{' '}
            {nobody && t('imports.missing.person')}
          </Alert>
        )}
        {fits && step === 'cleaning' && <CleaningStep {...shared} />}
        {fits && step === 'identifiers' && <IdentifiersStep {...shared} />}
        {fits && step === 'check' && <CheckStep {...shared} run={run} onRun={onRun} />}
        {fits && step === 'keep' && recipe && (
          <KeepStep {...shared} file={upload} recipe={recipe} version={version} />
        )}
        {!last && next && (
          <Group justify="space-between">
            <Button variant="default" onClick={() => onGo(shown[at - 1] ?? 'source')}>
              {t('imports.steps.back')}
            </Button>
            <Button disabled={!fits} onClick={() => onGo(next)}>
              {t(`imports.steps.to.${next}`)}
            </Button>
          </Group>
        )}
      </Stack>
    </>
  );
}
