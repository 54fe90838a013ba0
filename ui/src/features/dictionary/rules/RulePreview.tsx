import { Badge, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ArrivalExample, Json, RulesPreview } from '@/api/types';
import { Moment } from '@/components/AsOf';
import { Panel } from '@/components/Panel';
import classes from './RulePreview.module.css';

/** What the rules would have made of the latest events: how many, and some of them before and after. */
export function RulePreview({ preview }: { preview: RulesPreview }) {
  const { t } = useTranslation();
  const { events, changed, refused, examples } = preview;
  return (
    <Panel title={t('dictionary.preview.title')} hint={t('dictionary.preview.hint')}>
      <Stack gap="sm" role="status">
        <Text fw={500}>{t('dictionary.preview.said', { events, changed })}</Text>
        {refused > 0 && (
          <Text c="var(--oblik-bad)">{t('dictionary.preview.refused', { count: refused })}</Text>
        )}
        {examples.map((example, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: examples have no other name
          <Example key={index} example={example} />
        ))}
      </Stack>
    </Panel>
  );
}

function Example({ example }: { example: ArrivalExample }) {
  const { t } = useTranslation();
  const { before, after } = example;
  const touched = new Set(
    example.changes.flatMap(({ what, now, kind }) =>
      kind === 'rename_property' ? [what, String(now)] : [what],
    ),
  );
  return (
    <div className={classes.example}>
      <Text size="xs" c="dimmed">
        {example.source} · <Moment at={example.received_at} />
      </Text>
      <div className={classes.sides}>
        <Side label={t('dictionary.preview.before')} side={before} touched={touched} />
        <Side label={t('dictionary.preview.after')} side={after} touched={touched} after />
      </div>
    </div>
  );
}

interface SideProps {
  label: string;
  side: ArrivalExample['before'];
  touched: Set<string>;
  after?: boolean;
}

function Side({ label, side, touched, after }: SideProps) {
  const fields = Object.entries({ ...side.properties, ...side.traits }).filter(([name]) => touched.has(name));
  return (
    <section aria-label={label} className={classes.side} data-after={after || undefined}>
      <div className={classes.head}>
        <span className={classes.label}>{label}</span>
        <Badge color={after ? 'petrol' : 'gray'}>{side.name}</Badge>
      </div>
      {fields.map(([name, value]) => (
        <div key={name} className="mono">
          {name}: {written(value)}
        </div>
      ))}
    </section>
  );
}

const written = (value: Json) => {
  const text = typeof value === 'string' ? `“${value}”` : JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
};
