import { ActionIcon, Text } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { memo, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TimelineEvent } from '@/api/types';
import { JsonCode } from '@/components/Code';
import { useFormat } from '@/format/useFormat';
import { eventLook } from './eventLook';
import { OrderCard } from './OrderCard';
import { gist, orderOf } from './order';
import classes from './Timeline.module.css';

function Details({ event }: { event: TimelineEvent }) {
  const { t } = useTranslation();
  const format = useFormat();
  const late = Date.parse(event.received_at) - Date.parse(event.timestamp) > 60_000;
  return (
    <div className={classes.details}>
      <Text size="xs" c="dimmed">
        {t('profile.timeline.from', { source: event.source, type: event.type })}
        {late && ` · ${t('profile.timeline.received', { at: format.dateTime(event.received_at) })}`}
        {event.session_id && ` · ${t('profile.timeline.session', { id: event.session_id })}`}
      </Text>
      <Arrival event={event} />
      <JsonCode value={{ properties: event.properties, context: event.context, message_id: event.id }} />
    </div>
  );
}

/** What rules on arrival did to the event, and why it is not as expected. */
function Arrival({ event }: { event: TimelineEvent }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <>
      {event.violation && (
        <Text size="xs" c="var(--oblik-warn)">
          {t('profile.timeline.violation')} <span lang="en">{event.violation}</span>
        </Text>
      )}
      {event.changes.map(({ rule, kind, what, was, now }) => (
        <Text size="xs" c="dimmed" key={`${rule} ${what}`}>
          {t(`profile.timeline.changes.${kind}`, { what, was: format.value(was), now: format.value(now) })}
        </Text>
      ))}
    </>
  );
}

export const TimelineItem = memo(function TimelineItem({ event }: { event: TimelineEvent }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [opened, setOpened] = useState(false);
  const details = useId();
  const { icon: Picture, tone } = eventLook(event.name, event.type);
  const order = orderOf(event);
  const said = order ? (order.id ? t('profile.order.id', { id: order.id }) : null) : gist(event);
  const amount = order?.total ?? event.value;
  return (
    <li className={classes.item}>
      <span className={classes.dot} data-tone={tone}>
        <Picture size={15} stroke={1.7} aria-hidden="true" />
      </span>
      <div className={classes.body}>
        <div className={classes.line}>
          <span className={classes.name}>{event.name}</span>
          {said && <span className={classes.gist}>{said}</span>}
          {amount != null && (
            <span className={classes.amount} data-tone={tone}>
              {format.money(
                tone === 'refund' ? -Math.abs(amount) : amount,
                order?.currency ?? event.currency,
              )}
            </span>
          )}
        </div>
        {order && <OrderCard order={order} />}
        {opened && (
          <div id={details}>
            <Details event={event} />
          </div>
        )}
      </div>
      <time className={classes.time} dateTime={event.timestamp}>
        {format.time(event.timestamp)}
      </time>
      <ActionIcon
        size="sm"
        aria-expanded={opened}
        aria-controls={opened ? details : undefined}
        aria-label={t('profile.timeline.details', { name: event.name, at: format.dateTime(event.timestamp) })}
        onClick={() => setOpened(!opened)}
        className={classes.toggle}
        data-opened={opened || undefined}
      >
        <IconChevronDown size={15} />
      </ActionIcon>
    </li>
  );
});
