import { Button, Textarea, TextInput } from '@mantine/core';
import { useState, type ReactElement } from 'react';
import { useAppState } from '../app-state.ts';
import { call } from '../bridge.ts';
import { offerUndo } from '../undo.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { Card } from './card.tsx';
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
    <Card
      title="Trusted for this run"
      hint="Authorities that may vouch for hosts beside those of this computer, until Pinspect quits. Pins count all the same."
    >
      {trustedForRun.length === 0 ? (
        <p className={classes.quiet}>None. Add a private CA to test a staging host.</p>
      ) : (
        <ul className={classes.authorities} aria-label="Authorities trusted for this run">
          {trustedForRun.map(({ certificate, hostPatterns: limits, isInterceptor }) => (
            <li key={certificate.certSha256} className={classes.authority}>
              <div>
                <strong>{certificate.subject}</strong>
                <p className={classes.quiet}>
                  {limits.length === 0 ? 'for every host' : `for ${limits.join(', ')}`}
                  {isInterceptor && ', as the interceptor’s CA'}
                </p>
                <p className={classes.code}>{certificate.spkiSha256}</p>
              </div>
              <Button
                variant="default"
                aria-label={`Stop trusting ${certificate.subject}`}
                onClick={() => {
                  action.run(async () => {
                    const removed = await call('trust.remove', { certSha256: certificate.certSha256 });
                    if (removed.ok && !isInterceptor)
                      offerUndo(`${certificate.subject} is no longer trusted.`, () => {
                        action.run(async () =>
                          call('trust.add', { pem: certificate.pem, hostPatterns: [...limits] }),
                        );
                      });
                    return removed;
                  });
                }}
              >
                Remove
              </Button>
            </li>
          ))}
        </ul>
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
      <Textarea
        label="CA certificate (PEM)"
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
    </Card>
  );
};
