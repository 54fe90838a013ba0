import { ActionIcon, Badge } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { memo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StreamEvent } from '@/api/types';
import { useReason } from '@/components/reasons';
import { eventLook } from '@/features/customers/profile/timeline/eventLook';
import { useFormat } from '@/format/useFormat';
import classes from './LiveStream.module.css';
import { WholeEvent } from './WholeEvent';

const COLOURS: Record<StreamEvent['status'], string> = {
  stored: 'green',
  quarantined: 'orange',
  duplicate: 'gray',
  suppressed: 'gray',
};

export const StreamRow = memo(function StreamRow({ event }: { event: StreamEvent }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [opened, setOpened] = useState(false);
  const { icon: Picture } = eventLook(event.name, event.type);
  const name = event.name || event.type;
  return (
    <li className={classes.item}>
      <div className={classes.row}>
        <Picture size={16} stroke={1.7} aria-hidden="true" className={classes.icon} />
        <span className={`${classes.name} truncate`}>{name}</span>
        <Badge color={COLOURS[event.status]} className={classes.status}>
          {t(`sources.live.statuses.${event.status}`)}
        </Badge>
        <span className={`${classes.who} truncate`}>
          <WhoOrWhy event={event} />
        </span>
        <time className={classes.time} dateTime={event.received_at}>
          {format.clock(event.received_at)}
        </time>
        <ActionIcon
          size="sm"
          aria-expanded={opened}
          aria-label={t('sources.live.open', { name })}
          onClick={() => setOpened(!opened)}
        >
          <IconChevronDown size={15} />
        </ActionIcon>
      </div>
      {opened && <WholeEvent id={event.id} />}
    </li>
  );
});

/** Whose it is, or why it was kept back. */
function WhoOrWhy({ event }: { event: StreamEvent }) {
  const reason = useReason();
  if (event.code) return reason(event.code, event.reason).sentence;
  const who = event.user_id ?? event.anonymous_id;
  if (!event.profile) return who;
  return (
    <Link to="/customers/$id" params={{ id: event.profile }}>
      {who ?? event.profile}
    </Link>
  );
}
