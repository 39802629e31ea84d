/**
 * A pin of a key that an interceptor showed: it protects from everybody but the man in the middle. The fix refuses more than
 * before, never less: the only pin of a set gives way to a dummy, because without any the set would be gone.
 */
import { dummyPin } from './adopt-pin.ts';
import { placeOf, type LintedSet, type LintFinding } from './lint-finding.ts';
import { comparedHash } from './match-pin.ts';

/** Hashes of keys and certificates that only interceptors showed, with the name of the one that did. */
export type InterceptorKeys = ReadonlyMap<string, string>;

export const lintInterceptor = (set: LintedSet, keys: InterceptorKeys): readonly LintFinding[] => {
  const { pattern, pins } = set.pinSet;
  return [...new Set(pins)].flatMap((pin): LintFinding[] => {
    const name = keys.get(comparedHash(pin));
    if (name === undefined) return [];
    const at = { pattern, setIndex: set.index, pin };
    return [
      {
        rule: 'interceptor-pin',
        level: 'error',
        sentence: `This is the key of an interceptor’s certificate: ${name} showed it. Whoever holds that key passes as the host, and reads everything.`,
        advice: 'Remove it, and pin the server’s own key, seen without an interceptor in between.',
        place: placeOf(set, pin),
        fix:
          pins.length > 1
            ? { kind: 'remove-pin', label: 'Remove this pin', ...at }
            : { kind: 'replace-pin', label: 'Put a dummy pin in its place', by: dummyPin, ...at },
      },
    ];
  });
};
