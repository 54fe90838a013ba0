import { Progress, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { PreviewResult } from '@/api/types';
import { useFormat } from '@/format/useFormat';
import classes from './Preview.module.css';
import { PreviewExamples } from './PreviewExamples';
import { type Share, sharesOf } from './preview';

const COLOURS: Record<Share, string> = {
  merge: 'petrol.5',
  split: 'orange.6',
  end: 'red.6',
  same: 'gray.4',
};

const touches = ({ merges, splits, gone }: PreviewResult) => merges.count + splits.count + gone.people > 0;

/** How many people would be others, in a sentence. */
export function useSaid(): (result: PreviewResult) => string {
  const { t } = useTranslation();
  const format = useFormat();
  return (result) =>
    touches(result)
      ? t('settings.identity.preview.said', {
          merges: result.merges.count,
          splits: result.splits.count,
          ends: result.gone.people,
          people: format.number(result.people),
        })
      : t('settings.identity.preview.nobody', { people: result.people });
}

/** What would change: one sentence, the proportions, examples. */
export function PreviewFindings({ result }: { result: PreviewResult }) {
  const { t } = useTranslation();
  const format = useFormat();
  const said = useSaid();
  const { moves, gone, new: fresh } = result;
  return (
    <Stack gap="sm">
      <Text fw={500}>{said(result)}</Text>
      {moves.count + gone.count + fresh.count > 0 && (
        <Text>
          {t('settings.identity.preview.identifiers', {
            moves: moves.count,
            gone: gone.count,
            fresh: fresh.count,
          })}
        </Text>
      )}
      {touches(result) && <Shares result={result} />}
      <Text size="xs" c="dimmed">
        {t(result.complete ? 'settings.identity.preview.all' : 'settings.identity.preview.part', {
          events: format.number(result.events),
          of: format.number(result.of_events),
        })}
      </Text>
      <PreviewExamples result={result} />
    </Stack>
  );
}

function Shares({ result }: { result: PreviewResult }) {
  const { t } = useTranslation();
  const shares = sharesOf(result);
  const sum = shares.reduce((all, each) => all + each.people, 0);
  const words = ({ kind, people }: (typeof shares)[number]) =>
    t(`settings.identity.preview.shares.${kind}`, { people });
  return (
    <div role="img" aria-label={shares.map(words).join(', ')}>
      <Progress.Root size="lg" aria-hidden>
        {shares.map(({ kind, people }) => (
          <Progress.Section
            key={kind}
            value={(people / sum) * 100}
            color={COLOURS[kind]}
            className={classes.share}
          />
        ))}
      </Progress.Root>
      <div className={classes.legend} aria-hidden>
        {shares.map((each) => (
          <span key={each.kind} className={classes.key}>
            <span className={classes.dot} data-kind={each.kind} />
            {words(each)}
          </span>
        ))}
      </div>
    </div>
  );
}
