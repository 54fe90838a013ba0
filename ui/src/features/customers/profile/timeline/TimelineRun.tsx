import { ActionIcon } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TimelineEvent } from '@/api/types';
import { useFormat } from '@/format/useFormat';
import { eventLook } from './eventLook';
import classes from './Timeline.module.css';
import { TimelineItem } from './TimelineItem';

/** Events that all say the same, newest first, as one line that opens. */
export function TimelineRun({ events }: { events: [TimelineEvent, ...TimelineEvent[]] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [opened, setOpened] = useState(false);
  const list = useId();
  const [{ name, type, timestamp }] = events;
  const { icon: Picture, tone } = eventLook(name, type);
  const count = format.number(events.length);
  return (
    <li className={classes.item}>
      <span className={classes.dot} data-tone={tone}>
        <Picture size={15} stroke={1.7} aria-hidden="true" />
      </span>
      <div className={classes.body}>
        <span className={classes.name}>{t('profile.timeline.run', { name, count })}</span>
        {opened && (
          <ol className={classes.run} id={list}>
            {events.map((event) => (
              <TimelineItem key={event.id} event={event} />
            ))}
          </ol>
        )}
      </div>
      <time className={classes.time} dateTime={timestamp}>
        {format.time(timestamp)}
      </time>
      <ActionIcon
        size="sm"
        aria-expanded={opened}
        aria-controls={opened ? list : undefined}
        aria-label={t('profile.timeline.runDetails', { name, count, at: format.dateTime(timestamp) })}
        onClick={() => setOpened(!opened)}
        className={classes.toggle}
        data-opened={opened || undefined}
      >
        <IconChevronDown size={15} />
      </ActionIcon>
    </li>
  );
}
