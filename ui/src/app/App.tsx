import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { theme } from '@/theme';
import { queries } from './queries';
import { router } from './router';

const scheme = localStorageColorSchemeManager({ key: 'oblik-scheme' }); // public/scheme.js reads the same key
const Toasts = lazy(() => import('./Toasts'));

export function App() {
  return (
    <MantineProvider theme={theme} colorSchemeManager={scheme} defaultColorScheme="auto">
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
        <Suspense>
          <Toasts />
        </Suspense>
      </QueryClientProvider>
    </MantineProvider>
  );
}
