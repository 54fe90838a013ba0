import { Button, Group } from '@mantine/core';
import { IconSeeding } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/EmptyState';
import { useCan } from '../session/me';

export function FirstSteps() {
  const { t } = useTranslation();
  const can = useCan();
  return (
    <EmptyState
      icon={IconSeeding}
      title={t('overview.empty.title')}
      action={
        <Group justify="center">
          {can('imports.run') && (
            <Button renderRoot={(props) => <Link to="/imports/new" {...props} />}>
              {t('imports.new.action')}
            </Button>
          )}
          {can('sources.read') && (
            <Button variant="default" renderRoot={(props) => <Link to="/sources" {...props} />}>
              {t('overview.empty.sources')}
            </Button>
          )}
        </Group>
      }
    >
      {t('overview.empty.text')}
    </EmptyState>
  );
}
