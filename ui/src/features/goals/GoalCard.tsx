import { ActionIcon, Card, Group, Menu, Text, Title, Tooltip } from '@mantine/core';
import { IconChartLine, IconDots, IconPencil, IconTable, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Goal } from '@/api/types';
import { AsOf } from '@/components/AsOf';
import { useToast } from '@/components/toast';
import { useCan } from '@/features/session/me';
import { GoalChart } from './GoalChart';
import { GoalHead } from './GoalHead';
import { useRemoveGoal } from './goals';

export function GoalCard({ goal, onEdit }: { goal: Goal; onEdit: () => void }) {
  const { t } = useTranslation();
  const may = useCan()('goals.edit');
  const [reading, setReading] = useState(false);
  const verb = t(reading ? 'components.chart.picture' : 'components.chart.table');
  const Picture = reading ? IconChartLine : IconTable;
  return (
    <Card component="section" aria-label={goal.name}>
      <Group justify="space-between" wrap="nowrap" align="flex-start" mb={6}>
        <div style={{ minWidth: 0 }}>
          <Title order={2}>{goal.name}</Title>
          <Tooltip label={t(`goals.about.${goal.metric}`)}>
            <Text size="xs" c="dimmed" span>
              {t(`goals.metrics.${goal.metric}`)}
            </Text>
          </Tooltip>
        </div>
        <Group gap={2} wrap="nowrap">
          <ActionIcon onClick={() => setReading(!reading)} aria-label={`${verb}: ${goal.name}`}>
            <Picture size={16} stroke={1.7} />
          </ActionIcon>
          {may && <GoalMenu goal={goal} onEdit={onEdit} />}
        </Group>
      </Group>
      <GoalHead goal={goal} />
      <div style={{ marginTop: 12 }}>
        <GoalChart goal={goal} reading={reading} />
      </div>
      <Group justify="space-between" mt={8}>
        <Text size="xs" c="dimmed">
          {goal.owner ? goal.owner.name : t('goals.nobody')}
        </Text>
        <AsOf at={goal.as_of} />
      </Group>
    </Card>
  );
}

function GoalMenu({ goal, onEdit }: { goal: Goal; onEdit: () => void }) {
  const { t } = useTranslation();
  const toast = useToast();
  const remove = useRemoveGoal();
  const gone = () =>
    remove.mutate(goal.id, { onSuccess: () => toast.done(t('goals.removed', { name: goal.name })) });
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label={t('goals.actions', { name: goal.name })}>
          <IconDots size={18} stroke={1.7} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={16} />} onClick={onEdit}>
          {t('goals.edit')}
        </Menu.Item>
        <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={gone}>
          {t('goals.remove')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
