import { Autocomplete, Button, Radio, Textarea, TextInput } from '@mantine/core';
import { useEffect, useState, type ReactElement } from 'react';
import type { Failure } from '../../common/ipc/state.ts';
import type { CertificateFacts } from '../../common/pinning/certificate.ts';
import { success } from '../../common/result.ts';
import { call } from '../bridge.ts';
import { useKeptText } from '../drafts.ts';
import { describeValidity } from '../ui/format-date.ts';
import { FailureNote } from '../ui/failure-note.tsx';
import { useMinute } from '../ui/use-minute.ts';
import { AuthorityFacts } from './authority-facts.tsx';
import classes from './settings-view.module.css';
import { dayAfter, readTrustDay, trustDays, wordDay } from './trust-day.ts';
import { useAction } from './use-action.ts';

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
  const until = isDated ? readTrustDay(day, now) : success(null);

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
  const trust = (certificate: CertificateFacts, end: number | null): void => {
    action.run(async () => {
      const added = await call('trust.add', { pem: certificate.pem, hostPatterns, until: end });
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
        if (shown.kind === 'read' && until.ok) trust(shown.certificate, until.value);
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
          <Autocomplete
            aria-label="Last day of the trust"
            // Above, so that what is wrong stands below it.
            comboboxProps={{ position: 'top-start' }}
            className={classes.day ?? ''}
            placeholder="YYYY-MM-DD"
            spellCheck={false}
            disabled={!isDated}
            data={[...trustDays(now)]}
            filter={({ options }) => options}
            renderOption={({ option }) => `${option.value} ${wordDay(option.value, now)}`}
            value={day}
            error={until.ok ? null : until.error}
            onChange={setDay}
          />
        </div>
      </Radio.Group>
      <div className={classes.buttons}>
        <Button type="submit" disabled={shown.kind !== 'read' || !until.ok} loading={action.isBusy}>
          Trust this CA
        </Button>
      </div>
      {action.failure !== null && <FailureNote failure={action.failure} />}
    </form>
  );
};
