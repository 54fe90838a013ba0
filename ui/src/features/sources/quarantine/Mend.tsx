import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/problem';
import type { Json, Quarantined } from '@/api/types';
import { ProblemNotice } from '@/components/ProblemNotice';
import { useReason } from '@/components/reasons';
import { useMend } from '../sources';

const written = (raw: Json) => (typeof raw === 'string' ? raw : JSON.stringify(raw, null, 2));

function read(text: string): { raw: Json } | { why: string } {
  try {
    return { raw: JSON.parse(text) as Json };
  } catch (error) {
    return { why: error instanceof Error ? error.message : String(error) };
  }
}

/** One event, changed by hand and sent through again; the server says at once when it would be kept back again. */
export function Mend({ name, row, onClose }: { name: string; row: Quarantined; onClose: () => void }) {
  const { t } = useTranslation();
  const { sentence } = useReason()(row.code, row.reason);
  const mend = useMend(name, row.id);
  const [text, setText] = useState(() => written(row.raw));
  const found = read(text);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!('raw' in found)) return;
    mend.mutate(found.raw, { onSuccess: onClose });
  };
  return (
    <Modal
      opened
      size="xl"
      onClose={onClose}
      title={t('sources.quarantine.mendTitle')}
      closeButtonProps={{ 'aria-label': t('components.close') }}
    >
      <form onSubmit={submit}>
        <Stack gap="sm">
          <Text size="sm">{sentence}</Text>
          <Text size="sm" c="dimmed">
            {t('sources.quarantine.mendText')}
          </Text>
          {mend.error && <ProblemNotice error={asProblem(mend.error)} />}
          <Textarea
            aria-label={t('sources.quarantine.json')}
            autosize
            minRows={8}
            maxRows={24}
            spellCheck={false}
            styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12.5 } }}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            error={'why' in found && t('sources.quarantine.notJson', { why: found.why })}
          />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t('components.cancel')}
            </Button>
            <Button type="submit" loading={mend.isPending} disabled={!('raw' in found)}>
              {t('sources.quarantine.send')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
