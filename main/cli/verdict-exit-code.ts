/** From findings to the exit code of a command that judges connections or chains. */
import type { EvaluationResult } from '../../common/evaluation-result.ts';
import { type ExitCode, exitCodes, worstOf } from './exit-codes.ts';

/** A trial mismatch beside pins that hold counts as one: it would break once it is enforced. */
export const exitCodeOf = (
  { verdict, reportOnly }: Pick<EvaluationResult, 'verdict' | 'reportOnly'>,
  { allowsUnpinned }: { readonly allowsUnpinned: boolean },
): ExitCode => {
  const trial = reportOnly !== null && reportOnly.verdict !== 'pinned' ? exitCodes.mismatch : exitCodes.good;
  switch (verdict) {
    case 'pinned':
      return trial;
    case 'mismatch':
    case 'cleartext':
      return exitCodes.mismatch;
    case 'unpinned':
      return worstOf([trial, allowsUnpinned ? exitCodes.good : exitCodes.unpinned]);
    case 'untrusted':
    case 'undecided':
      return exitCodes.untrusted;
  }
};
