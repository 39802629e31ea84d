import { describe, expect, it } from 'vitest';
import { decide } from '../../../common/pinning/decide.ts';
import type { Action, Mode, Verdict } from '../../../common/pinning/verdict.ts';

const table: readonly (readonly [Verdict, Mode, 'allow' | 'refuse', Action])[] = [
  ['pinned', 'enforce', 'refuse', 'allowed'],
  ['pinned', 'report-only', 'refuse', 'allowed'],
  ['mismatch', 'enforce', 'allow', 'blocked'],
  ['mismatch', 'report-only', 'refuse', 'allowed'],
  ['mismatch', 'off', 'allow', 'blocked'],
  ['cleartext', 'enforce', 'allow', 'blocked'],
  ['cleartext', 'report-only', 'refuse', 'allowed'],
  ['unpinned', 'off', 'allow', 'allowed'],
  ['unpinned', 'off', 'refuse', 'blocked'],
  ['untrusted', 'off', 'allow', 'blocked'],
  ['untrusted', 'report-only', 'allow', 'blocked'],
  ['untrusted', 'enforce', 'allow', 'blocked'],
  ['undecided', 'off', 'allow', 'blocked'],
  ['undecided', 'report-only', 'allow', 'blocked'],
];

describe('decide', () => {
  it.each(table)('%s in mode %s, where unpinned hosts are %s: %s', (verdict, mode, unpinnedHosts, action) => {
    expect(decide({ verdict, mode }, { unpinnedHosts })).toBe(action);
  });
});
