import { Card, Group, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

interface PanelProps {
  title: string;
  hint?: string;
  aside?: ReactNode;
  /** Tables touch the border. */
  flush?: boolean;
  children: ReactNode;
}

export function Panel({ title, hint, aside, flush, children }: PanelProps) {
  return (
    <Card component="section" aria-label={title} padding={0}>
      <Group justify="space-between" px="md" pt={12} pb={flush ? 10 : 8} gap="sm">
        <div style={{ flex: '1 1 180px', minWidth: 0 }}>
          <Title order={2}>{title}</Title>
          {hint && (
            <Text size="xs" c="dimmed">
              {hint}
            </Text>
          )}
        </div>
        {aside && <div style={{ maxWidth: '100%' }}>{aside}</div>}
      </Group>
      {flush ? children : <div style={{ padding: '0 16px 16px' }}>{children}</div>}
    </Card>
  );
}
