/**
 * What TrustKit for Android (TrustKitConfigurationParser.java, DomainPinningPolicy.java) asks of the file beyond Android
 * itself. On Android 7 and later the system checks the pins and TrustKit only decides whether a mismatch in connections
 * made through it is thrown (`enforcePinning="true"`) or reported; without the attribute it is reported.
 */
import { canonicalHost, isAddress } from '../../../common/pinning/host-pattern.ts';
import type { PolicyProblem } from '../../../common/pinning/policy.ts';
import type { DomainConfig } from './network-security-config.ts';

/** What makes TrustKit stop the app when it starts. */
export const trustKitProblems = (configs: readonly DomainConfig[]): readonly PolicyProblem[] => {
  const problems: PolicyProblem[] = [];
  if (configs.length === 0) {
    problems.push({
      path: 'the file',
      found: 'no <domain-config>',
      expected: 'at least one: TrustKit stops the app',
    });
  }
  for (const { domains, pinSet, enforcePinning, element } of configs) {
    const count = pinSet?.pins.length ?? 0;
    const wanted = enforcePinning === true ? 2 : 1;
    if (count < wanted) {
      const expected = `at least ${wanted === 2 ? 'two (one of them a backup)' : 'one'}: TrustKit stops the app with fewer`;
      problems.push({ path: element.place, found: `${count} pins`, expected });
    }
    const last = domains.at(-1)?.domain;
    const canonical = last === undefined ? null : canonicalHost(last);
    if (canonical?.ok === true && isAddress(canonical.value)) {
      problems.push({
        path: element.place,
        found: canonical.value,
        expected: 'a domain name: TrustKit takes no address',
      });
    }
  }
  return problems;
};

export const trustKitNotes = (configs: readonly DomainConfig[]): readonly string[] => {
  const notes: string[] = [];
  if (configs.some(({ enforcePinning }) => enforcePinning !== true)) {
    notes.push(
      'Without enforcePinning="true" TrustKit only reports, but only for connections made through it: Android itself enforces the same pins for all others.',
    );
  }
  if (configs.some(({ domains }) => domains.length > 1)) {
    notes.push('Of several names in one <domain-config> TrustKit keeps the last; Android reads them all.');
  }
  return notes;
};
