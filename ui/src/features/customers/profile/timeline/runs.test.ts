import { expect, test } from 'vitest';
import type { TimelineEvent } from '@/api/types';
import { runs } from './runs';

const event = (id: string, name: string, type: string): TimelineEvent => ({
  id,
  name,
  type,
  timestamp: '2026-11-21T10:00:00Z',
  received_at: '2026-11-21T10:00:00Z',
  source: 'shop',
  properties: {},
  context: {},
  session_id: null,
  value: null,
  currency: null,
  changes: [],
  violation: null,
});

test('identifications one after another are one line, and everything else keeps its own', () => {
  const told = [
    event('1', 'Identified', 'identify'),
    event('2', 'Identified', 'identify'),
    event('3', 'Product Viewed', 'track'),
    event('4', 'Product Viewed', 'track'),
    event('5', 'Identified', 'identify'),
  ];
  expect(runs(told).map((run) => run.map(({ id }) => id))).toEqual([['1', '2'], ['3'], ['4'], ['5']]);
});
