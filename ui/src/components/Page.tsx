import { Anchor, Box, Group, Text, Title } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import classes from './Page.module.css';

interface PageProps {
  title: string;
  sentence?: ReactNode;
  /** The pages above this one, outermost first. */
  above?: { label: string; to: string }[];
  action?: ReactNode;
  /** Beside the title: marks that belong to the thing itself. */
  marks?: ReactNode;
  /** Lists use the whole width and height; forms and articles keep a readable measure. */
  wide?: boolean;
  children: ReactNode;
}

export function useTitle(title: string) {
  useEffect(() => {
    document.title = `${title} · Oblik`;
  }, [title]);
}

export function Page({ title, sentence, above = [], action, marks, wide, children }: PageProps) {
  useTitle(title);
  return (
    <Box className={classes.page} data-wide={wide || undefined}>
      {above.length > 0 && (
        <Group gap={4} className={classes.above} component="nav" aria-label={title}>
          {above.map((each) => (
            <Group gap={4} key={each.to}>
              <Anchor component={Link} to={each.to} size="sm" c="dimmed">
                {each.label}
              </Anchor>
              <IconChevronRight size={14} aria-hidden="true" className={classes.arrow} />
            </Group>
          ))}
        </Group>
      )}
      <header className={classes.header}>
        <div className={classes.heading}>
          <Group gap="xs">
            <Title order={1}>{title}</Title>
            {marks}
          </Group>
          {sentence && (
            <Text c="dimmed" mt={2}>
              {sentence}
            </Text>
          )}
        </div>
        {action && (
          <Group gap="xs" className={classes.action}>
            {action}
          </Group>
        )}
      </header>
      {children}
    </Box>
  );
}
