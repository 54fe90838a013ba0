import { Anchor, Box, Stack } from '@mantine/core';
import { IconMapPinOff } from '@tabler/icons-react';
import { type ErrorComponentProps, Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/EmptyState';
import { useTitle } from '@/components/Page';
import { ProblemNotice } from '@/components/ProblemNotice';

/** What is left when a page breaks: what happened, a way to try again, a way out. */
export function ErrorPage({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation();
  return (
    <Box maw={560} mx="auto" p="xl" pt={80}>
      <Stack>
        <ProblemNotice error={error} retry={reset} />
        <Anchor href="/">{t('shell.toHome')}</Anchor>
      </Stack>
    </Box>
  );
}

export function MissingPage() {
  const { t } = useTranslation();
  useTitle(t('shell.missing.title'));
  return (
    <main>
      <EmptyState icon={IconMapPinOff} title={t('shell.missing.title')} level={1}>
        {t('shell.missing.text')}{' '}
        <Anchor component={Link} to="/">
          {t('shell.toHome')}
        </Anchor>
      </EmptyState>
    </main>
  );
}
