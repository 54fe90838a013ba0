import { Badge, Group, Progress, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Goal } from '@/api/types';
import { useFormat } from '@/format/useFormat';
import { daysLeft, type Standing, standingOf, useSpoken } from './goals';

const COLOURS: Record<Standing, string> = {
  reached: 'green',
  onTrack: 'green',
  behind: 'orange',
  missed: 'red',
};

/** Where a goal stands, in one glance: the value, how it stands, and the way from the baseline to the target. */
export function GoalHead({ goal }: { goal: Goal }) {
  const { t } = useTranslation();
  const format = useFormat();
  const spoken = useSpoken();
  const now = Date.now();
  const standing = standingOf(goal, now);
  const left = daysLeft(goal.due, now);
  const done = Math.min(1, Math.max(0, goal.progress ?? 0));
  const said = t('goals.share', { share: format.percent(done) });
  return (
    <div>
      <Group justify="space-between" align="baseline" gap="xs">
        <Text fz={24} fw={600} lh={1.2}>
          {goal.value === null ? t('goals.nothing') : spoken(goal.unit, goal.value)}
        </Text>
        {standing && <Badge color={COLOURS[standing]}>{t(`goals.${standing}`)}</Badge>}
      </Group>
      <Progress
        value={100 * done}
        color={standing ? COLOURS[standing] : 'gray'}
        my={8}
        aria-label={`${goal.name}: ${said}`}
      />
      <Group justify="space-between" gap="xs">
        <Text size="xs" c="dimmed">
          {t('goals.from', { value: spoken(goal.unit, goal.baseline) })}{' '}
          {t('goals.to', { value: spoken(goal.unit, goal.target) })} · {said}
        </Text>
        <Text size="xs" c="dimmed">
          {left < 0
            ? t('goals.was', { day: format.day(goal.due) })
            : `${t('goals.until', { day: format.day(goal.due) })} · ${t('goals.daysLeft', { count: left })}`}
        </Text>
      </Group>
    </div>
  );
}
