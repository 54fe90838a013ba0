/** The management API as the pages use it. Times are ISO-8601 in UTC; ids are short opaque strings. */

export type Language = 'en' | 'uk' | 'ru';
export type Theme = 'light' | 'dark' | 'auto';
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

export interface Page<T> {
  items: T[];
  next: string | null;
}

// Account ---------------------------------------------------------------------------------------

export type Permission =
  | 'overview.read'
  | 'customers.read'
  | 'customers.personal'
  | 'customers.edit'
  | 'customers.merge'
  | 'sources.read'
  | 'sources.edit'
  | 'sources.stream'
  | 'imports.read'
  | 'imports.run'
  | 'dictionary.read'
  | 'settings.read'
  | 'settings.edit'
  | 'users.read'
  | 'users.edit'
  | 'audit.read'
  | 'system.read';

export interface Workspace {
  name: string;
  timezone: string;
  currency: string;
  language: Language;
}

export interface Me {
  user: { id: string; email: string; name: string; role: string; language: Language; theme: Theme };
  permissions: Permission[];
  workspace: Workspace;
  version: string;
}

export interface MePatch {
  name?: string;
  language?: Language;
  theme?: Theme;
  password?: { current: string; new: string };
}

export interface Token {
  id: string;
  name: string;
  role: string;
  created_at: string;
  last_used_at: string | null;
  expires_at: string | null;
}

export interface User {
  id: string;
  email: string;
  name: string;
  role: string;
  disabled: boolean;
  created_at?: string;
  last_seen_at?: string | null;
}

export interface UserPatch {
  name?: string;
  role?: string;
  disabled?: boolean;
  password?: string;
}

export interface Roles {
  roles: { key: string; name: string; permissions: Permission[] }[];
  permissions: { key: Permission; description: string }[];
}

export interface AuditEntry {
  id: string;
  at: string;
  who: { id?: string; email?: string; token?: string };
  action: string;
  object: string;
  before: JsonObject | null;
  after: JsonObject | null;
}

// Overview --------------------------------------------------------------------------------------

export interface Ledger {
  accepted: number;
  stored: number;
  duplicate: number;
  quarantined: number;
  suppressed: number;
  pending: number;
  balanced?: boolean;
}

export interface Overview {
  as_of: string;
  profiles: { total: number; identified: number; anonymous: number; identified_share: number };
  events: { total: number; today: number; per_minute: { at: string; count: number }[] };
  by_day: { day: string; count: number; profiles: number }[];
  top_events: { name: string; count: number }[];
  ledger: (Ledger & { source: string })[];
  freshness: { source: string; last_event_at: string | null; lag_seconds: number | null }[];
  pipeline: { lag_events: number; lag_seconds: number };
  demo: boolean;
}

// Customers -------------------------------------------------------------------------------------

export interface Identifier {
  namespace: string;
  value: string;
}

export interface ProfileRow {
  id: string;
  name: string | null;
  traits: JsonObject;
  identifiers: Identifier[];
  first_seen: string | null;
  last_seen: string | null;
  events: number;
  orders: number;
  revenue: number;
  currency: string | null;
  identified: boolean;
  masked: boolean;
}

export interface ProfilePage extends Page<ProfileRow> {
  total: number | null;
  as_of: string;
}

export type ColumnType = 'string' | 'number' | 'boolean' | 'date';

export interface Column {
  key: string;
  label: string;
  type: ColumnType;
  filled: number;
  examples: Json[];
}

export type FilterOp =
  | 'eq'
  | 'ne'
  | 'contains'
  | 'starts_with'
  | 'gt'
  | 'gte'
  | 'lt'
  | 'lte'
  | 'exists'
  | 'not_exists'
  | 'in';

export interface Filter {
  trait: string;
  op: FilterOp;
  value?: Json;
}

export interface Provenance {
  source: string | null;
  source_id?: string;
  at: string;
  message_id: string | null;
  event: string | null;
  offset?: number | null;
}

export interface Consent {
  channel: string;
  topic: string;
  state: 'granted' | 'withdrawn';
  at: string;
  source: string;
  proof: JsonObject | null;
}

export interface Figures {
  events: number;
  sessions: number;
  orders: number;
  revenue: number;
  currency: string | null;
  average_order: number | null;
  last_order_at: string | null;
  days_since_last_order: number | null;
}

export interface Profile {
  id: string;
  name: string | null;
  traits: JsonObject;
  provenance: { [trait: string]: Provenance };
  identifiers: (Identifier & { first_seen: string | null; source: string | null })[];
  first_seen: string | null;
  last_seen: string | null;
  consents: Consent[];
  segments: string[];
  figures: Figures;
  activity: { day: string; count: number }[];
  merged: string[];
  as_of: string;
  masked: boolean;
  generated: boolean;
}

