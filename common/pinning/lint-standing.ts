/** Advice on whether a set is in force, and until when. A set that has ended protects nobody and looks as if it did. */
import { countDays, daysUntil, soonDays } from './days.ts';
import { expiryOf } from './expiry.ts';
import { placeOf, type LintedSet, type LintFinding } from './lint-finding.ts';

const ending = (set: LintedSet, at: number): LintFinding[] => {
  const { expires, mode } = set.pinSet;
  const expiry = expiryOf(set.pinSet);
  if (expires === null || expiry === null || mode === 'off') return [];
  const place = placeOf(set);
  if (at >= expiry)
    return [
      {
        rule: 'expired-set',
        level: 'error',
        sentence: `It ended on ${expires}: its hosts are not pinned by it any more.`,
        advice: 'Check its pins, then give it a later day, or remove the set.',
        place,
        fix: null,
      },
    ];
  const days = daysUntil(`${expires}T00:00:00Z`, at);
  return days >= soonDays
    ? []
    : [
        {
          rule: 'set-ends-soon',
          level: 'warning',
          sentence: `It ends on ${expires} (00:00 UTC), in ${countDays(days)}; from then on it protects nobody.`,
          advice: 'Ship a version with later pins and a later day before that.',
          place,
          fix: null,
        },
      ];
};

const mode = (set: LintedSet): LintFinding[] => {
  const place = placeOf(set);
  switch (set.pinSet.mode) {
    case 'enforce':
      return [];
    case 'report-only':
      return set.isInForce
        ? [
            {
              rule: 'report-only',
              level: 'warning',
              sentence: 'It only reports: a mismatch is let through.',
              advice: 'Set it to enforce once its reports are good.',
              place,
              fix: null,
            },
          ]
        : [];
    case 'off':
      return [
        {
          rule: 'set-off',
          level: 'info',
          sentence: 'It is off: its hosts are not pinned by it.',
          advice: 'Turn it on, or remove it.',
          place,
          fix: null,
        },
      ];
  }
};

/** Of one set; `at` in epoch milliseconds. */
export const lintStanding = (set: LintedSet, at: number): readonly LintFinding[] => [
  ...ending(set, at),
  ...mode(set),
];
