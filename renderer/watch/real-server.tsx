import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { ShownHost } from '../../common/ipc/watch.ts';
import { ChunkedHash } from '../ui/chunked-hash.tsx';
import { dateOnly } from './times.ts';
import classes from './watch.module.css';

const renewalWords = {
  holds: 'a pin stays on the chain',
  breaks: 'no pin stays on the chain',
  'cannot-tell': 'cannot be told yet',
  unpinned: 'no pins are in force then',
} as const;

/** The real chain, and what the app's policy says to it and to what was seen. */
export const RealServer = ({ host }: { readonly host: ShownHost }): ReactElement | null => {
  const { real, policy } = host;
  if (real === null && policy === null) return null;
  return (
    <div className={classes.real}>
      {policy !== null && (
        <div>
          <h4>The app’s policy</h4>
          <p className={classes.verdictLine} data-tone={policy.isAtOdds ? 'bad' : 'calm'}>
            {policy.isAtOdds && <IconAlertTriangle size={15} aria-hidden />}
            {policy.sentence}
          </p>
          {policy.holdsToday !== null && (
            <p className={classes.verdictLine} data-tone={policy.holdsToday ? 'good' : 'bad'}>
              {policy.holdsToday ? (
                <IconCircleCheck size={15} aria-hidden />
              ) : (
                <IconAlertTriangle size={15} aria-hidden />
              )}
              {policy.holdsToday
                ? 'One of its pins is on the real server’s chain.'
                : 'None of its pins is on the real server’s chain: the app refuses the real server as well.'}
            </p>
          )}
          {policy.renewals.length > 0 && (
            <p className={classes.soft}>
              At the next renewal:{' '}
              {policy.renewals
                .map(({ label, outcome }) => `${label.toLowerCase()}, ${renewalWords[outcome]}`)
                .join('; ')}
              .
            </p>
          )}
          {policy.expectedPins.length > 0 && (
            <details>
              <summary>
                {policy.expectedPins.length} {policy.expectedPins.length === 1 ? 'pin' : 'pins'}:{' '}
                {policy.rule}
              </summary>
              <ul>
                {policy.expectedPins.map((pin) => (
                  <li key={pin}>
                    <ChunkedHash pin={pin} />
                  </li>
                ))}
              </ul>
            </details>
          )}
        </div>
      )}
      {real !== null && (
        <div>
          <h4>The real server’s chain</h4>
          {real.ok ? (
            <ol className={classes.chain}>
              {real.chain.map(({ subject, spkiSha256, notAfter }) => (
                <li key={spkiSha256}>
                  <b>{subject}</b> until {dateOnly(notAfter)}
                  {policy?.expectedPins.includes(spkiSha256) === true && (
                    <span className={classes.tag}>pinned by the app</span>
                  )}
                  <ChunkedHash pin={spkiSha256} />
                </li>
              ))}
            </ol>
          ) : (
            <p className={classes.soft}>Not known: {real.error}</p>
          )}
        </div>
      )}
    </div>
  );
};
