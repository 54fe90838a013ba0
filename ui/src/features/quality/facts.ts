import type { Finding, Json } from '@/api/types';

/** Somebody whom a finding names. */
export interface Example {
  profile: string;
  name: string;
  value?: string;
}

/** People who are likely one, and by what. */
export interface Group {
  by: string;
  count: number;
  people: Example[];
}

const isRecord = (value: Json | undefined): value is { [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const textFact = (finding: Finding, key: string): string => {
  const value = finding.facts[key];
  return typeof value === 'string' ? value : '';
};

export const numberFact = (finding: Finding, key: string): number => {
  const value = finding.facts[key];
  return typeof value === 'number' ? value : 0;
};

export const listFact = (finding: Finding, key: string): Json[] => {
  const value = finding.facts[key];
  return Array.isArray(value) ? value : [];
};

function exampleOf(value: Json): Example[] {
  if (!isRecord(value) || typeof value.profile !== 'string') return [];
  const { profile, name, value: said } = value;
  return [
    {
      profile,
      name: typeof name === 'string' ? name : '',
      ...(typeof said === 'string' ? { value: said } : {}),
    },
  ];
}

/** Which properties are not as expected, and in which way. */
export const brokenOf = (finding: Finding): { property: string; broken: string }[] =>
  listFact(finding, 'properties').flatMap((value) =>
    isRecord(value) && typeof value.property === 'string' && typeof value.broken === 'string'
      ? [{ property: value.property, broken: value.broken }]
      : [],
  );

export const examplesOf = (finding: Finding): Example[] => listFact(finding, 'examples').flatMap(exampleOf);

export const groupsOf = (finding: Finding): Group[] =>
  listFact(finding, 'examples').flatMap((value) => {
    if (!isRecord(value) || !Array.isArray(value.people)) return [];
    const people = value.people.flatMap(exampleOf);
    const count = typeof value.count === 'number' ? value.count : people.length;
    return [{ by: typeof value.by === 'string' ? value.by : '', count, people }];
  });
