import { Button, Group } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMemo } from 'react';
import { asProblem } from '@/api/problem';
import { useProblemWords } from './problemWords';

function undoable(message: string, verb: string, undo: () => void) {
  const id = notifications.show({
    color: 'petrol',
    autoClose: 8000,
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
  const words = useProblemWords();
  return useMemo(
    () => ({
      undoable,
      done: (message: string) => void notifications.show({ message, color: 'petrol', autoClose: 4000 }),
      failed: (error: Error) => {
        const { happened, advice } = words(asProblem(error));
        notifications.show({ title: happened, message: advice, color: 'red', autoClose: 9000 });
      },
    }),
    [words],
  );
}
