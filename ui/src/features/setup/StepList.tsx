import { Button } from '@mantine/core';
import { IconCircle, IconCircleCheckFilled } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Setup } from '@/api/types';
import { useCan } from '@/features/session/me';
import { sourcesQuery } from '../sources/sources';
import classes from './StepList.module.css';
import { nextStep, PLACES, type SetupStep, waitingSource } from './setup';

/** What is there already and what is still to do. */
export function StepList({ setup }: { setup: Setup }) {
  const next = nextStep(setup)?.key;
  return (
    <ol className={classes.list}>
      {setup.steps
        .filter(({ key }) => key in PLACES)
        .map((step) => (
          <Step key={step.key} step={step} next={step.key === next} />
        ))}
    </ol>
  );
}

function Step({ step, next }: { step: SetupStep; next: boolean }) {
  const { t } = useTranslation();
  const can = useCan();
  const { key, minutes, done } = step;
  const place = PLACES[key];
  const { data: sources = [] } = useQuery({
    ...sourcesQuery,
    enabled: place?.kinds !== undefined && !done && can('sources.read'),
  });
  const waiting = waitingSource(sources, place?.kinds);
  const link = waiting
    ? { to: '/sources/$name', params: { name: waiting } }
    : { to: place?.to, search: place?.search, hash: place?.hash };
  const Mark = done ? IconCircleCheckFilled : IconCircle;
  return (
    <li className={classes.step} data-done={done || undefined} data-next={next || undefined}>
      <Mark
        size={22}
        stroke={1.6}
        className={classes.mark}
        data-done={done || undefined}
        role="img"
        aria-label={t(done ? 'setup.done' : 'setup.open')}
      />
      <div className={classes.words}>
        <div className={classes.title}>{t(`setup.steps.${key}.title`)}</div>
        {!done && <div className={classes.text}>{t(`setup.steps.${key}.text`)}</div>}
      </div>
      {!done && <span className={classes.minutes}>{t('setup.minutes', { count: minutes })}</span>}
      {!done && place && can(place.needs) && (
        <Button
          size="xs"
          variant={next ? 'filled' : 'default'}
          renderRoot={(props) => <Link {...link} {...props} />}
        >
          {t(`setup.steps.${key}.action`)}
        </Button>
      )}
    </li>
  );
}
