/**
 * Reads a policy file for advice only: as `parsePolicy`, except that pins may be anything that is text, because saying
 * what is wrong with a pin is what advice is for. Nothing read so may be put in force.
 */
import { dummyPin } from './adopt-pin.ts';
import { success, type Result } from '../result.ts';
import { parsePin } from './pin.ts';
import { parsePolicy } from './parse-policy.ts';
import type { Policy, PolicyProblem } from './policy.ts';

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isUnreadablePin = (pin: unknown): boolean => typeof pin === 'string' && !parsePin(pin).ok;

/** A stand-in for each unreadable pin, so that everything else is checked as ever. */
const withStandIns = (value: unknown): unknown => {
  if (!isObject(value) || !Array.isArray(value.pinSets)) return value;
  const pinSets = (value.pinSets as readonly unknown[]).map((set) =>
    isObject(set) && Array.isArray(set.pins)
      ? {
          ...set,
          pins: (set.pins as readonly unknown[]).map((pin) => (isUnreadablePin(pin) ? dummyPin : pin)),
        }
      : set,
  );
  return { ...value, pinSets };
};

/** From the file's own shape (what `JSON.parse` gives). Problems other than those of pins, as `parsePolicy` tells them. */
export const parsePolicyForLint = (value: unknown): Result<Policy, readonly PolicyProblem[]> => {
  const parsed = parsePolicy(withStandIns(value));
  if (!parsed.ok) return parsed;
  const written = (value as { readonly pinSets: readonly { readonly pins: readonly string[] }[] }).pinSets;
  return success({
    ...parsed.value,
    pinSets: parsed.value.pinSets.map((set, index) => ({ ...set, pins: written[index]?.pins ?? set.pins })),
  });
};
