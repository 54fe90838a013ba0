import { Button, Group, Tabs, Text } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Source, SourceKind } from '@/api/types';
import { Code } from '@/components/Code';
import { Panel } from '@/components/Panel';
import { useMe } from '@/features/session/me';
import { kindsQuery } from '../sources';
import classes from './Steps.module.css';
import { TrackerQuestions } from './TrackerQuestions';
import { optionsOf, type Wishes, wishesOf, written } from './trackerOptions';

const OPTIONS = '{{options}}';

/** The server writes its examples with placeholders; here they become ready to paste. */
function filled(code: string, source: Source, wishes: Wishes): string {
  return code
    .replaceAll('{{key}}', source.write_key ?? 'WRITE_KEY')
    .replaceAll('{{url}}', location.origin)
    .replaceAll(OPTIONS, written(optionsOf(wishes)));
}

/** What to do, in order, and the code that it is about. */
export function Steps({ source }: { source: Source }) {
  const { t } = useTranslation();
  const { data: kinds = [] } = useQuery(kindsQuery(useMe().user.language));
  const kind = kinds.find(({ key }) => key === source.kind);
  if (!kind) return null;
  return (
    <Panel title={t('sources.steps.title')} hint={`${kind.name}: ${kind.description}`}>
      {kind.steps.length > 0 && (
        <ol className={classes.steps}>
          {kind.steps.map((step) => (
            <li key={step}>
              <Words text={step} />
            </li>
          ))}
        </ol>
      )}
      {kind.snippets.length > 0 ? <Snippets kind={kind} source={source} /> : <ByFile />}
    </Panel>
  );
}

/** A sentence in which what stands between two backticks is code. */
function Words({ text }: { text: string }) {
  return text.split('`').map((part, index) =>
    index % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one sentence never change places
      <code key={index} className={classes.code}>
        {part}
      </code>
    ) : (
      part
    ),
  );
}

function Snippets({ kind, source }: { kind: SourceKind; source: Source }) {
  // Whoever comes back finds the code as they pasted it.
  const [said, setSaid] = useLocalStorage({
    key: `oblik-snippet-${source.name}`,
    defaultValue: kind.options,
    getInitialValueInEffect: false,
  });
  const wishes = wishesOf(said);
  const [shown, setShown] = useState<string | null>(kind.snippets[0]?.title ?? null);
  const asks = kind.snippets.find(({ title }) => title === shown)?.code.includes(OPTIONS);
  return (
    <Tabs value={shown} onChange={setShown} variant="pills">
      {kind.snippets.length > 1 && (
        <Tabs.List mb="sm">
          {kind.snippets.map(({ title }) => (
            <Tabs.Tab key={title} value={title}>
              {title}
            </Tabs.Tab>
          ))}
        </Tabs.List>
      )}
      {asks && <TrackerQuestions wishes={wishes} onChange={(next) => setSaid(optionsOf(next))} />}
      {kind.snippets.map(({ title, code }) => (
        <Tabs.Panel key={title} value={title}>
          <Code text={filled(code, source, wishes)} label={title} />
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}

function ByFile() {
  const { t } = useTranslation();
  return (
    <Group justify="space-between">
      <Text c="dimmed">{t('sources.steps.file')}</Text>
      <Button variant="default" renderRoot={(props) => <Link to="/imports/new" {...props} />}>
        {t('sources.steps.import')}
      </Button>
    </Group>
  );
}
