/** Advice for people: a block for each pin set, the worst first in it, each with what to do. */
import type { LintFinding, LintLevel } from '../../common/pinning/lint-finding.ts';
import type { LintCounts } from '../../common/pinning/lint-policy.ts';
import { harmless } from './harmless.ts';
import { type Paint } from './paint.ts';

const levelWidth = 'warning'.length;

const nameOf = (level: LintLevel): string => (level === 'info' ? 'note' : level);

const painted = (level: LintLevel, paint: Paint): string => {
  const name = nameOf(level).padEnd(levelWidth);
  if (level === 'error') return paint.bad(name);
  return level === 'warning' ? paint.doubtful(name) : paint.faint(name);
};

const plural = (count: number, level: LintLevel): string =>
  `${count} ${nameOf(level)}${count === 1 ? '' : 's'}`;

export const countsInWords = (counts: LintCounts): string => {
  const parts = (['error', 'warning', 'info'] as const).flatMap((level) =>
    counts[level] === 0 ? [] : [plural(counts[level], level)],
  );
  return parts.length === 0 ? 'nothing to say' : parts.join(', ');
};

const heading = ({ place }: LintFinding): string =>
  place.setIndex === null ? 'Hosts seen' : `pinSets[${place.setIndex}]  ${harmless(place.pattern ?? '')}`;

const indent = ' '.repeat(levelWidth + 4);

/** `name`: of the file. */
export const lintWords = (
  name: string,
  findings: readonly LintFinding[],
  counts: LintCounts,
  paint: Paint,
): string => {
  const lines = [`${paint.bold(harmless(name))}: ${countsInWords(counts)}\n`];
  let last: string | null = null;
  for (const finding of findings) {
    const title = heading(finding);
    if (title !== last) lines.push(`\n${paint.bold(title)}\n`);
    last = title;
    const { level, sentence, advice, rule, place } = finding;
    lines.push(
      `  ${painted(level, paint)}  ${harmless(sentence)} ${paint.faint(`[${rule}]`)}\n`,
      place.pin === null ? '' : `${indent}${harmless(place.pin)}\n`,
      `${indent}${harmless(advice)}\n`,
    );
  }
  return lines.join('');
};
