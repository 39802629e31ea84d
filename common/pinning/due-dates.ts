/**
 * What ends when, as entries of a calendar: pin sets, the certificates that hosts show now, and the certificates to come.
 * A certificate is due before it ends, a pin set before its day; the reminders leave time to ship an app.
 */
import { commonNameOf } from './common-name.ts';
import { compilePolicy } from './compile-policy.ts';
import { expiryOf } from './expiry.ts';
import { placeInChain } from './next-chain.ts';
import { parseHostPattern } from './host-pattern.ts';
import type { Policy } from './policy.ts';
import { isPinOf, type SeenCertificate, type SeenChain } from './seen-chain.ts';

export interface DueDate {
  /** The same for the same thing, whatever its day is by then. */
  readonly uid: string;
  readonly kind: 'pin-set' | 'certificate';
  /** `2027-06-30`, UTC. */
  readonly day: string;
  readonly summary: string;
  readonly description: string;
  readonly remindDaysBefore: readonly number[];
}

/** An app takes weeks to reach most of its users; a certificate is renewed in days. */
const setReminders = [60, 30, 7];
const certificateReminders = [30, 7];

const pinSetDates = (policy: Policy, at: number): readonly DueDate[] => {
  const counts = new Map<string, number>();
  return policy.pinSets.flatMap((set): DueDate[] => {
    const count = (counts.get(set.pattern) ?? 0) + 1;
    counts.set(set.pattern, count);
    const expiry = expiryOf(set);
    if (set.mode === 'off' || set.expires === null || expiry === null || expiry <= at) return [];
    return [
      {
        uid: `pin-set ${set.pattern} ${count}@pinspect`,
        kind: 'pin-set',
        day: set.expires,
        summary: `Pin set ${set.pattern} ends`,
        description: `From 00:00 UTC on its hosts are not pinned by it any more (${set.mode}, ${set.pins.length} ${set.pins.length === 1 ? 'pin' : 'pins'}). Ship later pins and a later day before that.`,
        remindDaysBefore: setReminders,
      },
    ];
  });
};

interface InUse {
  readonly certificate: SeenCertificate;
  readonly place: ReturnType<typeof placeInChain>;
  readonly hosts: Set<string>;
}

/** The certificates of each host's newest chain; a file without times has only such. */
const certificatesInUse = (chains: readonly SeenChain[]): readonly InUse[] => {
  const newest = new Map<string, SeenChain>();
  for (const chain of chains)
    for (const host of chain.hosts) {
      const known = newest.get(host);
      if (known === undefined || (chain.lastSeenAt ?? 0) > (known.lastSeenAt ?? 0)) newest.set(host, chain);
    }
  const inUse = new Map<string, InUse>();
  for (const [host, { certificates }] of newest)
    for (const [index, certificate] of certificates.entries()) {
      const known = inUse.get(certificate.certSha256);
      if (known !== undefined) known.hosts.add(host);
      else
        inUse.set(certificate.certSha256, {
          certificate,
          place: placeInChain(certificates, index),
          hosts: new Set([host]),
        });
    }
  return [...inUse.values()];
};

const listed = (names: Iterable<string>): string => {
  const all = [...names];
  return all.length > 5 ? `${all.slice(0, 5).join(', ')} and ${all.length - 5} more` : all.join(', ');
};

/** Soonest first; what is past is left out. `at` in epoch milliseconds. */
export const dueDates = (policy: Policy, chains: readonly SeenChain[], at: number): readonly DueDate[] => {
  const { sets } = compilePolicy(policy);
  const certificates = certificatesInUse(chains).flatMap(({ certificate, place, hosts }): DueDate[] => {
    if (Date.parse(certificate.notAfter) <= at) return [];
    const name = commonNameOf(certificate.subject);
    const hanging = sets.filter(
      ({ pinSet, pins }) => pinSet.mode !== 'off' && pins.some((pin) => isPinOf(certificate, pin)),
    );
    const pins =
      hanging.length === 0
        ? 'No pin hangs on its key.'
        : `Pinned by ${listed(new Set(hanging.map(({ pinSet }) => pinSet.pattern)))}: a renewal with a new key breaks these pins, unless another one holds.`;
    return [
      {
        uid: `certificate ${certificate.certSha256}@pinspect`,
        kind: 'certificate',
        day: certificate.notAfter.slice(0, 10),
        summary: `Certificate ${name} (${place}) ends`,
        description: `Shown by ${listed(hosts)}. Pin ${certificate.spkiSha256}. ${pins}`,
        remindDaysBefore: certificateReminders,
      },
    ];
  });
  return [...pinSetDates(policy, at), ...certificates].sort((one, other) =>
    one.day < other.day ? -1 : one.day > other.day ? 1 : 0,
  );
};

/** What is about one host: the sets that are for it, and its certificates. */
export const dueDatesOfHosts = (
  policy: Policy,
  chains: readonly SeenChain[],
  hosts: readonly string[],
  at: number,
): readonly DueDate[] => {
  const { setsFor } = compilePolicy(policy);
  const wanted = new Set(hosts.flatMap((host) => setsFor(host).map(({ index }) => index)));
  const own = { ...policy, pinSets: policy.pinSets.filter((_, index) => wanted.has(index)) };
  const shown = chains.filter((chain) =>
    chain.hosts.some((name) => hosts.includes(name) || !parseHostPattern(name).ok),
  );
  return dueDates(own, shown, at);
};
