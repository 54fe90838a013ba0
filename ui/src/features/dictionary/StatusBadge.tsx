import { Badge, Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { EventStatus } from '@/api/types';

const COLOURS: Record<EventStatus, string> = {
  expected: 'green',
  unknown: 'orange',
  hidden: 'gray',
  blocked: 'red',
};

/** How things stand with an event, and on hover what that means. */
export function StatusBadge({ status }: { status: EventStatus }) {
  const { t } = useTranslation();
  return (
    <Tooltip label={t(`dictionary.statusHints.${status}`)}>
      <Badge color={COLOURS[status]}>{t(`dictionary.statuses.${status}`)}</Badge>
    </Tooltip>
  );
}
