import { Button, Textarea, TextInput } from '@mantine/core';
import { useState, type ReactElement } from 'react';
import { useAppState } from '../app-state.ts';
import { call } from '../bridge.ts';
import { FailureNote } from '../ui/failure-note.tsx';
import classes from './settings-view.module.css';
import { useAction } from './use-action.ts';

/** Certificates trusted for this run only, each for some hosts or for all. */
export const TrustCard = (): ReactElement => {
  const { trustedForRun } = useAppState();
  const [pem, setPem] = useState('');
  const [patterns, setPatterns] = useState('');
  const action = useAction();
  const hostPatterns = patterns.split(/[\s,]+/).filter((text) => text !== '');
  return (
    <section className={classes.card} aria-label="Trusted for this run">
      <h2>Trusted for this run</h2>
      {trustedForRun.length === 0 ? (
        <p className={classes.quiet}>
          Nobody beyond what this computer trusts. Add a private CA to test a staging host.
        </p>
      ) : (
        <p className={classes.mark}>These authorities can vouch for hosts until Pinspect quits.</p>
      )}
      {trustedForRun.map(({ certificate, hostPatterns: limits }) => (
        <div key={certificate.certSha256} className={classes.row}>
          <div className={classes.grow}>
            <strong>{certificate.subject}</strong>
            <p className={classes.quiet}>
              {limits.length === 0 ? 'for every host' : `for ${limits.join(', ')}`}
            </p>
            <p className={classes.code}>{certificate.certSha256}</p>
          </div>
          <Button
            variant="default"
            aria-label={`Stop trusting ${certificate.subject}`}
            onClick={() => {
              action.run(async () => call('trust.remove', { certSha256: certificate.certSha256 }));
            }}
          >
            Remove
          </Button>
        </div>
      ))}
      <TextInput
        label="Only for these hosts"
        placeholder="**.staging.example.com (empty: every host)"
        spellCheck={false}
        value={patterns}
        onChange={(event) => {
          setPatterns(event.currentTarget.value);
        }}
      />
      <Textarea
        label="CA certificate (PEM)"
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
      <div className={classes.row}>
        <Button
          disabled={pem.trim() === ''}
          loading={action.isBusy}
          onClick={() => {
            action.run(async () => {
              const added = await call('trust.add', { pem, hostPatterns });
              if (added.ok) setPem('');
              return added;
            });
          }}
        >
          Trust it for this run
        </Button>
        <Button
          variant="default"
          onClick={() => {
            action.run(async () => call('trust.addFromFile', { hostPatterns }));
          }}
        >
          From a file…
        </Button>
      </div>
      {action.failure !== null && <FailureNote failure={action.failure} />}
    </section>
  );
};
