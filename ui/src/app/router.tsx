import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { Problem } from '@/api/problem';
import type { EventStatus } from '@/api/types';
import { customersSearch, profileSearch } from '@/features/customers/address';
import { DICTIONARY_TABS, type DictionaryTab } from '@/features/dictionary/tabs';
import { TABS, type Tab, wizardSearch } from '@/features/imports/address';
import { meQuery } from '@/features/session/me';
import { auditSearch } from '@/features/settings/audit/address';
import { ErrorPage, MissingPage } from '@/features/shell/ErrorPage';
import { PageSkeleton } from '@/features/shell/PageSkeleton';
import { Shell } from '@/features/shell/Shell';
import { SOURCE_TABS, type SourceTab } from '@/features/sources/tabs';
import { allWords } from '@/i18n';
import { queries } from './queries';
import { choice, text } from './search';

const root = createRootRoute({ notFoundComponent: MissingPage });

const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  beforeLoad: () => words('/'),
  validateSearch: (raw): { next?: string } => ({ next: text(raw.next) }),
  component: lazyRouteComponent(() => import('@/features/session/SignInPage'), 'SignInPage'),
});

const invitation = createRoute({
  getParentRoute: () => root,
  path: '/invitation',
  beforeLoad: allWords,
  component: lazyRouteComponent(() => import('@/features/session/InvitationPage'), 'InvitationPage'),
});

/** Who is signed in; whoever is not is led to sign-in and back. */
async function known(href: string) {
  try {
    return await queries.ensureQueryData(meQuery);
  } catch (error) {
    if (error instanceof Problem && error.status === 401) {
      throw redirect({ to: '/login', search: { next: href } });
    }
    throw error;
  }
}

/** The home page begins to speak before the words of the others are there. */
async function words(path: string) {
  const coming = allWords();
  if (path === '/')
    coming.catch(() => undefined); // what needs them asks again
  else await coming;
}

const secure = createRoute({
  getParentRoute: () => root,
  path: '/secure',
  beforeLoad: async ({ location }) => {
    if (!(await known(location.href)).second_factor_missing) throw redirect({ to: '/' });
    await allWords();
  },
  component: lazyRouteComponent(() => import('@/features/session/SecurePage'), 'SecurePage'),
});

/** Everything behind sign-in. */
const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  beforeLoad: async ({ location }) => {
    if ((await known(location.href)).second_factor_missing) throw redirect({ to: '/secure' });
    await words(location.pathname);
  },
  component: Shell,
});

const home = createRoute({
  getParentRoute: () => shell,
  path: '/',
  component: lazyRouteComponent(() => import('@/features/overview/OverviewPage'), 'OverviewPage'),
});

const setup = createRoute({
  getParentRoute: () => shell,
  path: '/setup',
  component: lazyRouteComponent(() => import('@/features/setup/SetupPage'), 'SetupPage'),
});

const goals = createRoute({
  getParentRoute: () => shell,
  path: '/goals',
  component: lazyRouteComponent(() => import('@/features/goals/GoalsPage'), 'GoalsPage'),
});

const inventory = createRoute({
  getParentRoute: () => shell,
  path: '/inventory',
  component: lazyRouteComponent(() => import('@/features/inventory/InventoryPage'), 'InventoryPage'),
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
  validateSearch: (raw): { tab?: Tab } => ({ tab: choice(raw.tab, TABS) }),
  component: lazyRouteComponent(() => import('@/features/imports/ImportsPage'), 'ImportsPage'),
});

const newImport = createRoute({
  getParentRoute: () => shell,
  path: '/imports/new',
  validateSearch: wizardSearch,
  component: lazyRouteComponent(() => import('@/features/imports/wizard/NewImportPage'), 'NewImportPage'),
});

const importRun = createRoute({
  getParentRoute: () => shell,
  path: '/imports/$id',
  validateSearch: (raw): { upload?: string } => ({ upload: text(raw.upload) }),
  component: lazyRouteComponent(() => import('@/features/imports/ImportPage'), 'ImportPage'),
});

const recipe = createRoute({
  getParentRoute: () => shell,
  path: '/imports/recipes/$id',
  component: lazyRouteComponent(() => import('@/features/imports/recipes/RecipePage'), 'RecipePage'),
});

const dictionary = createRoute({
  getParentRoute: () => shell,
  path: '/dictionary',
  validateSearch: (raw): { q?: string; tab?: DictionaryTab; status?: EventStatus } => ({
    q: text(raw.q),
    tab: choice(raw.tab, DICTIONARY_TABS),
    status: choice(raw.status, ['expected', 'unknown', 'hidden', 'blocked']),
  }),
  component: lazyRouteComponent(() => import('@/features/dictionary/DictionaryPage'), 'DictionaryPage'),
});

const dictionaryEvent = createRoute({
  getParentRoute: () => shell,
  path: '/dictionary/events/$name',
  component: lazyRouteComponent(() => import('@/features/dictionary/EventPage'), 'EventPage'),
});

const quality = createRoute({
  getParentRoute: () => shell,
  path: '/quality',
  validateSearch: (raw): { tab?: 'now' | 'past' } => ({ tab: choice(raw.tab, ['now', 'past']) }),
  component: lazyRouteComponent(() => import('@/features/quality/QualityPage'), 'QualityPage'),
});

const people = createRoute({
  getParentRoute: () => shell,
  path: '/settings/people',
  validateSearch: (raw): { tab?: 'people' | 'roles'; invite?: true } => ({
    tab: choice(raw.tab, ['people', 'roles']),
    invite: raw.invite === true ? true : undefined,
  }),
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
  validateSearch: auditSearch,
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
    invitation,
    secure,
    shell.addChildren([
      home,
      setup,
      goals,
      inventory,
      customers,
      profile,
      sources,
      source,
      imports,
      newImport,
      importRun,
      recipe,
      dictionary,
      dictionaryEvent,
      quality,
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
