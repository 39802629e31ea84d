import { notifications } from '@mantine/notifications';
import { useMemo, useState, type ReactElement } from 'react';
import { toCalendar } from '../../common/calendar.ts';
import { compilePolicy } from '../../common/pinning/compile-policy.ts';
import { dueDates } from '../../common/pinning/due-dates.ts';
import type { SeenCertificate } from '../../common/pinning/seen-chain.ts';
import { useAppState } from '../app-state.ts';
import { call } from '../bridge.ts';
import { tellError } from '../errors-told.ts';
import { useCertificatesSeen, useSeenChains } from '../ui/use-certificates-seen.ts';
import { useMinute } from '../ui/use-minute.ts';
import { judgeRenewals } from './judge-renewals.ts';
import type { NextChoice } from './next-choice.ts';
import { NextInput } from './next-input.tsx';
import { RenewalResults } from './renewal-results.tsx';
import classes from './renewal-view.module.css';
import { TimelineSection } from './timeline-section.tsx';

const nothing: readonly SeenCertificate[] = [];

/** What the next certificate will do to the pins, before it is deployed; and when everything ends. */
export const RenewalView = ({ isShown }: { readonly isShown: boolean }): ReactElement => {
  const { policy } = useAppState().policy;
  const now = useMinute();
  const seen = useCertificatesSeen(isShown);
  const chains = useSeenChains(seen);
  const [choice, setChoice] = useState<NextChoice>({ kind: 'plan', plan: 'new-key', keepsKey: false });
  const compiled = useMemo(() => compilePolicy(policy), [policy]);
  const renewals = useMemo(
    () => judgeRenewals(compiled, chains, choice, now),
    [compiled, chains, choice, now],
  );
  const material = choice.kind === 'file' ? (choice.given?.material ?? null) : null;
  const next = material?.kind === 'chain' ? material.certificates : nothing;

  const saveCalendar = async (): Promise<void> => {
    const dates = dueDates(policy, chains, now);
    const saved = await call('calendar.save', { text: toCalendar(dates, now) });
    if (saved.ok && saved.value === null) return;
    if (!saved.ok) {
      tellError({ title: saved.error.message, message: saved.error.advice });
      return;
    }
    notifications.show({
      color: 'green',
      title: `${dates.length} ${dates.length === 1 ? 'date' : 'dates'} saved`,
      message: `${saved.value ?? ''}: open it in your calendar. Saved again later, it moves the entries it made.`,
    });
  };

  return (
    <div className={classes.view}>
      <div className={classes.title}>
        <h1>Renewal</h1>
        <p className={classes.hint}>
          What the next certificate does to the pins, before it is deployed. Today’s chains are those seen in
          Connections.
        </p>
      </div>
      <NextInput choice={choice} onChoose={setChoice} />
      <RenewalResults renewals={renewals} isWaiting={choice.kind === 'file' && choice.given === null} />
      <TimelineSection
        policy={policy}
        seen={seen}
        next={next}
        now={now}
        onSaveCalendar={() => void saveCalendar()}
      />
    </div>
  );
};
