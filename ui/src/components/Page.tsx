import { Box, Group, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import { Above, type Place } from './Above';
import classes from './Page.module.css';

interface PageProps {
  title: string;
  sentence?: ReactNode;
  /** The pages above this one, outermost first. */
  above?: Place[];
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
      {above.length > 0 && <Above places={above} />}
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
