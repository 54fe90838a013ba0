import { UnstyledButton } from '@mantine/core';
import { IconSelector } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PersonAvatar } from '@/components/PersonAvatar';
import { useMe } from '@/features/session/me';
import classes from './UserMenu.module.css';

const UserMenuDropdown = lazy(() => import('./UserMenuDropdown'));

/** Who is signed in; the menu behind it is fetched when it is first wanted. */
export function UserMenu({ narrow }: { narrow: boolean }) {
  const { t } = useTranslation();
  const { user } = useMe();
  const [wanted, setWanted] = useState(false);
  const button = (
    <UnstyledButton
      className={classes.button}
      aria-label={narrow ? t('shell.user.menu', { name: user.name }) : undefined}
      aria-haspopup="menu"
      onClick={() => setWanted(true)}
    >
      <PersonAvatar id={user.id} name={user.name} />
      {!narrow && (
        <>
          <span className={classes.names}>
            <span className={`${classes.name} truncate`}>{user.name}</span>
            <span className={`${classes.role} truncate`}>{user.email}</span>
          </span>
          <IconSelector size={15} aria-hidden="true" />
        </>
      )}
    </UnstyledButton>
  );
  return wanted ? (
    <Suspense fallback={button}>
      <UserMenuDropdown target={button} />
    </Suspense>
  ) : (
    button
  );
}
