import { styleText } from 'node:util';
import type { Verdict } from '../../common/pinning/verdict.ts';
import type { TextOutput } from './command.ts';

export interface Paint {
  readonly bold: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly doubtful: (text: string) => string;
}

/** Colours for a terminal that wants them, and the bare text for everything else. */
export const paintFor = ({ hasColour }: Pick<TextOutput, 'hasColour'>): Paint => {
  const style =
    (format: Parameters<typeof styleText>[0]) =>
    (text: string): string =>
      hasColour ? styleText(format, text, { validateStream: false }) : text;
  return {
    bold: style('bold'),
    faint: style('dim'),
    good: style('green'),
    bad: style('red'),
    doubtful: style('yellow'),
  };
};

export const paintVerdict = (verdict: Verdict, paint: Paint): string => {
  switch (verdict) {
    case 'pinned':
      return paint.good(verdict);
    case 'unpinned':
      return paint.doubtful(verdict);
    case 'mismatch':
    case 'cleartext':
    case 'untrusted':
    case 'undecided':
      return paint.bad(verdict);
  }
};
