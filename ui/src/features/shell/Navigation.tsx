import { ActionIcon, Tooltip, UnstyledButton } from '@mantine/core';
import { IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Mark } from '@/components/Logo';
import { useCan, useMe, useParts } from '@/features/session/me';
import classes from './Navigation.module.css';
import { type Room, WINGS } from './rooms';
import { SearchButton } from './SearchHost';
import { UserMenu } from './UserMenu';

interface NavigationProps {
  narrow: boolean;
  onNarrow: (narrow: boolean) => void;
}

function RoomLink({ room, narrow }: { room: Room; narrow: boolean }) {
  const { t } = useTranslation();
  const label = t(`shell.rooms.${room.key}`);
  return (
    <Tooltip label={label} position="right" disabled={!narrow}>
      <Link
        to={room.to}
        className={classes.link}
        activeOptions={{ exact: room.to === '/', includeSearch: false }}
        activeProps={{ 'data-active': true, 'aria-current': 'page' }}
        aria-label={narrow ? label : undefined}
      >
        <room.icon size={18} stroke={1.7} aria-hidden="true" />
        {!narrow && <span className="truncate">{label}</span>}
        {!narrow && room.mark && <room.mark />}
      </Link>
    </Tooltip>
  );
}

export function Navigation({ narrow, onNarrow }: NavigationProps) {
  const { t } = useTranslation();
  const can = useCan();
  const uses = useParts();
  const { workspace } = useMe();
  const Fold = narrow ? IconLayoutSidebarLeftExpand : IconLayoutSidebarLeftCollapse;
  const wings = WINGS.map((wing) => ({
    ...wing,
    rooms: wing.rooms.filter(
      ({ needs, part, quiet }) => !quiet && (!needs || can(needs)) && (!part || uses(part)),
    ),
  })).filter((wing) => wing.rooms.length > 0);
  return (
    <div className={classes.frame} data-narrow={narrow || undefined}>
      <div className={classes.top}>
        <UnstyledButton
          component={Link}
          to="/"
          className={classes.brand}
          aria-label={narrow ? t('shell.toHome') : undefined}
        >
          <Mark size={22} />
          {!narrow && (
            <span className={classes.names}>
              <span className={classes.name}>Oblik</span>
              <span className={`${classes.workspace} truncate`}>{workspace.name}</span>
            </span>
          )}
        </UnstyledButton>
        <ActionIcon
          visibleFrom="sm"
          onClick={() => onNarrow(!narrow)}
          aria-label={narrow ? t('shell.widen') : t('shell.narrow')}
        >
          <Fold size={18} stroke={1.6} />
        </ActionIcon>
      </div>
      <div className={classes.search}>
        <SearchButton compact={narrow} />
      </div>
      <nav className={classes.rooms} aria-label={t('shell.navigation')}>
        {wings.map((wing) => (
          <div key={wing.key} className={classes.wing}>
            {wing.key !== 'main' && !narrow && (
              <div className={classes.label}>{t(`shell.wings.${wing.key}`)}</div>
            )}
            {wing.rooms.map((room) => (
              <RoomLink key={room.key} room={room} narrow={narrow} />
            ))}
          </div>
        ))}
      </nav>
      <UserMenu narrow={narrow} />
    </div>
  );
}
