import { Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Recipe, Upload } from '@/api/types';
import { Page } from '@/components/Page';
import { ProblemNotice } from '@/components/ProblemNotice';
import { type Step, TO_IMPORT, TO_RECIPE, type WizardSearch } from '../address';
import { importQuery } from '../imports';
import { recipeQuery } from '../recipes/recipes';
import { uploadQuery } from '../uploads';
import { Decide } from './Decide';
import { Fetching } from './Fetching';
import { SourceStep } from './SourceStep';
import { Steps } from './Steps';

const route = getRouteApi('/shell/imports/new');

/**
 * From a file or a connection to customers, a step at a time; the address says where one is, so that it can be shared.
 * The same way is gone to change a recipe, on the first rows of what it takes.
 */
export function NewImportPage() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = useNavigate({ from: '/imports/new' });
  const go = (change: WizardSearch, replace = false) =>
    void navigate({ search: (now) => ({ ...now, ...change }), replace });
  const {
    data: upload,
    error,
    refetch,
  } = useQuery({
    ...uploadQuery(search.upload ?? ''),
    enabled: search.upload !== undefined,
  });
  const edited = useQuery({ ...recipeQuery(search.edit ?? ''), enabled: search.edit !== undefined });
  const like = useMapLike(search, edited.data);
  const steps = search.edit === undefined ? TO_IMPORT : TO_RECIPE;
  const choosing = search.upload === undefined || search.step === 'source';
  return (
    <Page
      wide
      title={edited.data ? t('imports.edit.title', { name: edited.data.name }) : t('imports.new.title')}
      sentence={t(search.edit === undefined ? 'imports.new.sentence' : 'imports.edit.sentence')}
      above={[
        { label: t('imports.title'), to: '/imports' },
        ...(edited.data ? [{ label: edited.data.name, to: `/imports/recipes/${edited.data.id}` }] : []),
      ]}
    >
      {(choosing || upload?.status !== 'ready') && (
        <Steps
          current="source"
          shown={steps}
          open={upload?.status === 'ready'}
          onGo={(step) => go({ step })}
        />
      )}
      <Stack>
        {edited.error && <ProblemNotice error={edited.error} retry={() => void edited.refetch()} />}
        {error && <ProblemNotice error={error} retry={() => void refetch()} />}
        {choosing && (search.edit === undefined || edited.data) && (
          <SourceStep
            recipe={edited.data}
            onUpload={({ id }) => go({ upload: id, step: 'columns', run: undefined })}
          />
        )}
        {!choosing && upload && upload.status !== 'ready' && (
          <Fetching upload={upload} onBack={() => go({ upload: undefined, step: 'source' })} />
        )}
        {!choosing && upload?.status === 'ready' && like.known && (
          <Decide
            key={upload.id}
            upload={upload as Upload}
            like={like.map}
            recipe={edited.data}
            version={Number(search.version) || edited.data?.version}
            steps={steps}
            step={search.step ?? 'columns'}
            run={search.run}
            onGo={(step: Step) => go({ step })}
            onRun={(run) => go({ run }, true)}
          />
        )}
      </Stack>
    </Page>
  );
}

/** The mapping that is taken over: that of an import whose rejected rows were mended, or of a recipe. */
function useMapLike(
  { like, recipe, edit }: WizardSearch,
  edited: Recipe | undefined,
): { known: boolean; map: string | undefined } {
  const earlier = useQuery({ ...importQuery(like ?? ''), enabled: like !== undefined });
  const kept = useQuery({ ...recipeQuery(recipe ?? ''), enabled: recipe !== undefined });
  const waiting =
    (like !== undefined && earlier.isPending) ||
    (recipe !== undefined && kept.isPending) ||
    (edit !== undefined && edited === undefined);
  return { known: !waiting, map: edited?.map ?? kept.data?.map ?? earlier.data?.map };
}
