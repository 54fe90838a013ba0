import { Button, Group } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '@/api/problem';
import { Detail } from './Detail';
import { useProblemWords } from './problemWords';

type CloseProps = { 'aria-label': string };

function undoable(message: string, verb: string, undo: () => void, close: CloseProps) {
  const id = notifications.show({
    color: 'petrol',
    autoClose: 8000,
    closeButtonProps: close,
    message: (
      <Group justify="space-between" wrap="nowrap">
        {message}
        <Button
          variant="subtle"
          size="compact-sm"
          onClick={() => {
            notifications.hide(id);
            undo();
          }}
        >
          {verb}
        </Button>
      </Group>
    ),
  });
}

/** Short words after an action: done, done but can be undone, or what went wrong and what to do. */
export function useToast() {
  const { t } = useTranslation();
  const words = useProblemWords();
  return useMemo(() => {
    const close = { 'aria-label': t('components.close') };
    return {
      undoable: (message: string, undo: () => void) => undoable(message, t('components.undo'), undo, close),
      done: (message: string) =>
        void notifications.show({ message, color: 'petrol', autoClose: 4000, closeButtonProps: close }),
      failed: (error: Error) => {
        const { happened, detail, advice } = words(asProblem(error));
        notifications.show({
          title: happened,
          message: (
            <>
              {advice}
              <Detail>{detail}</Detail>
            </>
          ),
          color: 'red',
          autoClose: 9000,
          closeButtonProps: close,
        });
      },
    };
  }, [t, words]);
}
