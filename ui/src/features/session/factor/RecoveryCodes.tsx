import { Alert, Button, Group, SimpleGrid, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Copy } from '@/components/Copy';

interface RecoveryCodesProps {
  codes: string[];
  onKept: () => void;
}

/** Shown this once. */
export function RecoveryCodes({ codes, onKept }: RecoveryCodesProps) {
  const { t } = useTranslation();
  return (
    <Stack gap="sm">
      <Alert color="orange" variant="light" title={t('settings.factor.codesTitle')}>
        {t('settings.factor.codesText')}
      </Alert>
      <SimpleGrid
        cols={2}
        spacing={4}
        component="ul"
        m={0}
        p={0}
        style={{ listStyle: 'none' }}
        aria-label={t('settings.factor.codesTitle')}
      >
        {codes.map((code) => (
          <li key={code} className="mono">
            {code}
          </li>
        ))}
      </SimpleGrid>
      <Group justify="space-between">
        <Group gap={4}>
          <Copy value={codes.join('\n')} what={t('settings.factor.codesTitle')} />
          <span>{t('settings.factor.copyCodes')}</span>
        </Group>
        <Button onClick={onKept}>{t('settings.factor.kept')}</Button>
      </Group>
    </Stack>
  );
}
