import { Text } from '@mantine/core';

/** The server's own words (it speaks English), small, under a sentence in the reader's language. */
export function Detail({ children }: { children: string | null }) {
  return children ? (
    <Text size="xs" c="dimmed" lang="en" style={{ overflowWrap: 'anywhere' }}>
      {children}
    </Text>
  ) : null;
}
