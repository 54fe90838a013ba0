import { Anchor, Card, SimpleGrid, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Panel } from '@/components/Panel';
import { GoalHead } from './GoalHead';
import { goalsQuery } from './goals';

const SHOWN = 3;

/** The goals that are due next, on the home page. */
export function GoalStrip() {
  const { t } = useTranslation();
  const { data: goals = [] } = useQuery(goalsQuery);
  if (goals.length === 0) return null;
  const all = (
    <Anchor size="sm" renderRoot={(props) => <Link to="/goals" {...props} />}>
      {t('goals.all')}
    </Anchor>
  );
  return (
    <Panel title={t('goals.title')} aside={all}>
      <SimpleGrid cols={{ base: 1, sm: 2, md: Math.min(SHOWN, goals.length) }}>
        {goals.slice(0, SHOWN).map((goal) => (
          <Card key={goal.id} padding="sm">
            <Text fw={500} mb={4}>
              {goal.name}
            </Text>
            <GoalHead goal={goal} />
          </Card>
        ))}
      </SimpleGrid>
    </Panel>
  );
}
