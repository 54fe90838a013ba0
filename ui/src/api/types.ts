import type { components } from './schema';

/** The shapes of the management API, under the names that the pages use. They come from the OpenAPI document. */

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** OpenAPI says of free-form values only that they are anything; what arrives is JSON. */
export type Known<T> = unknown extends T
  ? Json
  : T extends (infer Each)[]
    ? Known<Each>[]
    : T extends object
      ? { [Key in keyof T]: Known<T[Key]> }
      : T;

type Schemas = { [Name in keyof components['schemas']]: Known<components['schemas'][Name]> };

export type Me = Schemas['Me'];
export type MePatch = components['schemas']['MePatch'];
export type Language = Me['user']['language'];
export type Theme = Me['user']['theme'];
export type RoleKey = Me['user']['role'];
export type Workspace = Schemas['Workspace'];
export type Token = Schemas['Token'];
export type NewToken = components['schemas']['NewToken'];
export type User = Schemas['User'];
export type NewUser = components['schemas']['NewUser'];
export type UserPatch = components['schemas']['UserPatch'];
export type AuditEntry = Schemas['AuditRecord'];

export type Overview = Schemas['Overview'];
export type Ledger = Schemas['Balance'];

export type Identifier = Schemas['Identifier'];
export type ProfileRow = Schemas['ProfileRow'];
export type Column = Schemas['ProfileColumn'];
export type ColumnType = Column['type'];
export type Profile = Schemas['Profile'];
export type Provenance = Schemas['Provenance'];
export type Consent = Schemas['Consent'];
export type NewConsent = components['schemas']['NewConsent'];
export type TimelineEvent = Schemas['TimelineItem'];
export type IdentityEntry = Schemas['IdentityItem'];
export type IdentityKind = IdentityEntry['kind'];

export type Source = Schemas['Source'];
export type NewSource = components['schemas']['NewSource'];
export type SourcePatch = components['schemas']['SourcePatch'];
export type SourceLedger = Schemas['Ledger'];
export type Quarantined = Schemas['QuarantineRow'];
export type QuarantineReason = Schemas['QuarantineReason'];
export type Replay = components['schemas']['Replay'];
export type StreamEvent = Schemas['StreamItem'];

export type ImportRun = Schemas['Import'];
export type ImportKind = ImportRun['kind'];
export type ImportStatus = ImportRun['status'];
export type Guess = Schemas['Guess'];

export type IdentityRules = Schemas['IdentityRules'];
export type NamespaceRules = Schemas['NamespaceRules'];
export type IdentityPreview = Schemas['IdentityPreview'];
export type PreviewResult = Schemas['PreviewResult'];
export type PreviewIdentifier = Schemas['PreviewIdentifier'];
export type PreviewPerson = Schemas['PreviewPerson'];
export type PreviewReason = Schemas['PreviewReason'];
export type IdentityRulesChange = components['schemas']['IdentityRulesChange'];

export type DictionaryEvent = Schemas['DictionaryEvent'];
export type DictionaryProperty = Schemas['DictionaryProperty'];
export type System = Schemas['System'];

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

/** A condition on a trait, as it stands in the address bar and goes to the server as JSON. */
export interface Filter {
  trait: string;
  op: FilterOp;
  value?: Json;
}

/** What the pages ask before they show something; the server decides. */
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
