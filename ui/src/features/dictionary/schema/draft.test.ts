import { expect, test } from 'vitest';
import type { EventSchema } from '@/api/types';
import { draftOf, schemaOf } from './draft';

const schema: EventSchema = {
  properties: [
    {
      name: 'total',
      required: true,
      types: ['number'],
      allowed: [],
      pattern: '',
      minimum: 0,
      maximum: null,
    },
    {
      name: 'rating',
      required: false,
      types: ['integer'],
      allowed: [1, 2, 3],
      pattern: '',
      minimum: null,
      maximum: null,
    },
    {
      name: 'currency',
      required: false,
      types: ['string'],
      allowed: ['EUR', '1'],
      pattern: '[A-Z]+',
      minimum: null,
      maximum: null,
    },
    {
      name: 'gift',
      required: false,
      types: ['boolean'],
      allowed: [true],
      pattern: '',
      minimum: null,
      maximum: null,
    },
  ],
  unknown: false,
  on_violation: 'quarantine',
};

test('a schema that nobody changed in the form is saved as it was', () => {
  expect(schemaOf(draftOf(schema))).toEqual(schema);
});

test('nothing expected yet is an empty form that accepts and flags', () => {
  expect(schemaOf(draftOf(null))).toEqual({ properties: [], unknown: true, on_violation: 'flag' });
});
