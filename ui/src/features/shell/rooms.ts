import {
  type Icon,
  IconBook2,
  IconBuildingStore,
  IconFileImport,
  IconFingerprint,
  IconHistory,
  IconHome,
  IconKey,
  IconPlugConnected,
  IconUserCircle,
  IconUsers,
  IconUsersGroup,
} from '@tabler/icons-react';
import type { Permission } from '@/api/types';

export interface Room {
  key: string;
  to: string;
  icon: Icon;
  /** Without it the room is not shown. */
  needs?: Permission;
}

export interface Wing {
  key: string;
  rooms: Room[];
}

/** Every room that exists, in the order of the navigation; a new feature adds its line here. */
export const WINGS: Wing[] = [
  {
    key: 'main',
    rooms: [
      { key: 'home', to: '/', icon: IconHome, needs: 'overview.read' },
      { key: 'customers', to: '/customers', icon: IconUsers, needs: 'customers.read' },
    ],
  },
  {
    key: 'data',
    rooms: [
      { key: 'sources', to: '/sources', icon: IconPlugConnected, needs: 'sources.read' },
      { key: 'imports', to: '/imports', icon: IconFileImport, needs: 'imports.read' },
      { key: 'dictionary', to: '/dictionary', icon: IconBook2, needs: 'dictionary.read' },
    ],
  },
  {
    key: 'settings',
    rooms: [
      { key: 'people', to: '/settings/people', icon: IconUsersGroup, needs: 'users.read' },
      { key: 'tokens', to: '/settings/tokens', icon: IconKey },
      { key: 'audit', to: '/settings/audit', icon: IconHistory, needs: 'audit.read' },
      { key: 'identity', to: '/settings/identity', icon: IconFingerprint, needs: 'settings.read' },
      { key: 'workspace', to: '/settings/workspace', icon: IconBuildingStore, needs: 'settings.read' },
      { key: 'account', to: '/settings/account', icon: IconUserCircle },
    ],
  },
];
