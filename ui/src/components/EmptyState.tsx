import { Center, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';

interface EmptyStateProps {
  icon: Icon;
  title: string;
  /** 1 where this is the whole page. */
  level?: 1 | 2;
  /** The first step, in a sentence. */
  children?: ReactNode;
  action?: ReactNode;
}

export function EmptyState({ icon: Picture, title, level = 2, children, action }: EmptyStateProps) {
  return (
    <Center py={56} px="md">
      <Stack align="center" gap="xs" maw={440}>
        <ThemeIcon variant="light" size={44} radius="xl">
          <Picture size={22} stroke={1.6} />
        </ThemeIcon>
        <Title order={level} ta="center">
          {title}
        </Title>
        {children && (
          <Text c="dimmed" ta="center" component="div">
            {children}
          </Text>
        )}
        {action}
      </Stack>
    </Center>
  );
}
