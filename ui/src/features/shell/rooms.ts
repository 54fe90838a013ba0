import {
  type Icon,
  IconActivity,
  IconBook2,
  IconBuildingStore,
  IconFileImport,
  IconFingerprint,
  IconHistory,
  IconHome,
  IconKey,
  IconListCheck,
  IconPlugConnected,
  IconTarget,
  IconTopologyStar3,
  IconUserCircle,
  IconUsers,
  IconUsersGroup,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import type { Permission } from '@/api/types';
import { CallingCount } from '@/features/quality/CallingCount';

export interface Room {
  key: string;
  to: string;
  icon: Icon;
  /** Without it the room is not shown. */
  needs?: Permission;
  /** Of which part of the product it is, where a workspace can do without. */
  part?: string;
  /** Found by search, not shown in the navigation. */
  quiet?: true;
  /** Beside its name: what asks for attention there. */
  mark?: ComponentType;
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
      { key: 'goals', to: '/goals', icon: IconTarget, needs: 'overview.read', part: 'goals' },
    ],
  },
  {
    key: 'data',
    rooms: [
      { key: 'sources', to: '/sources', icon: IconPlugConnected, needs: 'sources.read' },
      {
        key: 'inventory',
        to: '/inventory',
        icon: IconTopologyStar3,
        needs: 'sources.read',
        part: 'inventory',
      },
      { key: 'imports', to: '/imports', icon: IconFileImport, needs: 'imports.read', part: 'imports' },
      { key: 'dictionary', to: '/dictionary', icon: IconBook2, needs: 'dictionary.read', part: 'dictionary' },
      {
        key: 'quality',
        to: '/quality',
        icon: IconActivity,
        needs: 'dictionary.read',
        part: 'dictionary',
        mark: CallingCount,
      },
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
      { key: 'setup', to: '/setup', icon: IconListCheck, needs: 'settings.read', quiet: true },
      { key: 'account', to: '/settings/account', icon: IconUserCircle },
    ],
  },
];
