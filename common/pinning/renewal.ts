/**
 * What a renewal would do to the pins of a host, before it happens: per pin set and for the host as a whole. One pin on
 * the next chain is enough (all sets of a host apply together), so it *holds* where one is known to be there; it *breaks*
 * where none can be; and nobody *can tell* where a pin may still turn out to be that of a key not known yet. In doubt it
 * never says that it holds.
 */
import type { CompiledPin, CompiledPinSet, CompiledPolicy } from './compile-policy.ts';
import { evaluate } from './evaluate.ts';
import { canonicalHost } from './host-pattern.ts';
import type { NextChain } from './next-chain.ts';
import { pinFate, type PinFate } from './pin-fate.ts';
import type { SeenCertificate } from './seen-chain.ts';

export type RenewalOutcome = 'holds' | 'breaks' | 'cannot-tell';

export interface SetRenewal {
  readonly setIndex: number;
  readonly pattern: string;
  readonly mode: 'enforce' | 'report-only';
  readonly outcome: RenewalOutcome;
  /** Why, in a sentence or two. */
  readonly sentence: string;
  readonly pins: readonly PinFate[];
  /** A sentence on its end, where that comes before today's certificate ends; else null. */
  readonly endNote: string | null;
}

export interface HostRenewal {
  readonly host: string;
  /** `unpinned`: no set is in force for the host on the day. */
  readonly outcome: RenewalOutcome | 'unpinned';
  readonly sentence: string;
  /** One sentence: what to do. */
  readonly advice: string;
  /** The enforced sets decide; report-only ones only where nothing is enforced. */
  readonly isEnforced: boolean;
  readonly sets: readonly SetRenewal[];
  readonly notInForce: readonly { readonly pattern: string; readonly why: string }[];
  readonly notes: readonly string[];
}

export interface RenewalQuestion {
  readonly policy: CompiledPolicy;
  readonly host: string;
  /** As validated now, leaf first; empty: not known. */
  readonly today: readonly SeenCertificate[];
  /** Null: a plan, and today's chain is not known, so that nothing can be said. */
  readonly next: NextChain | null;
  /** Epoch milliseconds. */
  readonly at: number;
}

const outcomeOf = (fates: readonly PinFate[]): RenewalOutcome => {
  if (fates.some(({ fate }) => fate === 'holds')) return 'holds';
  return fates.some(({ fate }) => fate === 'open') ? 'cannot-tell' : 'breaks';
};

const thePin = (count: number): string => (count === 1 ? 'its only pin' : 'one pin');

const distinctClauses = (fates: readonly PinFate[], fate: PinFate['fate']): string =>
  [...new Set(fates.filter((one) => one.fate === fate).map(({ clause }) => clause))].join('; one ');

const setSentence = (outcome: RenewalOutcome, fates: readonly PinFate[]): string => {
  const count = fates.length;
  switch (outcome) {
    case 'holds':
      return `Holds: ${thePin(count)} ${distinctClauses(fates, 'holds')}.`;
    case 'cannot-tell':
      return `Cannot tell: ${thePin(count)} ${distinctClauses(fates, 'open')}. Otherwise it breaks.`;
    case 'breaks': {
      const reasons = [distinctClauses(fates, 'gone'), distinctClauses(fates, 'absent')].filter(
        (text) => text !== '',
      );
      return count === 1
        ? `Breaks: its only pin ${reasons.join('; ')}.`
        : `Breaks: none of its ${count} pins will be on the chain; one ${reasons.join('; one ')}.`;
    }
  }
};

const endNoteOf = (set: CompiledPinSet, todayEnds: string | null): string | null => {
  const { expiresAt, pinSet } = set;
  if (expiresAt === null || todayEnds === null || expiresAt > Date.parse(todayEnds)) return null;
  return `It ends on ${pinSet.expires ?? ''}, before today’s certificate does (${todayEnds.slice(0, 10)}): a renewal after that day finds the host without these pins, so nothing breaks and nothing protects.`;
};

const judgeSet = (set: CompiledPinSet, next: NextChain, todayEnds: string | null): SetRenewal => {
  const fates = set.pins.map((pin) => pinFate(pin, next));
  const outcome = next.fault === null ? outcomeOf(fates) : 'breaks';
  return {
    setIndex: set.index,
    pattern: set.pinSet.pattern,
    mode: set.pinSet.mode === 'report-only' ? 'report-only' : 'enforce',
    outcome,
    sentence: next.fault === null ? setSentence(outcome, fates) : `Breaks: ${next.fault}`,
    pins: fates,
    endNote: endNoteOf(set, todayEnds),
  };
};

