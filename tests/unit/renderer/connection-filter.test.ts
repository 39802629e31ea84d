import { expect, test } from 'vitest';
import {
  everything,
  isFiltering,
  matchesFilter,
  toggleVerdict,
} from '../../../renderer/connections/connection-filter.ts';
import { sampleRow } from './sample-row.ts';

test('a host filter is a part of the name, in any case and with spaces around', () => {
  const row = sampleRow(1);
  expect([' API.', 'example', 'shop'].map((host) => matchesFilter(row, { host, verdicts: [] }))).toEqual([
    true,
    true,
    false,
  ]);
});

test('of several verdicts any is enough, and the host has to match as well', () => {
  const row = sampleRow(1, { verdict: 'mismatch' });
  expect(matchesFilter(row, { host: '', verdicts: ['pinned', 'mismatch'] })).toBe(true);
  expect(matchesFilter(row, { host: 'shop', verdicts: ['mismatch'] })).toBe(false);
  expect(matchesFilter(row, { host: '', verdicts: ['pinned'] })).toBe(false);
});

test('a verdict is chosen and let go by the same press', () => {
  const chosen = toggleVerdict(everything, 'untrusted');
  expect(chosen.verdicts).toEqual(['untrusted']);
  expect(toggleVerdict(chosen, 'untrusted')).toEqual(everything);
});

test('spaces alone filter nothing', () => {
  expect([everything, { host: '  ', verdicts: [] }, { host: 'a', verdicts: [] }].map(isFiltering)).toEqual([
    false,
    false,
    true,
  ]);
});
