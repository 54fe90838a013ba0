import { Button, Card, Group, Progress, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Panel } from '@/components/Panel';
import { StepList } from './StepList';
import { nextStep, setupQuery } from './setup';

/** On the home page, until everything is done or the guide is put away: the whole list while nothing has arrived yet. */
export function SetupCard({ whole }: { whole: boolean }) {
  const { t } = useTranslation();
  const { data: setup } = useQuery(setupQuery);
  const next = setup && nextStep(setup);
  if (!setup || (setup.hidden && !whole) || !next) return null;
  const said = t('setup.progress', { done: setup.done, total: setup.steps.length });
  if (whole) {
    return (
      <Panel title={t('setup.card.title')} hint={said} flush>
        <StepList setup={setup} />
      </Panel>
    );
  }
  return (
    <Card component="section" aria-label={t('setup.card.title')}>
      <Group justify="space-between" wrap="nowrap">
        <div style={{ flex: 1, minWidth: 0 }}>
          <Group gap="xs" mb={6}>
            <Text fw={600}>{t('setup.card.title')}</Text>
            <Text size="sm" c="dimmed">
              {said} · {t('setup.card.next', { step: t(`setup.steps.${next.key}.title`) })}
            </Text>
          </Group>
          <Progress size="sm" value={(100 * setup.done) / setup.steps.length} aria-label={said} />
        </div>
        <Button variant="default" renderRoot={(props) => <Link to="/setup" {...props} />}>
          {t('setup.card.action')}
        </Button>
      </Group>
    </Card>
  );
}
