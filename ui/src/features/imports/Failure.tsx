import { Alert } from '@mantine/core';
import type { ReactNode } from 'react';
import { Detail } from '@/components/Detail';
import { useReason } from '@/components/reasons';

interface FailureProps {
  title: string;
  /** The stable code of the error, and what the server said. */
  code: string | null | undefined;
  said: string | null;
  children?: ReactNode;
}

/** Why something that was left to itself did not end well. */
export function Failure({ title, code, said, children }: FailureProps) {
  const { sentence, detail } = useReason()(code ?? '', said);
  return (
    <Alert color="red" title={title} role="alert">
      {sentence}
      <Detail>{detail}</Detail>
      {children}
    </Alert>
  );
}
