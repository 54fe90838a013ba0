import { Button, Group, Stack, Text } from '@mantine/core';
import { IconShieldCheck, IconWand } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DictionaryEventPage } from '@/api/types';
import { EmptyState } from '@/components/EmptyState';
import { Panel } from '@/components/Panel';
import { useCan } from '@/features/session/me';
import { useSuggestion } from '../dictionary';
import { type Draft, draftOf, newRow } from './draft';
import { SchemaForm } from './SchemaForm';
import { SchemaReading } from './SchemaReading';

/** What is expected of an event: read, suggested from what was seen, written, taken away. */
export function SchemaPanel({ event }: { event: DictionaryEventPage }) {
  const { t } = useTranslation();
  const may = useCan()('dictionary.edit');
  const suggestion = useSuggestion(event.name);
  const [draft, setDraft] = useState<Draft | null>(null);
  const suggest = () => suggestion.mutate(undefined, { onSuccess: (found) => setDraft(draftOf(found)) });
  const { expectation } = event;
  return (
    <Panel
      title={t('dictionary.schema.title')}
      hint={t('dictionary.schema.hint')}
      aside={
        may &&
        !draft &&
        expectation && (
          <Group gap="xs">
            <Button variant="default" size="xs" loading={suggestion.isPending} onClick={suggest}>
              {t('dictionary.schema.again')}
            </Button>
            <Button variant="default" size="xs" onClick={() => setDraft(draftOf(expectation))}>
              {t('dictionary.schema.edit')}
            </Button>
          </Group>
        )
      }
      flush
    >
      {draft ? (
        <SchemaForm event={event} draft={draft} onChange={setDraft} onDone={() => setDraft(null)} />
      ) : expectation ? (
        <SchemaReading schema={expectation} />
      ) : (
        <EmptyState
          icon={IconShieldCheck}
          title={t('dictionary.schema.none')}
          action={
            may && (
              <Group justify="center" gap="xs" mt="xs">
                <Button leftSection={<IconWand size={16} />} loading={suggestion.isPending} onClick={suggest}>
                  {t('dictionary.schema.suggest')}
                </Button>
                <Button variant="default" onClick={() => setDraft({ ...draftOf(null), rows: [newRow()] })}>
                  {t('dictionary.schema.write')}
                </Button>
              </Group>
            )
          }
        >
          <Stack gap={0}>
            <Text>{t('dictionary.schema.noneText')}</Text>
          </Stack>
        </EmptyState>
      )}
    </Panel>
  );
}
