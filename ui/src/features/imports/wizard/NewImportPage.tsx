import { Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Upload } from '@/api/types';
import { Page } from '@/components/Page';
import { ProblemNotice } from '@/components/ProblemNotice';
import { STEPS, type Step, type WizardSearch } from '../address';
import { importQuery } from '../imports';
import { recipeQuery } from '../recipes/recipes';
import { uploadQuery } from '../uploads';
import { Decide } from './Decide';
import { Fetching } from './Fetching';
import { SourceStep } from './SourceStep';
import { Steps } from './Steps';

const route = getRouteApi('/shell/imports/new');

/** From a file or a connection to customers, a step at a time; the address says where one is, so that it can be shared. */
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
  const like = useMapLike(search);
  const choosing = search.upload === undefined || search.step === 'source';
  return (
    <Page
      wide
      title={t('imports.new.title')}
      sentence={t('imports.new.sentence')}
      above={[{ label: t('imports.title'), to: '/imports' }]}
    >
      {(choosing || upload?.status !== 'ready') && (
        <Steps
          current="source"
          shown={STEPS}
          open={upload?.status === 'ready'}
          onGo={(step) => go({ step })}
        />
      )}
      <Stack>
        {error && <ProblemNotice error={error} retry={() => void refetch()} />}
        {choosing && (
          <SourceStep onUpload={({ id }) => go({ upload: id, step: 'columns', run: undefined })} />
        )}
        {!choosing && upload && upload.status !== 'ready' && (
          <Fetching upload={upload} onBack={() => go({ upload: undefined, step: 'source' })} />
        )}
        {!choosing && upload?.status === 'ready' && like.known && (
          <Decide
            key={upload.id}
            upload={upload as Upload}
            like={like.map}
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
function useMapLike({ like, recipe }: WizardSearch): { known: boolean; map: string | undefined } {
  const earlier = useQuery({ ...importQuery(like ?? ''), enabled: like !== undefined });
  const kept = useQuery({ ...recipeQuery(recipe ?? ''), enabled: recipe !== undefined });
  const waiting = (like !== undefined && earlier.isPending) || (recipe !== undefined && kept.isPending);
  return { known: !waiting, map: kept.data?.map ?? earlier.data?.map };
}
