import { Button, Radio, Textarea, TextInput } from '@mantine/core';
import { useEffect, useState, type ReactElement } from 'react';
import type { Failure } from '../../common/ipc/state.ts';
import type { CertificateFacts } from '../../common/pinning/certificate.ts';
import { call } from '../bridge.ts';
import { useKeptText } from '../drafts.ts';
import { describeValidity, formatDay, startOfToday } from '../ui/format-date.ts';
import { FailureNote } from '../ui/failure-note.tsx';
import { useMinute } from '../ui/use-minute.ts';
import { AuthorityFacts } from './authority-facts.tsx';
import classes from './settings-view.module.css';
import { useAction } from './use-action.ts';

/** The end of today, and of the six days after it: never more than 7 days ahead. */
const mostDaysAhead = 6;

/** The midnight that follows a day such as `2026-12-03`; null: no such day. */
const endOfDay = (day: string): number | null => {
  const parts = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day);
  return parts === null
    ? null
    : new Date(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3]) + 1).getTime();
};

const dayAfter = (at: number, days: number): string => {
  const date = new Date(startOfToday(at));
  date.setDate(date.getDate() + days);
  return formatDay(date.getTime());
};

type Candidate =
  | { readonly kind: 'none' }
  | { readonly kind: 'read'; readonly certificate: CertificateFacts }
  | { readonly kind: 'bad'; readonly failure: Failure };

/** A CA from a file or pasted, looked at before it is trusted; for which hosts, and until when. */
export const TrustForm = (): ReactElement => {
  const now = useMinute();
  const [pem, setPem] = useKeptText('trust.pem', '');
  const [patterns, setPatterns] = useKeptText('trust.hosts', '');
  const [isDated, setDated] = useState(false);
  const [day, setDay] = useState(() => dayAfter(Date.now(), 1));
  const [candidate, setCandidate] = useState<Candidate>({ kind: 'none' });
  const action = useAction();
  const hostPatterns = patterns.split(/[\s,]+/).filter((text) => text !== '');
  const until = isDated ? endOfDay(day) : null;
  const isDay = !isDated || (until !== null && day >= formatDay(now) && day <= dayAfter(now, mostDaysAhead));

  useEffect(() => {
    if (pem.trim() === '') return undefined;
    let isStale = false;
    void call('trust.read', { text: pem }).then((read) => {
      if (isStale) return;
      if (!read.ok) setCandidate({ kind: 'bad', failure: read.error });
      else if (read.value !== null) setCandidate({ kind: 'read', certificate: read.value });
    });
    return () => {
      isStale = true;
    };
  }, [pem]);

  const openFile = (): void => {
    action.run(async () => {
      const read = await call('trust.read', { text: null });
      if (read.ok && read.value !== null) setPem(read.value.pem);
      return read;
    });
  };
  const shown: Candidate = pem.trim() === '' ? { kind: 'none' } : candidate;
  const trust = (certificate: CertificateFacts): void => {
    action.run(async () => {
      const added = await call('trust.add', { pem: certificate.pem, hostPatterns, until });
      if (added.ok) {
        setPem('');
        setPatterns('');
        setCandidate({ kind: 'none' });
      }
      return added;
    });
  };
  return (
    <form
      className={classes.stack}
      aria-label="Trust a CA"
      onSubmit={(event) => {
        event.preventDefault();
        if (shown.kind === 'read' && isDay) trust(shown.certificate);
      }}
    >
      <Textarea
        label="CA certificate"
        placeholder="-----BEGIN CERTIFICATE-----"
        autosize
        minRows={2}
        maxRows={6}
        spellCheck={false}
        classNames={{ input: classes.code ?? '' }}
        value={pem}
        onChange={(event) => {
          setPem(event.currentTarget.value);
        }}
      />
      <div className={classes.buttons}>
        <Button variant="default" onClick={openFile}>
          From a file…
        </Button>
      </div>
      {shown.kind === 'bad' && <FailureNote failure={shown.failure} />}
      {shown.kind === 'read' && (
        <div className={classes.candidate} role="group" aria-label="The CA that would be trusted">
          <strong>{shown.certificate.subject}</strong>
          <p className={classes.quiet}>
            {describeValidity(shown.certificate.notBefore, shown.certificate.notAfter, now).text}. Compare the
            fingerprint with the one its owner gives.
          </p>
          <AuthorityFacts certificate={shown.certificate} />
        </div>
      )}
      <TextInput
        label="Only for these hosts"
        placeholder="**.staging.example.com (empty: every host)"
        spellCheck={false}
        value={patterns}
        onChange={(event) => {
          setPatterns(event.currentTarget.value);
        }}
      />
      <Radio.Group
        label="How long"
        value={isDated ? 'dated' : 'until-quit'}
        onChange={(value) => {
          setDated(value === 'dated');
        }}
      >
        <div className={classes.choices}>
          <Radio value="until-quit" label="Until Pinspect quits" />
          <Radio value="dated" label="Until the end of" />
          <TextInput
            type="date"
            aria-label="Last day of the trust"
            className={classes.day ?? ''}
            disabled={!isDated}
            min={formatDay(now)}
            max={dayAfter(now, mostDaysAhead)}
            value={day}
            error={isDay ? null : `From today to ${dayAfter(now, mostDaysAhead)}: a week at most`}
            onChange={(event) => {
              setDay(event.currentTarget.value);
            }}
          />
        </div>
      </Radio.Group>
      <div className={classes.buttons}>
        <Button type="submit" disabled={shown.kind !== 'read' || !isDay} loading={action.isBusy}>
          Trust this CA
        </Button>
      </div>
      {action.failure !== null && <FailureNote failure={action.failure} />}
    </form>
  );
};