export interface TimelineEvent {
  id: string;
  name: string;
  type: string;
  timestamp: string;
  received_at: string;
  source: string;
  properties: JsonObject;
  context: JsonObject;
  session_id: string | null;
  value: number | null;
  currency: string | null;
}

export interface EventName {
  name: string;
  count: number;
  last_at: string;
}

export type IdentityKind = 'created' | 'link' | 'merge' | 'refused' | 'moved' | 'unmerge';

export interface IdentityEntry {
  id: string;
  kind: IdentityKind;
  at: string;
  identifiers: Identifier[];
  winner: string | null;
  loser: string | null;
  reason: {
    rule: string;
    sentence: string;
    event: string | null;
    message_id: string | null;
    source: string | null;
  };
  reversible: boolean;
  undone: boolean;
}

export interface SearchResult {
  people: { id: string; name: string | null; matched: Identifier | null; last_seen: string | null }[];
  took_ms: number;
}

// Sources ---------------------------------------------------------------------------------------

export interface Source {
  id: string;
  name: string;
  label: string;
  kind: string;
  enabled: boolean;
  write_key: string | null;
  origins: string[];
  rate_limit: number | null;
  created_at: string;
  last_event_at: string | null;
  ledger: Ledger;
  per_minute: number[];
}

export interface SourceDraft {
  name: string;
  label?: string;
  kind: string;
  origins?: string[];
  rate_limit?: number | null;
}

export interface SourcePatch {
  label?: string;
  enabled?: boolean;
  origins?: string[];
  rate_limit?: number | null;
}

export interface SourceKind {
  key: string;
  name: string;
  description: string;
  icon: string;
  snippets: { language: string; title: string; code: string }[];
}

export type SourceLedger = Ledger & {
  balanced: boolean;
  as_of: string;
  series?: (Ledger & { at: string })[] | null;
};

export interface Quarantined {
  id: string;
  received_at: string;
  reason: string;
  code: string;
  raw: Json;
  status: 'open' | 'replayed' | 'discarded';
}

export interface QuarantinePage extends Page<Quarantined> {
  reasons: { code: string; reason: string; count: number }[];
}

export interface StreamEvent {
  id: string;
  source: string;
  name: string;
  type: string;
  received_at: string;
  profile: string | null;
  user_id: string | null;
  anonymous_id: string | null;
  message_id: string | null;
  status: 'stored' | 'quarantined' | 'duplicate' | 'suppressed';
  reason: string | null;
}

// Imports ---------------------------------------------------------------------------------------

export type ImportKind = 'profiles' | 'events' | 'orders' | 'products' | 'messages';
export type ImportStatus = 'uploaded' | 'checking' | 'running' | 'done' | 'failed' | 'stopped';

export interface ImportRun {
  id: string;
  kind: ImportKind;
  file: string;
  source: string;
  status: ImportStatus;
  rows: { read: number; accepted: number; rejected: number; duplicate: number };
  bytes: { done: number; total: number };
  started_at: string | null;
  finished_at: string | null;
  error: string | null;
  who: string | null;
  dry_run: boolean;
  problems: { row: number; column: string | null; reason: string; value: Json }[];
  has_rejects: boolean;
}

export interface Guess {
  format: { kind: string; delimiter: string | null; encoding: string | null; decimal: string | null };
  columns: { name: string; examples: Json[]; target: string | null; confidence: number; clean: Json[] }[];
  as: ImportKind;
  map: string;
  preview: JsonObject[];
}

// Dictionary ------------------------------------------------------------------------------------

export interface DictionaryEvent {
  name: string;
  type: string;
  count: number;
  first_seen: string;
  last_seen: string;
  sources: string[];
}

export interface DictionaryProperty {
  name: string;
  types: { [type: string]: number };
  count: number;
  filled: number;
  first_seen: string;
  last_seen: string;
  examples: Json[];
}

export interface SystemStatus {
  version: string;
  as_of: string;
  started_at: string;
  engines: {
    [role in 'log' | 'state' | 'warehouse']: { kind: string; url: string; ok: boolean; detail: string };
  };
  disk: { free: number; total: number; used_by_oblik: number | null };
  pipeline: { position: number; last: number; pending: number; lag_seconds: number; running: boolean };
}

// Operations, in the shape that openapi-fetch reads ---------------------------------------------

