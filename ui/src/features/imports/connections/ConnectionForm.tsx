import { Alert, Button, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/problem';
import type { Connection, JsonObject } from '@/api/types';
import { ProblemNotice } from '@/components/ProblemNotice';
import { useFieldWords } from '@/components/problemWords';
import { useMe } from '../../session/me';
import { connectorsQuery, useCheckConnection, useSaveConnection } from './connections';
import { FormFields, filledIn } from './FormFields';

interface ConnectionFormProps {
  known?: Connection;
  onDone: (connection: Connection) => void;
  onClose: () => void;
}

/** Makes or changes a connection; it can be tried before it is kept. */
export function ConnectionForm({ known, onDone, onClose }: ConnectionFormProps) {
  const { t } = useTranslation();
  const wrong = useFieldWords();
  const { data: kinds = [] } = useQuery(connectorsQuery(useMe().user.language));
  const [name, setName] = useState(known?.name ?? '');
  const [picked, setPicked] = useState(known?.kind ?? 'url');
  const [values, setValues] = useState<JsonObject>(known?.settings ?? {});
  const save = useSaveConnection(known);
  const check = useCheckConnection(known);
  const kind = kinds.find(({ key }) => key === picked);
  const error = save.error ?? check.error;
  const problem = error && asProblem(error);
  const settings = kind ? filledIn(kind.settings, values) : {};

  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({ name, kind: picked, settings }, { onSuccess: onDone });
  };
  const change = (next: JsonObject) => {
    check.reset();
    save.reset();
    setValues(next);
  };
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t(known ? 'imports.connections.change' : 'imports.connections.new')}
      closeButtonProps={{ 'aria-label': t('components.close') }}
    >
      <form onSubmit={submit}>
        <Stack>
          <div>
            <Select
              label={t('imports.connections.kind')}
              allowDeselect={false}
              disabled={known !== undefined}
              data={kinds.map(({ key, name: label }) => ({ value: key, label }))}
              value={picked}
              onChange={(next) => {
                setPicked(next ?? 'url');
                change({});
              }}
            />
            <Text size="xs" c="dimmed" mt={4}>
              {kind?.description}
            </Text>
          </div>
          {kind?.install && (
            <Alert color="orange" title={t('imports.connections.install')}>
              <code>{kind.install}</code>
            </Alert>
          )}
          <TextInput
            label={t('imports.connections.name')}
            description={t('imports.connections.nameHint')}
            required
            data-autofocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={problem ? wrong(problem, 'name') : undefined}
          />
          {kind && (
            <FormFields
              fields={kind.settings}
              values={values}
              stored={known?.stored}
              problem={problem}
              onChange={change}
            />
          )}
          {problem && <ProblemNotice error={problem} />}
          {check.isSuccess && (
            <Alert color="green" icon={<IconCheck />} role="status">
              {t('imports.connections.reached')}
            </Alert>
          )}
          <Group justify="space-between">
            <Button
              variant="default"
              loading={check.isPending}
              onClick={() => check.mutate({ kind: picked, settings })}
            >
              {t('imports.connections.check')}
            </Button>
            <Button type="submit" loading={save.isPending}>
              {t('imports.connections.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
