import { Badge, Button, Group, Menu, SimpleGrid, Stack, Switch, Text } from '@mantine/core';
import { IconDots, IconPencil, IconPlayerPlay, IconTrash, IconUpload } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { JsonObject, Recipe } from '@/api/types';
import { Code } from '@/components/Code';
import { Confirm } from '@/components/Confirm';
import { Page } from '@/components/Page';
import { Panel } from '@/components/Panel';
import { ProblemNotice } from '@/components/ProblemNotice';
import { useToast } from '@/components/toast';
import { useFormat } from '@/format/useFormat';
import { useCan } from '../../session/me';
import { PageSkeleton } from '../../shell/PageSkeleton';
import type { WizardSearch } from '../address';
import { connectionsQuery, fetchFrom } from '../connections/connections';
import { Failure } from '../Failure';
import { ProductChanges } from './ProductChanges';
import { RunHistory } from './RunHistory';
import { isOpen, recipeQuery, useRecipe } from './recipes';
import { ScheduleFields } from './ScheduleFields';
import { useWhen } from './useWhen';
import { Versions } from './Versions';

const route = getRouteApi('/shell/imports/recipes/$id');

export function RecipePage() {
  const { t } = useTranslation();
  const { id } = route.useParams();
  const { data: recipe, error, refetch } = useQuery(recipeQuery(id));
  if (!recipe && !error) return <PageSkeleton />;
  return (
    <Page
      title={recipe?.name ?? t('imports.tabs.recipes')}
      above={[{ label: t('imports.title'), to: '/imports' }]}
      marks={recipe && !recipe.enabled && <Badge color="gray">{t('imports.recipes.off')}</Badge>}
      sentence={recipe && <Sentence recipe={recipe} />}
      action={recipe && <Actions recipe={recipe} />}
    >
      {error && <ProblemNotice error={error} retry={() => void refetch()} />}
      {recipe && <Body recipe={recipe} />}
    </Page>
  );
}

function Sentence({ recipe }: { recipe: Recipe }) {
  const { t } = useTranslation();
  const { data: connections = [] } = useQuery(connectionsQuery);
  const from = connections.find(({ id }) => id === recipe.connection)?.name;
  return [t(`imports.kinds.${recipe.kind}`), from, recipe.source].filter(Boolean).join(' · ');
}

function Actions({ recipe }: { recipe: Recipe }) {
  const { t } = useTranslation();
  const can = useCan();
  const navigate = useNavigate();
  const [leaving, setLeaving] = useState(false);
  const { run, remove } = useRecipe(recipe.id);
  if (!can('imports.run')) return null;
  return (
    <>
      {recipe.connection ? (
        <Button
          leftSection={<IconPlayerPlay size={16} />}
          loading={run.isPending || isOpen(recipe.last_run)}
          onClick={() => run.mutate()}
        >
          {t('imports.recipes.run')}
        </Button>
      ) : (
        <Button
          leftSection={<IconUpload size={16} />}
          renderRoot={(props) => <Link to="/imports/new" search={{ recipe: recipe.id }} {...props} />}
        >
          {t('imports.recipes.upload')}
        </Button>
      )}
      <EditButton recipe={recipe} />
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" px={8} aria-label={t('imports.recipes.more')}>
            <IconDots size={16} />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={() => setLeaving(true)}>
            {t('imports.recipes.remove')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Confirm
        opened={leaving}
        danger
        title={t('imports.recipes.removeTitle', { name: recipe.name })}
        verb={t('imports.recipes.remove')}
        busy={remove.isPending}
        onClose={() => setLeaving(false)}
        onConfirm={() =>
          remove.mutate(undefined, {
            onSuccess: () => void navigate({ to: '/imports', search: { tab: 'recipes' } }),
          })
        }
      >
        {t('imports.recipes.removeText')}
      </Confirm>
    </>
  );
}

/** Leads to the steps of an import, on the first rows that the recipe would take now. */
function EditButton({ recipe }: { recipe: Recipe }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { id, version, connection, request } = recipe;
  const open = (found: WizardSearch) =>
    void navigate({ to: '/imports/new', search: { edit: id, version: String(version), ...found } });
  const look = useMutation({
    mutationFn: (from: string) => fetchFrom(from, request as JsonObject, true),
    onSuccess: (upload) => open({ upload: upload.id, step: 'columns' }),
    onError: () => open({ step: 'source' }), // there it can be asked for in another way
  });
  return (
    <Button
      variant="default"
      leftSection={<IconPencil size={16} />}
      loading={look.isPending}
      onClick={() => (connection ? look.mutate(connection) : open({ step: 'source' }))}
    >
      {t('imports.edit.verb')}
    </Button>
  );
}

function Body({ recipe }: { recipe: Recipe }) {
  const { t } = useTranslation();
  const { last_run: last } = recipe;
  return (
    <Stack>
      {last?.status === 'failed' && (
        <Failure title={t('imports.recipes.failed')} code={last.error_code} said={last.error} />
      )}
      {recipe.connection && <Schedule recipe={recipe} />}
      <RunHistory recipe={recipe} />
      {recipe.kind === 'products' && <ProductChanges source={recipe.source} />}
      <SimpleGrid cols={{ base: 1, lg: 2 }} style={{ alignItems: 'start' }}>
        <Panel
          title={t('imports.recipes.mapping')}
          hint={t('imports.recipes.version', { version: recipe.version })}
        >
          <Code text={recipe.map} label={t('imports.recipes.mapping')} />
        </Panel>
        <Versions recipe={recipe} />
      </SimpleGrid>
    </Stack>
  );
}

function Schedule({ recipe }: { recipe: Recipe }) {
  const { t } = useTranslation();
  const format = useFormat();
  const can = useCan();
  const toast = useToast();
  const when = useWhen();
  const { change } = useRecipe(recipe.id);
  const [schedule, setSchedule] = useState(recipe.schedule);
  const next = recipe.enabled && recipe.next_run_at;
  return (
    <Panel
      title={t('imports.recipes.schedule')}
      hint={next ? t('imports.recipes.nextAt', { at: format.dateTime(next) }) : when('')}
      aside={
        can('imports.run') && (
          <Switch
            label={t('imports.recipes.on')}
            labelPosition="left"
            checked={recipe.enabled}
            onChange={(event) => change.mutate({ enabled: event.currentTarget.checked })}
          />
        )
      }
    >
      {can('imports.run') ? (
        <Group align="flex-end">
          <ScheduleFields value={schedule} onChange={setSchedule} />
          {schedule !== recipe.schedule && (
            <Button
              variant="default"
              loading={change.isPending}
              onClick={() =>
                change.mutate({ schedule }, { onSuccess: () => toast.done(t('imports.recipes.saved')) })
              }
            >
              {t('imports.recipes.save')}
            </Button>
          )}
        </Group>
      ) : (
        <Text>{when(recipe.schedule)}</Text>
      )}
    </Panel>
  );
}
