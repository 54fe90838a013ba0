export const SOURCE_TABS = ['connect', 'live', 'ledger', 'quarantine', 'settings'] as const;
export type SourceTab = (typeof SOURCE_TABS)[number];
