import { describe, expect, test } from 'vitest';
import { type ExitCode, worstOf } from '../../../main/cli/exit-codes.ts';
import { exitCodeOf } from '../../../main/cli/verdict-exit-code.ts';

describe('exit codes', () => {
  test('the worst of several wins, in this order', () => {
    const order: readonly ExitCode[] = [70, 65, 64, 2, 1, 4, 3, 0];
    for (const [index, worst] of order.entries())
      expect(worstOf([...order.slice(index)].reverse()), `${worst}`).toBe(worst);
    expect(worstOf([])).toBe(0);
  });

  test.each([
    ['pinned', 0],
    ['mismatch', 1],
    ['cleartext', 1],
    ['unpinned', 4],
    ['untrusted', 2],
    ['undecided', 2],
  ] as const)('%s is %i', (verdict, code) => {
    expect(exitCodeOf({ verdict, reportOnly: null }, { allowsUnpinned: false })).toBe(code);
  });

  test('unpinned hosts are good only where that is asked for, and nothing else is', () => {
    const of = (verdict: 'unpinned' | 'mismatch' | 'untrusted'): number =>
      exitCodeOf({ verdict, reportOnly: null }, { allowsUnpinned: true });
    expect([of('unpinned'), of('mismatch'), of('untrusted')]).toEqual([0, 1, 2]);
  });

  test('report-only pins that would break count as a mismatch beside pins that hold', () => {
    const trial = (verdict: 'pinned' | 'mismatch'): number =>
      exitCodeOf({ verdict: 'pinned', reportOnly: { verdict, expectedPins: [] } }, { allowsUnpinned: false });
    expect([trial('pinned'), trial('mismatch')]).toEqual([0, 1]);
  });
});
