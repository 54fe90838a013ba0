import { Card } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Overview } from '@/api/types';
import { useFormat } from '@/format/useFormat';
import classes from './OverviewPage.module.css';

export function KeyFigures({ overview }: { overview: Overview }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { profiles, events, pipeline } = overview;
  return (
    <Card padding={0}>
      <div className={classes.figures}>
        <div className={classes.figure}>
          <span className={classes.label}>{t('overview.figures.customers')}</span>
          <Link to="/customers" className={classes.value}>
            {format.number(profiles.total)}
          </Link>
          <span className={classes.note}>{t('overview.figures.people', { count: profiles.identified })}</span>
        </div>
        <div className={classes.figure}>
          <span className={classes.label}>{t('overview.figures.today')}</span>
          <Link to="/dictionary" className={classes.value}>
            {format.number(events.today)}
          </Link>
          <span className={classes.note}>{t('overview.figures.total', { count: events.total })}</span>
        </div>
        <div className={classes.figure}>
          <span className={classes.label}>{t('overview.figures.lag')}</span>
          <span className={classes.value}>
            {t('overview.figures.seconds', { seconds: pipeline.lag_seconds })}
          </span>
          <span className={classes.note}>
            {t('overview.figures.waiting', { count: pipeline.lag_events })}
          </span>
        </div>
        <IdentifiedShare profiles={profiles} />
      </div>
    </Card>
  );
}

function IdentifiedShare({ profiles }: { profiles: Overview['profiles'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const said = t('overview.figures.share', { share: format.percent(profiles.identified_share) });
  return (
    <div className={classes.figure}>
      <span className={classes.label}>{t('overview.figures.known')}</span>
      <div className={classes.share} role="img" aria-label={said}>
        <span className={classes.known} style={{ flexGrow: profiles.identified }} />
        <span className={classes.unknown} style={{ flexGrow: profiles.anonymous }} />
      </div>
      <div style={{ fontWeight: 500 }}>{said}</div>
      <span className={classes.note}>{t('overview.figures.anonymous', { count: profiles.anonymous })}</span>
    </div>
  );
}
