import type { NameOverride } from '../../../common/name-override.ts';
import { parseNameOverride } from '../../../common/name-override.ts';
import { type Result, failure } from '../../../common/result.ts';

/** The value of `--connect-to`; the error is a sentence. */
export const parseConnectTo = (text: string): Result<NameOverride, string> => {
  const override = parseNameOverride(text);
  return override.ok ? override : failure(`--connect-to ${override.error}`);
};
