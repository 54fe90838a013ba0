import { Button, Group, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/problem';
import type { ImportRun, JsonObject } from '@/api/types';
import { Panel } from '@/components/Panel';
import { uploadQuery } from '../uploads';
import { NameAndSchedule } from './NameAndSchedule';
import { useCreateRecipe } from './recipes';

interface SaveRecipeProps {
  run: ImportRun;
  /** The file that was imported, while it is known: what came through a connection can come again by itself. */
  upload: string | undefined;
}

/** Keeps what was just done, to do it again by hand or by itself. */
export function SaveRecipe({ run, upload }: SaveRecipeProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { data: file } = useQuery({ ...uploadQuery(upload ?? ''), enabled: upload !== undefined });
  const [name, setName] = useState('');
  const [schedule, setSchedule] = useState('');
  const create = useCreateRecipe();
  const problem = create.error && asProblem(create.error);
  const connection = file?.connection ?? null;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const request = (file?.request ?? {}) as JsonObject;
    create.mutate(
      {
        name,
        connection,
        request: connection ? request : {},
        map: run.map,
        schedule: connection ? schedule : '',
        upload: connection ? upload : undefined,
      },
      { onSuccess: ({ id }) => void navigate({ to: '/imports/recipes/$id', params: { id } }) },
    );
  };
  return (
    <Panel
      title={t('imports.recipes.keep')}
      hint={t(connection ? 'imports.recipes.keepConnection' : 'imports.recipes.keepFile')}
    >
      <form onSubmit={submit}>
        <Stack gap="sm">
          <NameAndSchedule
            name={name}
            onName={setName}
            schedule={connection ? schedule : null}
            onSchedule={setSchedule}
            problem={problem}
          />
          <Group>
            <Button type="submit" variant="default" loading={create.isPending}>
              {t('imports.recipes.keepVerb')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}
