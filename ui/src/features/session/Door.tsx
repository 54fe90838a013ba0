import { Paper, SegmentedControl, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Language } from '@/api/types';
import { Mark } from '@/components/Logo';
import { LANGUAGES, speak } from '@/i18n';
import classes from './Door.module.css';

/** The frame of every page in front of the house: sign-in, an invitation, the second step. */
export function Door({ wide, children }: { wide?: boolean; children: ReactNode }) {
  const { t, i18n } = useTranslation();
  return (
    <main className={classes.page}>
      <Stack gap="lg" w="100%" maw={wide ? 480 : 368}>
        <div className={classes.brand}>
          <Mark size={36} />
          <span>Oblik</span>
        </div>
        <Paper withBorder p="lg" className={classes.card}>
          {children}
        </Paper>
        <SegmentedControl
          size="xs"
          mx="auto"
          aria-label={t('shell.user.language')}
          value={i18n.language}
          onChange={(code) => void speak(code as Language)}
          data={LANGUAGES.map(({ code, name }) => ({ value: code, label: name }))}
        />
      </Stack>
    </main>
  );
}
