import { Card } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Profile } from '@/api/types';
import { Moment } from '@/components/AsOf';
import { Sparkline } from '@/components/Sparkline';
import { useFormat } from '@/format/useFormat';
import classes from './FiguresStrip.module.css';

function Figure({ label, children, note }: { label: string; children: ReactNode; note?: ReactNode }) {
  return (
    <div className={classes.figure}>
      <dt>{label}</dt>
      <dd>
        <span className={classes.value}>{children}</span>
        {note && <span className={classes.note}>{note}</span>}
      </dd>
    </div>
  );
}

export function FiguresStrip({ profile }: { profile: Profile }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { figures, activity, last_seen } = profile;
  const recent = activity.reduce((sum, { count }) => sum + count, 0);
  const days = figures.days_since_last_order;
  return (
    <Card padding={0} mb="lg">
      <dl className={classes.strip}>
        <Figure
          label={t('profile.figures.revenue')}
          note={
            figures.average_order != null &&
            t('profile.figures.average', { amount: format.money(figures.average_order, figures.currency) })
          }
        >
          {format.money(figures.revenue, figures.currency)}
        </Figure>
        <Figure
          label={t('profile.figures.orders')}
          note={days != null && t('profile.figures.lastOrder', { days })}
        >
          {format.number(figures.orders)}
        </Figure>
        <Figure label={t('profile.figures.lastSeen')} note={format.dateTime(last_seen)}>
          <Moment at={last_seen} />
        </Figure>
        <Figure
          label={t('profile.figures.events')}
          note={t('profile.figures.sessions', { count: figures.sessions })}
        >
          {format.number(figures.events)}
        </Figure>
        <Figure label={t('profile.figures.activity')} note={t('profile.figures.recent', { count: recent })}>
          <Sparkline
            values={activity.map(({ count }) => count)}
            height={28}
            label={t('profile.figures.recent', { count: recent })}
          />
        </Figure>
      </dl>
    </Card>
  );
}
