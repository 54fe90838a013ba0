import { Button, Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/problem';
import type { Connection, JsonObject, Recipe, Upload } from '@/api/types';
import { Panel } from '@/components/Panel';
import { ProblemNotice } from '@/components/ProblemNotice';
import { useCan, useMe } from '../../session/me';
import { ConnectionForm } from '../connections/ConnectionForm';
import { ConnectorIcon } from '../connections/ConnectorIcon';
import { connectionsQuery, connectorsQuery, fetchFrom } from '../connections/connections';
import { FormFields, filledIn } from '../connections/FormFields';
import { DropArea } from '../DropArea';
import { type Sending, sendInParts } from '../uploads';

interface SourceStepProps {
  /** The recipe that is changed: it says where the rows came from, and a look at the first of them is enough. */
  recipe?: Recipe;
  onUpload: (upload: Upload) => void;
}

/** Where the rows come from: a file from this computer, or a connection. */
export function SourceStep(props: SourceStepProps) {
  const { t } = useTranslation();
  const { recipe } = props;
  const [from, setFrom] = useState<'file' | 'connection'>(recipe?.connection ? 'connection' : 'file');
  return (
    <Stack>
      <SegmentedControl
        value={from}
        onChange={(next) => setFrom(next as typeof from)}
        aria-label={t('imports.from.label')}
        data={[
          { value: 'file', label: t('imports.from.file') },
          { value: 'connection', label: t('imports.from.connection') },
        ]}
        style={{ alignSelf: 'flex-start' }}
      />
      {from === 'file' ? <FromFile {...props} /> : <FromConnection {...props} />}
    </Stack>
  );
}

function FromFile({ onUpload }: SourceStepProps) {
  const [file, setFile] = useState<File | null>(null);
  const [sending, setSending] = useState<Sending | null>(null);
  const stop = useRef<AbortController>(null);
  const send = useMutation({
    mutationFn: (picked: File) => {
      stop.current?.abort();
      const now = new AbortController();
      stop.current = now;
      return sendInParts(picked, now.signal, setSending);
    },
    onSuccess: onUpload,
  });
  useEffect(() => () => stop.current?.abort(), []);
  return (
    <>
      <DropArea
        file={file}
        sending={send.isPending ? sending : null}
        busy={send.isPending}
        onFile={(picked) => {
          setFile(picked);
          setSending(null);
          send.mutate(picked);
        }}
      />
      {send.error && <ProblemNotice error={send.error} retry={() => file && send.mutate(file)} />}
    </>
  );
}

function FromConnection({ recipe, onUpload }: SourceStepProps) {
  const { t } = useTranslation();
  const can = useCan();
  const { data: connections = [], isPending } = useQuery(connectionsQuery);
  const { data: kinds = [] } = useQuery(connectorsQuery(useMe().user.language));
  const [picked, setPicked] = useState<Connection | null>(null);
  const [making, setMaking] = useState(false);
  const chosen = picked ?? connections.find(({ id }) => id === recipe?.connection) ?? null;
  return (
    <>
      <Panel title={t('imports.from.which')}>
        <Stack gap="xs" align="flex-start">
          {!isPending && connections.length === 0 && (
            <Text c="dimmed">{t('imports.connections.noneText')}</Text>
          )}
          <Group gap="xs">
            {connections.map((connection) => (
              <Button
                key={connection.id}
                variant={chosen?.id === connection.id ? 'light' : 'default'}
                aria-pressed={chosen?.id === connection.id}
                leftSection={
                  <ConnectorIcon name={kinds.find(({ key }) => key === connection.kind)?.icon ?? ''} />
                }
                onClick={() => setPicked(connection)}
              >
                {connection.name}
              </Button>
            ))}
            {can('connections.edit') && (
              <Button variant="subtle" leftSection={<IconPlus size={16} />} onClick={() => setMaking(true)}>
                {t('imports.connections.new')}
              </Button>
            )}
          </Group>
        </Stack>
      </Panel>
      {chosen && <Ask key={chosen.id} connection={chosen} recipe={recipe} onUpload={onUpload} />}
      {making && (
        <ConnectionForm
          onClose={() => setMaking(false)}
          onDone={(connection) => {
            setMaking(false);
            setPicked(connection);
          }}
        />
      )}
    </>
  );
}

function Ask({ connection, recipe, onUpload }: SourceStepProps & { connection: Connection }) {
  const { t } = useTranslation();
  const { data: kinds = [] } = useQuery(connectorsQuery(useMe().user.language));
  const fields = kinds.find(({ key }) => key === connection.kind)?.request ?? [];
  const [values, setValues] = useState<JsonObject>(() =>
    recipe?.connection === connection.id ? (recipe.request as JsonObject) : {},
  );
  const fetching = useMutation({
    mutationFn: () => fetchFrom(connection.id, filledIn(fields, values), recipe !== undefined),
    onSuccess: onUpload,
  });
  const problem = fetching.error && asProblem(fetching.error);
  return (
    <Panel
      title={t('imports.from.what')}
      hint={t(recipe ? 'imports.from.sampleHint' : 'imports.from.whatHint')}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          fetching.mutate();
        }}
      >
        <Stack gap="sm">
          <FormFields fields={fields} values={values} problem={problem} onChange={setValues} />
          {problem && <ProblemNotice error={problem} />}
          <Group>
            <Button type="submit" loading={fetching.isPending}>
              {t('imports.from.fetch')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}
