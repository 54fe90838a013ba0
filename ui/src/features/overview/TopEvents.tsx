import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Overview } from '@/api/types';
import { Panel } from '@/components/Panel';
import { useFormat } from '@/format/useFormat';
import classes from './OverviewPage.module.css';

export function TopEvents({ events }: { events: Overview['top_events'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const top = Math.max(1, ...events.map(({ count }) => count));
  return (
    <Panel title={t('overview.top.title')} hint={t('overview.top.hint')}>
      {events.slice(0, 8).map(({ name, count }) => (
        <Link key={name} to="/dictionary/events/$name" params={{ name }} className={classes.event}>
          <span className={classes.bar} style={{ width: `${(count / top) * 100}%` }} />
          <span className={`${classes.name} truncate`}>{name}</span>
          <span className={classes.count}>{format.number(count)}</span>
        </Link>
      ))}
    </Panel>
  );
}
