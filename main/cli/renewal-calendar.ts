/** A renewal as calendar entries: when it is due and what it does then, and when the pins and certificates around it end. */
import { toCalendar, type CalendarEntry } from '../../common/calendar.ts';
import { dueDatesOfHosts } from '../../common/pinning/due-dates.ts';
import type { Policy } from '../../common/pinning/policy.ts';
import type { HostRenewal } from '../../common/pinning/renewal.ts';
import type { SeenCertificate, SeenChain } from '../../common/pinning/seen-chain.ts';

export interface AnsweredRenewal {
  readonly answer: HostRenewal;
  /** As validated now, leaf first; empty: not known. */
  readonly today: readonly SeenCertificate[];
}

const outcomeSummary: Readonly<Record<HostRenewal['outcome'], string>> = {
  holds: 'its pins hold',
  breaks: 'its pins break',
  'cannot-tell': 'nobody can tell yet whether its pins hold',
  unpinned: 'it is not pinned',
};

const renewalEntry = ({ answer, today }: AnsweredRenewal, next: SeenCertificate | null): CalendarEntry[] => {
  const [leaf] = today;
  // The day by which it has to be done; without it, the day from which it can be.
  const day = leaf?.notAfter ?? next?.notBefore;
  if (day === undefined) return [];
  const { host, outcome, sentence, advice, sets } = answer;
  return [
    {
      uid: `renewal ${host}@pinspect`,
      day: day.slice(0, 10),
      summary: `Renew ${host}: ${outcomeSummary[outcome]}`,
      description: [sentence, advice, ...sets.map((set) => `${set.pattern}: ${set.sentence}`)].join('\n'),
      remindDaysBefore: outcome === 'holds' ? [14] : [60, 30, 14],
    },
  ];
};

/** `next`: what is about to be deployed, where it is a certificate. `at` in epoch milliseconds. */
export const renewalCalendar = (
  policy: Policy,
  renewals: readonly AnsweredRenewal[],
  next: readonly SeenCertificate[],
  at: number,
): string => {
  const hosts = renewals.map(({ answer }) => answer.host);
  const chains: readonly SeenChain[] = [
    ...renewals.flatMap(({ answer, today }) =>
      today.length === 0 ? [] : [{ hosts: [answer.host], certificates: today, lastSeenAt: null }],
    ),
  ];
  const coming = next.length === 0 ? [] : [{ hosts, certificates: next, lastSeenAt: null }];
  const dates = new Map(
    [...dueDatesOfHosts(policy, chains, hosts, at), ...dueDatesOfHosts(policy, coming, hosts, at)].map(
      (date) => [date.uid, date],
    ),
  );
  return toCalendar(
    [...renewals.flatMap((renewal) => renewalEntry(renewal, next[0] ?? null)), ...dates.values()],
    at,
  );
};
