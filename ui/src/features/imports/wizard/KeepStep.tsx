import { Alert, Button, Group, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/problem';
import type { JsonObject, Recipe, Upload } from '@/api/types';
import { Panel } from '@/components/Panel';
import { useToast } from '@/components/toast';
import { connectionsQuery } from '../connections/connections';
import { changesBetween, readMapping } from '../mapping';
import { NameAndSchedule } from '../recipes/NameAndSchedule';
import { useEditRecipe } from '../recipes/recipes';
import type { StepProps } from './shared';
import { useFieldLabel } from './useFieldLabel';

interface KeepStepProps extends StepProps {
  file: Upload;
  recipe: Recipe;
  version: number | undefined;
}

/** What becomes another in the recipe, its name and when it runs; only here is anything kept. */
export function KeepStep({ file, recipe, version, kind, map }: KeepStepProps) {
  const { t } = useTranslation();
  const toast = useToast();
  const navigate = useNavigate();
  const [name, setName] = useState(recipe.name);
  const [schedule, setSchedule] = useState(recipe.schedule);
  const edit = useEditRecipe(recipe.id);
  const problem = edit.error && asProblem(edit.error);
  const { connection } = file;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    edit.mutate(
      {
        version,
        name,
        connection,
        request: connection ? (file.request as JsonObject) : {},
        map,
        schedule: connection ? schedule : '',
      },
      {
        onSuccess: ({ id }) => {
          toast.done(t('imports.edit.saved'));
          void navigate({ to: '/imports/recipes/$id', params: { id } });
        },
      },
    );
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <Changes recipe={recipe} file={file} kind={kind} map={map} />
        <Panel title={t('imports.edit.keep')} hint={t('imports.edit.keepHint')}>
          <Stack gap="sm">
            <NameAndSchedule
              name={name}
              onName={setName}
              schedule={connection ? schedule : null}
              onSchedule={setSchedule}
              problem={problem}
            />
            <Group>
              <Button type="submit" loading={edit.isPending}>
                {t('imports.edit.save')}
              </Button>
            </Group>
          </Stack>
        </Panel>
      </Stack>
    </form>
  );
}

function Changes({ recipe, file, kind, map }: Pick<KeepStepProps, 'recipe' | 'file' | 'kind' | 'map'>) {
  const { t } = useTranslation();
  const label = useFieldLabel(kind);
  const { data: connections = [] } = useQuery(connectionsQuery);
  const named = (id: string | null) =>
    id === null ? t('imports.edit.byHand') : (connections.find((each) => each.id === id)?.name ?? id);
  const now = readMapping(map);
  const source = typeof now.source === 'string' && now.source ? now.source : 'import';
  const moved = file.connection !== recipe.connection;
  const elsewhere = moved || JSON.stringify(file.request ?? {}) !== JSON.stringify(recipe.request);
  const rows = [
    { what: t('imports.edit.from'), before: named(recipe.connection), after: named(file.connection) },
    {
      what: t('imports.what.kind'),
      before: t(`imports.kinds.${recipe.kind}`),
      after: t(`imports.kinds.${kind}`),
    },
    { what: t('imports.check.source'), before: recipe.source, after: source },
    ...changesBetween(readMapping(recipe.map), now).map(({ target, before, after }) => ({
      what: label(target),
      before: before ?? t('imports.edit.nothing'),
      after: after === before ? t('imports.edit.cleaned') : (after ?? t('imports.edit.nothing')),
    })),
  ].filter(({ before, after }) => before !== after);
  return (
    <Panel title={t('imports.edit.changes')} flush={rows.length > 0}>
      {rows.length === 0 ? (
        <Text c="dimmed">{t(elsewhere ? 'imports.edit.otherRows' : 'imports.edit.none')}</Text>
      ) : (
        <Table aria-label={t('imports.edit.changes')}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('imports.edit.what')}</Table.Th>
              <Table.Th>{t('imports.edit.before')}</Table.Th>
              <Table.Th>{t('imports.edit.after')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map(({ what, before, after }) => (
              <Table.Tr key={what}>
                <Table.Td fw={500}>{what}</Table.Td>
                <Table.Td c="dimmed">{before}</Table.Td>
                <Table.Td>{after}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {elsewhere && (
        <Alert color="orange" m={rows.length > 0 ? 'md' : 0} mt="md">
          {t(file.connection ? 'imports.edit.fromTheStart' : 'imports.edit.noLonger')}
        </Alert>
      )}
    </Panel>
  );
}
