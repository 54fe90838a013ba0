import { Box, Skeleton, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';

export function PageSkeleton() {
  const { t } = useTranslation();
  return (
    <Box p="xl" role="status" aria-label={t('components.loading')}>
      <Stack>
        <Skeleton height={24} width={220} />
        <Skeleton height={14} width={380} maw="100%" />
        <Skeleton height={320} mt="md" />
      </Stack>
    </Box>
  );
}