type Op<R, Q = undefined, P = undefined, B = undefined> = {
  parameters: (P extends undefined ? { path?: never } : { path: P }) &
    (Q extends undefined ? { query?: never } : { query?: Q });
  responses: { 200: { content: { 'application/json': R } } };
} & (B extends undefined ? { requestBody?: never } : { requestBody: { content: { 'application/json': B } } });

type Paging = { limit?: number; after?: string };
type Named = { name: string };
type Id = { id: string };

export interface paths {
  '/api/session': {
    post: Op<Me, undefined, undefined, { email: string; password: string }>;
    delete: Op<undefined>;
  };
  '/api/me': { get: Op<Me>; patch: Op<Me, undefined, undefined, MePatch> };
  '/api/tokens': {
    get: Op<Page<Token>>;
    post: Op<
      Token & { token: string },
      undefined,
      undefined,
      { name: string; role?: string; expires_at?: string }
    >;
  };
  '/api/tokens/{id}': { delete: Op<undefined, undefined, Id> };
  '/api/users': {
    get: Op<Page<User>>;
    post: Op<User, undefined, undefined, { email: string; name: string; role: string; password: string }>;
  };
  '/api/users/{id}': { patch: Op<User, undefined, Id, UserPatch> };
  '/api/roles': { get: Op<Roles> };
  '/api/audit': { get: Op<Page<AuditEntry>, Paging & { who?: string; what?: string }> };
  '/api/workspace': { get: Op<Workspace>; patch: Op<Workspace, undefined, undefined, Partial<Workspace>> };
  '/api/overview': { get: Op<Overview> };
  '/api/profiles': {
    get: Op<
      ProfilePage,
      Paging & {
        search?: string;
        identifier?: string;
        segment?: string;
        sort?: string;
        columns?: string;
        filter?: string;
      }
    >;
  };
  '/api/profiles/columns': { get: Op<{ columns: Column[] }> };
  '/api/profiles/{id}': { get: Op<Profile, undefined, Id> };
  '/api/profiles/{id}/timeline': {
    get: Op<
      Page<TimelineEvent>,
      Paging & { names?: string; from?: string; to?: string; search?: string },
      Id
    >;
  };
  '/api/profiles/{id}/events': { get: Op<{ names: EventName[] }, undefined, Id> };
  '/api/profiles/{id}/identity': { get: Op<Page<IdentityEntry>, Paging, Id> };
  '/api/profiles/{id}/unmerge': { post: Op<{ profiles: Profile[] }, undefined, Id, { merge: string }> };
  '/api/profiles/{id}/traits': { post: Op<Profile, undefined, Id, { traits: JsonObject }> };
  '/api/profiles/{id}/consents': {
    post: Op<
      Profile,
      undefined,
      Id,
      {
        channel: string;
        topic: string;
        state: 'granted' | 'withdrawn';
        proof: { where: string; text_version: string };
      }
    >;
  };
  '/api/search': { get: Op<SearchResult, { q: string; limit?: number }> };
  '/api/merges': { get: Op<Page<IdentityEntry>, Paging> };
  '/api/sources': { get: Op<Page<Source>>; post: Op<Source, undefined, undefined, SourceDraft> };
  '/api/sources/{name}': {
    get: Op<Source, undefined, Named>;
    patch: Op<Source, undefined, Named, SourcePatch>;
  };
  '/api/sources/{name}/rotate': { post: Op<Source, undefined, Named> };
  '/api/source-kinds': { get: Op<{ kinds: SourceKind[] }> };
  '/api/sources/{name}/ledger': { get: Op<SourceLedger, { by?: 'hour' }, Named> };
  '/api/sources/{name}/quarantine': { get: Op<QuarantinePage, Paging & { reason?: string }, Named> };
  '/api/sources/{name}/quarantine/replay': {
    post: Op<{ replayed: number }, undefined, Named, { ids?: string[]; code?: string }>;
  };
  '/api/stream/recent': { get: Op<Page<StreamEvent>, { source?: string; limit?: number }> };
  '/api/imports': { get: Op<Page<ImportRun>, Paging> };
  '/api/imports/{id}': { get: Op<ImportRun, undefined, Id> };
  '/api/imports/{id}/start': { post: Op<ImportRun, undefined, Id> };
  '/api/imports/{id}/stop': { post: Op<ImportRun, undefined, Id> };
  '/api/dictionary/events': { get: Op<Page<DictionaryEvent>, Paging & { search?: string }> };
  '/api/dictionary/events/{name}': {
    get: Op<{ name: string; properties: DictionaryProperty[] }, undefined, Named>;
  };
  '/api/dictionary/traits': { get: Op<{ traits: DictionaryProperty[] }> };
  '/api/system': { get: Op<SystemStatus> };
}
