/**
 * Which certificate of a chain to pin: what each choice lets through and what breaks it, side by side, and one of them
 * recommended with a backup. A key that is renewed by machine within weeks changes too often to be pinned; a pin higher up
 * outlives it, at the price of everybody whom that authority issues to. A pin is of a key, so a cross-signed
 * certificate of the same key has the same pin; what a cross-signature changes is which root the path ends in.
 */
import type { CertificateFacts } from './certificate.ts';
import { commonNameOf } from './common-name.ts';
import { sharesKey } from './describe-pin-choice.ts';
import { countDays, daysUntil, endingInWords } from './days.ts';
import { endsInRoot, placeInChain, type ChainPlace } from './next-chain.ts';

export type ChoiceOutcome = 'holds' | 'breaks' | 'depends';

export interface PinTrade {
  readonly index: number;
  readonly place: ChainPlace;
  readonly name: string;
  readonly pin: string;
  /** For people: `EC P-256`. */
  readonly key: string;
  /** `ends in 61 days (2027-01-24)` */
  readonly ending: string;
  /** Whose certificates pass with this pin. */
  readonly passes: string;
  readonly events: readonly {
    readonly event: string;
    readonly outcome: ChoiceOutcome;
    readonly words: string;
  }[];
}

export interface PinRecommendation {
  /** Place in the chain. */
  readonly index: number;
  readonly sentence: string;
  readonly backup: string;
  /** For whom it is another one; null: for nobody. */
  readonly alternative: string | null;
}

export interface PinComparison {
  readonly trades: readonly PinTrade[];
  readonly recommendation: PinRecommendation;
}

type Choosable = Pick<
  CertificateFacts,
  'subject' | 'issuer' | 'notBefore' | 'notAfter' | 'spkiSha256' | 'certSha256' | 'key' | 'isSelfIssued'
>;

/** Public CAs issue for at most this long to servers that renew by machine; longer ones are mostly renewed by hand. */
const machineRenewedDays = 100;

const passesWith = (chain: readonly Choosable[], index: number): string => {
  const certificate = chain[index];
  const name = commonNameOf(certificate?.subject ?? '');
  switch (placeInChain(chain, index)) {
    case 'leaf': {
      const sharing = certificate === undefined ? null : sharesKey(certificate, chain.slice(1));
      return sharing === null
        ? 'Nobody else: only who holds this key.'
        : `Every certificate that ${commonNameOf(sharing.subject)} issues for the host: it has this key too.`;
    }
    case 'intermediate':
      return `Every certificate that ${name} issues for the host.`;
    case 'root':
      return `Every certificate for the host from any intermediate under ${name}.`;
  }
};

const outcomes: Readonly<Record<ChainPlace, readonly (readonly [ChoiceOutcome, string])[]>> = {
  leaf: [
    ['breaks', 'breaks'],
    ['depends', 'holds if the key is kept'],
    ['depends', 'holds if the key is kept'],
    ['holds', 'holds'],
  ],
  intermediate: [
    ['holds', 'holds'],
    ['breaks', 'breaks'],
    ['breaks', 'breaks'],
    ['holds', 'holds: same key'],
  ],
  root: [
    ['holds', 'holds'],
    ['holds', 'holds'],
    ['breaks', 'breaks'],
    ['depends', 'breaks where a device ends its path in the other root'],
  ],
};

export const choiceEvents = [
  'Renewal with a new key',
  'Another intermediate',
  'Another CA',
  'A cross-signed path',
] as const;

const tradeOf = (chain: readonly Choosable[], index: number, at: number): readonly PinTrade[] => {
  const certificate = chain[index];
  if (certificate === undefined) return [];
  const place = placeInChain(chain, index);
  return [
    {
      index,
      place,
      name: commonNameOf(certificate.subject),
      pin: certificate.spkiSha256,
      key: certificate.key,
      ending: endingInWords(certificate.notAfter, at),
      passes: passesWith(chain, index),
      events: choiceEvents.flatMap((event, number) => {
        const [outcome, words] = outcomes[place][number] ?? ['depends', ''];
        return [{ event, outcome, words }];
      }),
    },
  ];
};

const spareKey = 'Backup: generate a spare key now, keep it offline, and pin it too.';

const recommend = (chain: readonly Choosable[], leaf: Choosable, at: number): PinRecommendation => {
  if (chain.length === 1)
    return {
      index: 0,
      sentence: leaf.isSelfIssued
        ? 'Pin its key: the certificate vouches for itself, and there is nothing above it.'
        : 'Pin its key: nothing above it is in this chain.',
      backup: spareKey,
      alternative: null,
    };
  const sharing = sharesKey(leaf, chain.slice(1));
  if (sharing !== null)
    return {
      index: 0,
      sentence: `No choice keeps others out: the leaf has the key of ${commonNameOf(sharing.subject)}, which issued it. Give the server a key of its own first.`,
      backup: spareKey,
      alternative: null,
    };
  const lifetime = daysUntil(leaf.notAfter, Date.parse(leaf.notBefore));
  const top = chain.length - 1;
  const topName = commonNameOf(chain[top]?.subject ?? '');
  const topIsRoot = endsInRoot(chain);
  const above = topIsRoot
    ? `the root ${topName}`
    : `${topName}, the highest in this chain (its root is not in it)`;
  if (lifetime <= machineRenewedDays)
    return {
      index: top,
      sentence: `Pin ${above}. The leaf lives ${countDays(lifetime)} in all (${countDays(Math.max(0, daysUntil(leaf.notAfter, at)))} left), so it is renewed by machine, and mostly with a new key: a pin on it would break within that time.`,
      backup: 'Backup: the root of a second CA you could move to.',
      alternative:
        'If you run the server and can have renewals keep the key (certbot: --reuse-key), pin the leaf and a spare key instead: then nobody else passes.',
    };
  return {
    index: 0,
    sentence: `Pin the leaf’s key and keep it at the renewal (${endingInWords(leaf.notAfter, at)}): then nobody else passes, not even with a certificate of ${commonNameOf(leaf.issuer)}.`,
    backup: spareKey,
    alternative: `If you do not run the server, so that nobody promises you the key, pin ${above} instead, with the root of a second CA as backup.`,
  };
};

/** Null for an empty chain. `chain` as validated, leaf first; `at` in epoch milliseconds. */
export const comparePinChoices = (chain: readonly Choosable[], at: number): PinComparison | null => {
  const [leaf] = chain;
  if (leaf === undefined) return null;
  return {
    trades: [...chain.keys()].flatMap((index) => tradeOf(chain, index, at)),
    recommendation: recommend(chain, leaf, at),
  };
};
