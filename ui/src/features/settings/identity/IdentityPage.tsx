import { Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '@/components/Page';
import { ProblemNotice } from '@/components/ProblemNotice';
import { History } from './History';
import { rulesQuery } from './identity';
import { RulesForm } from './RulesForm';

export function IdentityPage() {
  const { t } = useTranslation();
  const { data: rules, error, refetch } = useQuery(rulesQuery);
  const [saved, setSaved] = useState(false);
  return (
    <Page title={t('settings.identity.title')} sentence={t('settings.identity.sentence')} wide>
      <Stack>
        {error && <ProblemNotice error={error} retry={() => void refetch()} />}
        {!rules && !error && <Skeleton height={420} />}
        {rules && (
          <RulesForm
            key={rules.version}
            rules={rules}
            onSaved={() => setSaved(true)}
            onReload={() => void refetch()}
          />
        )}
        <History offered={saved} onApplied={() => setSaved(false)} />
      </Stack>
    </Page>
  );
}