const nextKeyOf = (next: NextChain): string | null =>
  next.members.find(({ place }) => place === 'leaf')?.spkiSha256 ?? null;

const adviceFor = (outcome: RenewalOutcome, next: NextChain): string => {
  if (outcome === 'holds') return 'Nothing has to change. Keep a backup pin beside it.';
  if (next.fault !== null) return 'Have the certificate issued again before it is deployed.';
  const key = nextKeyOf(next);
  if (outcome === 'breaks')
    return key === null
      ? 'Have the next key made now, ship its pin beside the old ones, and renew once the apps have it.'
      : `Ship the pin of the next key (${key}) beside the old ones, and renew once the apps have it.`;
  return next.open.includes('next-key')
    ? 'Have the next key made from a spare that is pinned already, then ask again with its request.'
    : 'Ask again with the certificate and its chain as soon as the CA has issued them.';
};

const todayNote = (question: RenewalQuestion, at: number): readonly string[] => {
  const { policy, host, today } = question;
  if (today.length === 0) return [];
  const hashes = today.map(({ spkiSha256, spkiSha1 = '', certSha256 }) => ({
    spkiSha256,
    spkiSha1,
    certSha256,
  }));
  return evaluate(policy, host, hashes, at).verdict === 'mismatch'
    ? ['Today’s chain has none of the pins either.']
    : [];
};

const whyNotInForce = (set: CompiledPinSet, day: number): string | null => {
  if (set.pinSet.mode === 'off') return 'off';
  if (set.expiresAt === null || day < set.expiresAt) return null;
  return `ends on ${set.pinSet.expires ?? ''}`;
};

const hostSentence = (host: string, outcome: RenewalOutcome, isEnforced: boolean): string => {
  switch (outcome) {
    case 'holds':
      return `The pins of ${host} hold.`;
    case 'cannot-tell':
      return `Nobody can tell yet whether the pins of ${host} hold.`;
    case 'breaks':
      return isEnforced
        ? `The pins of ${host} break: every connection would be refused.`
        : `The pins of ${host} break: every connection would be reported.`;
  }
};

/** For one host. `host` as the person knows it; a name nobody can read is unpinned and says so. */
export const judgeRenewal = (question: RenewalQuestion): HostRenewal => {
  const { policy, host, today, next, at } = question;
  const canonical = canonicalHost(host);
  const none = { host, sets: [], notInForce: [], notes: [], isEnforced: false } as const;
  if (!canonical.ok)
    return { ...none, outcome: 'cannot-tell', sentence: canonical.error, advice: 'Write the host alone.' };
  const validFrom = next?.validFrom ?? null;
  const day = validFrom === null ? at : Math.max(at, Date.parse(validFrom));
  const judged = policy.setsFor(canonical.value).map((set) => ({ set, why: whyNotInForce(set, day) }));
  const inForce = judged.flatMap(({ set, why }) => (why === null ? [set] : []));
  const notInForce = judged.flatMap(({ set, why }) =>
    why === null ? [] : [{ pattern: set.pinSet.pattern, why }],
  );
  if (inForce.length === 0)
    return {
      ...none,
      notInForce,
      outcome: 'unpinned',
      sentence: `No set is in force for ${host} on the day: nothing can break, and nothing protects it.`,
      advice: 'Pin it, if it should be.',
    };
  const enforced = inForce.filter(({ pinSet }) => pinSet.mode === 'enforce');
  const isEnforced = enforced.length > 0;
  if (next === null)
    return {
      ...none,
      notInForce,
      isEnforced,
      outcome: 'cannot-tell',
      sentence: `No chain of ${host} is known, so nobody can say what a change would take from it.`,
      advice: 'Send it a request once, or give its current chain.',
    };
  const todayEnds = today[0]?.notAfter ?? null;
  const sets = inForce.map((set) => judgeSet(set, next, todayEnds));
  const deciding = isEnforced ? enforced : inForce;
  const pins: readonly CompiledPin[] = deciding.flatMap((set) => set.pins);
  const outcome = next.fault === null ? outcomeOf(pins.map((pin) => pinFate(pin, next))) : 'breaks';
  return {
    host,
    outcome,
    sentence: hostSentence(host, outcome, isEnforced),
    advice: adviceFor(outcome, next),
    isEnforced,
    sets,
    notInForce,
    notes: [...next.notes, ...todayNote(question, at)],
  };
};
