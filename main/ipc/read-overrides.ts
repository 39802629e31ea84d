/** Name overrides as the window and the command line give them, in curl's form. */
import type { Failure } from '../../common/ipc/state.ts';
import { type NameOverride, nameOverrideText, parseNameOverride } from '../../common/name-override.ts';
import { type Result, failure, success } from '../../common/result.ts';

/** All or none. Expected failure: `bad-override`. */
export const readOverrides = (texts: readonly string[]): Result<NameOverride[], Failure> => {
  const overrides: NameOverride[] = [];
  for (const text of texts) {
    const override = parseNameOverride(text);
    if (!override.ok) return failure({ code: 'bad-override', message: override.error, advice: '' });
    const { toHost, toPort } = override.value;
    if (toHost === '' && toPort === null)
      return failure({
        code: 'bad-override',
        message: `${nameOverrideText(override.value)} changes nothing.`,
        advice: 'Say to which address or port it goes.',
      });
    overrides.push(override.value);
  }
  return success(overrides);
};

/** `--connect-to`, several with commas between; one that cannot be read is left out and told. */
export const overridesOfSwitch = (
  value: string,
  onProblem: (sentence: string) => void,
): readonly NameOverride[] =>
  value.split(',').flatMap((text) => {
    if (text.trim() === '') return [];
    const override = parseNameOverride(text.trim());
    if (!override.ok) onProblem(`--connect-to ${override.error}`);
    return override.ok ? [override.value] : [];
  });
