import { Anchor } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './Above.module.css';

export interface Place {
  label: string;
  to: string;
}

/** The way back up, outermost first; the page itself is not in it, its title stands below. */
export function Above({ places }: { places: Place[] }) {
  const { t } = useTranslation();
  return (
    <nav className={classes.above} aria-label={t('shell.breadcrumbs')}>
      {places.map(({ label, to }, index) => {
        const Arrow = index === 0 ? IconChevronLeft : IconChevronRight;
        return (
          <Fragment key={to}>
            <Arrow size={14} aria-hidden="true" className={classes.arrow} />
            <Anchor component={Link} to={to} size="sm" c="dimmed">
              {label}
            </Anchor>
          </Fragment>
        );
      })}
    </nav>
  );
}
