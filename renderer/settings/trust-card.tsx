import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { TrustedAuthority } from '../../common/ipc/state.ts';
import { useAppState } from '../app-state.ts';
import { call } from '../bridge.ts';
import { offerUndo } from '../undo.tsx';
import { countOf } from '../ui/format-quantity.ts';
import { describeTrustEnd } from '../ui/trust-words.ts';
import { FailureNote } from '../ui/failure-note.tsx';
import { AuthorityFacts } from './authority-facts.tsx';
import { Card } from './card.tsx';
import classes from './settings-view.module.css';
import { TrustForm } from './trust-form.tsx';
import { useAction, type Action } from './use-action.ts';

/** CAs that the person trusts for a while, each for some hosts or for all. */
export const TrustCard = (): ReactElement => {
  const { trustedAuthorities } = useAppState();
  const action = useAction();
  return (
    <Card
      title="Trusted CAs"
      hint="Authorities that may vouch for hosts beside those of this computer, for a while. Pins count all the same."
    >
      {trustedAuthorities.length === 0 ? (
        <p className={classes.quiet}>None. Add a private CA to test a staging host.</p>
      ) : (
        <>
          <p className={classes.mark}>
            <IconAlertTriangle size={16} aria-hidden />
            {countOf(trustedAuthorities.length, 'CA')} trusted beside those of this computer.
          </p>
          <ul className={classes.authorities} aria-label="Trusted CAs">
            {trustedAuthorities.map((trusted) => (
              <Trusted key={trusted.certificate.certSha256} trusted={trusted} action={action} />
            ))}
          </ul>
        </>
      )}
      <TrustForm />
      {action.failure !== null && <FailureNote failure={action.failure} />}
    </Card>
  );
};

const Trusted = ({
  trusted: { certificate, hostPatterns, isInterceptor, until },
  action,
}: {
  readonly trusted: TrustedAuthority;
  readonly action: Action;
}): ReactElement => {
  const { subject, certSha256, pem } = certificate;
  const remove = (): void => {
    action.run(async () => {
      const removed = await call('trust.remove', { certSha256 });
      if (removed.ok && !isInterceptor)
        offerUndo(`${subject} is no longer trusted.`, () => {
          action.run(async () => call('trust.add', { pem, hostPatterns: [...hostPatterns], until }));
        });
      return removed;
    });
  };
  return (
    <li className={classes.authority}>
      <div>
        <strong>{subject}</strong>
        <p className={classes.quiet}>
          {hostPatterns.length === 0 ? 'For every host' : `For ${hostPatterns.join(', ')}`}
          {isInterceptor && ', as the interceptor’s CA'}, {describeTrustEnd(until)}.
        </p>
        <AuthorityFacts certificate={certificate} />
      </div>
      <Button variant="default" aria-label={`Stop trusting ${subject}`} onClick={remove}>
        Remove
      </Button>
    </li>
  );
};
