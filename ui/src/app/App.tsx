import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { theme } from '@/theme';
import { queries } from './queries';
import { router } from './router';

const scheme = localStorageColorSchemeManager({ key: 'oblik-scheme' }); // public/scheme.js reads the same key

export function App() {
  const { t } = useTranslation();
  return (
    <MantineProvider theme={theme} colorSchemeManager={scheme} defaultColorScheme="auto">
      <QueryClientProvider client={queries}>
        <Notifications position="bottom-right" limit={4} aria-label={t('components.notifications')} />
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  );
}
