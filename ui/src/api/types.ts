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
export type WorkspacePatch = components['schemas']['WorkspacePatch'];
export type Token = Schemas['Token'];
export type NewToken = components['schemas']['NewToken'];
export type User = Schemas['User'];
export type NewUser = components['schemas']['NewUser'];
export type UserPatch = components['schemas']['UserPatch'];
export type AuditEntry = Schemas['AuditRecord'];
export type Invitation = Schemas['Invitation'];
export type InvitationLink = Schemas['InvitationWithLink'];
export type NewInvitation = components['schemas']['NewInvitation'];
export type Acceptance = components['schemas']['Acceptance'];
export type SecondFactor = Schemas['SecondFactor'];
export type Enrolment = Schemas['Enrolment'];
export type SignedIn = Schemas['Session'];

export type Goal = Schemas['Goal'];
export type Metric = Goal['metric'];
export type Unit = Goal['unit'];
export type NewGoal = components['schemas']['NewGoal'];
export type GoalPatch = components['schemas']['GoalPatch'];
export type InventoryItem = Schemas['InventoryItem'];
export type NewSystem = components['schemas']['NewSystem'];
export type SystemPatch = components['schemas']['SystemPatch'];
export type Setup = Schemas['Setup'];

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
export type SourceKind = Schemas['SourceKind'];
export type SourceLedger = Schemas['Ledger'];
export type Quarantined = Schemas['QuarantineRow'];
export type QuarantineReason = Schemas['QuarantineReason'];
export type QuarantinePick = components['schemas']['QuarantinePick'];
export type QuarantineStatus = Quarantined['status'];
export type StreamEvent = Schemas['StreamItem'];
export type WholeEvent = Schemas['StreamEvent'];

export type ImportRun = Schemas['Import'];
export type ImportKind = ImportRun['kind'];
export type ImportStatus = ImportRun['status'];
export type Guess = Schemas['Guess'];
export type ImportEffect = Schemas['Effect'];
export type ImportPreview = Schemas['ImportPreview'];
export type PreviewColumn = Schemas['PreviewedColumn'];
export type PreviewedIdentifier = Schemas['PreviewedIdentifier'];
export type Catalogue = Schemas['Catalogue'];
export type CleaningRule = Schemas['CleaningRule'];
export type RuleSetting = Schemas['RuleSetting'];
export type Upload = Schemas['Upload'];
export type UploadDraft = components['schemas']['UploadPatch'];
export type Connection = Schemas['Connection'];
export type ConnectorKind = Schemas['ConnectorKind'];
export type FormField = Schemas['FormField'];
export type Recipe = Schemas['Recipe'];
export type RecipeRun = Schemas['RecipeRun'];
export type NewRecipe = components['schemas']['NewRecipe'];
export type RecipePatch = components['schemas']['RecipePatch'];
export type ProductChange = Schemas['ProductChange'];

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
export type DictionaryEventPage = Schemas['DictionaryEventPage'];
export type EventStatus = DictionaryEvent['status'];
export type EventPatch = components['schemas']['EventPatch'];
export type PropertyPatch = components['schemas']['PropertyPatch'];
export type EventSchema = components['schemas']['EventSchema'];
export type SchemaProperty = components['schemas']['SchemaProperty'];
export type Breach = Schemas['Breach'];
export type VolumePoint = Schemas['VolumePoint'];
export type ArrivalRules = Schemas['ArrivalRules'];
export type ArrivalRule = components['schemas']['ArrivalRules']['rules'][number];
export type ArrivalChange = Schemas['ArrivalChange'];
export type ArrivalExample = Schemas['ArrivalExample'];
export type RulesPreview = Schemas['RulesPreview'];
export type QualityBoard = Schemas['QualityBoard'];
export type Finding = Schemas['Finding'];
export type Completeness = Schemas['Completeness'];
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
  | 'goals.edit'
  | 'inventory.edit'
  | 'imports.read'
  | 'imports.run'
  | 'connections.edit'
  | 'dictionary.read'
  | 'dictionary.edit'
  | 'dictionary.remove'
  | 'settings.read'
  | 'settings.edit'
  | 'users.read'
  | 'users.edit'
  | 'audit.read'
  | 'system.read';
