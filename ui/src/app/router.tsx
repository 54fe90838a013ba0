import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { Problem } from '@/api/problem';
import { customersSearch, profileSearch } from '@/features/customers/address';
import { meQuery } from '@/features/session/me';
import { ErrorPage, MissingPage } from '@/features/shell/ErrorPage';
import { PageSkeleton } from '@/features/shell/PageSkeleton';
import { Shell } from '@/features/shell/Shell';
import { SOURCE_TABS, type SourceTab } from '@/features/sources/tabs';
import { queries } from './queries';
import { choice, text } from './search';

const root = createRootRoute({ notFoundComponent: MissingPage });

const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  validateSearch: (raw): { next?: string } => ({ next: text(raw.next) }),
  component: lazyRouteComponent(() => import('@/features/session/SignInPage'), 'SignInPage'),
});

/** Everything behind sign-in. */
const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  beforeLoad: async ({ location }) => {
    try {
      await queries.ensureQueryData(meQuery);
    } catch (error) {
      if (error instanceof Problem && error.status === 401) {
        throw redirect({ to: '/login', search: { next: location.href } });
      }
      throw error;
    }
  },
  component: Shell,
});

const home = createRoute({
  getParentRoute: () => shell,
  path: '/',
  component: lazyRouteComponent(() => import('@/features/overview/OverviewPage'), 'OverviewPage'),
});

const customers = createRoute({
  getParentRoute: () => shell,
  path: '/customers',
  validateSearch: customersSearch,
  component: lazyRouteComponent(() => import('@/features/customers/CustomersPage'), 'CustomersPage'),
});

const profile = createRoute({
  getParentRoute: () => shell,
  path: '/customers/$id',
  validateSearch: profileSearch,
  component: lazyRouteComponent(() => import('@/features/customers/profile/ProfilePage'), 'ProfilePage'),
});

const sources = createRoute({
  getParentRoute: () => shell,
  path: '/sources',
  validateSearch: (raw): { create?: true } => ({ create: raw.create === true ? true : undefined }),
  component: lazyRouteComponent(() => import('@/features/sources/SourcesPage'), 'SourcesPage'),
});

const source = createRoute({
  getParentRoute: () => shell,
  path: '/sources/$name',
  validateSearch: (raw): { tab?: SourceTab; reason?: string } => ({
    tab: choice(raw.tab, SOURCE_TABS),
    reason: text(raw.reason),
  }),
  component: lazyRouteComponent(() => import('@/features/sources/SourcePage'), 'SourcePage'),
});

const imports = createRoute({
  getParentRoute: () => shell,
  path: '/imports',
  component: lazyRouteComponent(() => import('@/features/imports/ImportsPage'), 'ImportsPage'),
});

const newImport = createRoute({
  getParentRoute: () => shell,
  path: '/imports/new',
  component: lazyRouteComponent(() => import('@/features/imports/NewImportPage'), 'NewImportPage'),
});

const importRun = createRoute({
  getParentRoute: () => shell,
  path: '/imports/$id',
  component: lazyRouteComponent(() => import('@/features/imports/ImportPage'), 'ImportPage'),
});

const dictionary = createRoute({
  getParentRoute: () => shell,
  path: '/dictionary',
  validateSearch: (raw): { q?: string; tab?: 'events' | 'traits' } => ({
    q: text(raw.q),
    tab: choice(raw.tab, ['events', 'traits']),
  }),
  component: lazyRouteComponent(() => import('@/features/dictionary/DictionaryPage'), 'DictionaryPage'),
});

const dictionaryEvent = createRoute({
  getParentRoute: () => shell,
  path: '/dictionary/events/$name',
  component: lazyRouteComponent(() => import('@/features/dictionary/EventPage'), 'EventPage'),
});

const people = createRoute({
  getParentRoute: () => shell,
  path: '/settings/people',
  validateSearch: (raw): { tab?: 'people' | 'roles' } => ({ tab: choice(raw.tab, ['people', 'roles']) }),
  component: lazyRouteComponent(() => import('@/features/settings/people/PeoplePage'), 'PeoplePage'),
});

const tokens = createRoute({
  getParentRoute: () => shell,
  path: '/settings/tokens',
  component: lazyRouteComponent(() => import('@/features/settings/tokens/TokensPage'), 'TokensPage'),
});

const audit = createRoute({
  getParentRoute: () => shell,
  path: '/settings/audit',
  validateSearch: (raw): { who?: string; what?: string } => ({ who: text(raw.who), what: text(raw.what) }),
  component: lazyRouteComponent(() => import('@/features/settings/audit/AuditPage'), 'AuditPage'),
});

const workspace = createRoute({
  getParentRoute: () => shell,
  path: '/settings/workspace',
  component: lazyRouteComponent(() => import('@/features/settings/workspace/WorkspacePage'), 'WorkspacePage'),
});

const identity = createRoute({
  getParentRoute: () => shell,
  path: '/settings/identity',
  component: lazyRouteComponent(() => import('@/features/settings/identity/IdentityPage'), 'IdentityPage'),
});

const account = createRoute({
  getParentRoute: () => shell,
  path: '/settings/account',
  component: lazyRouteComponent(() => import('@/features/settings/account/AccountPage'), 'AccountPage'),
});

export const router = createRouter({
  routeTree: root.addChildren([
    login,
    shell.addChildren([
      home,
      customers,
      profile,
      sources,
      source,
      imports,
      newImport,
      importRun,
      dictionary,
      dictionaryEvent,
      people,
      tokens,
      audit,
      identity,
      workspace,
      account,
    ]),
  ]),
  defaultPreload: 'intent',
  defaultPendingComponent: PageSkeleton,
  defaultErrorComponent: ErrorPage,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
