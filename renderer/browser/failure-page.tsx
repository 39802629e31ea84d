import { Button } from '@mantine/core';
import {
  IconArrowRight,
  IconPin,
  IconRefresh,
  IconSettings,
  IconShieldX,
  IconUnlink,
} from '@tabler/icons-react';
import { useEffect, useRef, type ReactElement } from 'react';
import type { BrowserFailure } from '../../common/ipc/browser-state.ts';
import type { ConnectionDetail } from '../../common/ipc/contract.ts';
import { commonNameOf } from '../../common/pinning/common-name.ts';
import { isDummyPin } from '../../common/pinning/pin.ts';
import { call } from '../bridge.ts';
import { ChunkedHash } from '../ui/chunked-hash.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { leadsToSettings, wordFailure } from '../ui/error-wording.ts';
import { ActionBadge, VerdictBadge } from '../ui/verdict-badge.tsx';
import { useWindowActions } from '../window-actions.ts';
import classes from './failure-page.module.css';
import { useExplanation } from './use-explanation.ts';

/** In the page's place, drawn by the window itself: no page can imitate its buttons. */
export const FailurePage = ({
  failure,
  isBusy,
}: {
  readonly failure: BrowserFailure;
  readonly isBusy: boolean;
}): ReactElement => {
  const { openConnection, showView } = useWindowActions();
  const detail = useExplanation(failure.connectionId);
  const { title, text, advice } = wordFailure(failure.failure);
  const headline = useRef<HTMLHeadingElement>(null);
  const { url, connectionId } = failure;
  useEffect(() => {
    // A page that had the keyboard is off the screen; somebody who types an address keeps it.
    if (document.activeElement === document.body) headline.current?.focus();
  }, [url]);
  const isAboutPins = failure.isBlock && failure.failure.code !== 'untrusted';
  return (
    <div className={classes.scroll}>
      <article className={classes.page} aria-labelledby="browser-failure">
        <span className={classes.sign} data-block={failure.isBlock || undefined}>
          {failure.isBlock ? (
            <IconShieldX size={34} stroke={1.6} aria-hidden />
          ) : (
            <IconUnlink size={34} stroke={1.6} aria-hidden />
          )}
        </span>
        <div role="alert">
          <h2 className={classes.title} id="browser-failure" ref={headline} tabIndex={-1}>
            {title}
          </h2>
          <p className={classes.url}>{url}</p>
        </div>
        {detail !== null && (
          <p className={classes.badges}>
            <VerdictBadge verdict={detail.connection.verdict} size={17} />
            <ActionBadge action={detail.connection.action} />
            <span className={classes.quiet}>
              {detail.connection.applicationBytesSent === 0
                ? 'Nothing of the request left this computer.'
                : `${detail.connection.applicationBytesSent} bytes had left before.`}
            </span>
          </p>
        )}
        {text !== '' && <p>{text}</p>}
        {advice !== '' && <p className={classes.quiet}>{advice}</p>}
        <div className={classes.actions}>
          {connectionId !== null && (
            <Button
              rightSection={<IconArrowRight size={14} aria-hidden />}
              onClick={() => {
                openConnection(connectionId);
              }}
            >
              Open the connection
            </Button>
          )}
          <Button
            variant="default"
            loading={isBusy}
            leftSection={<IconRefresh size={14} aria-hidden />}
            onClick={() => void call('browser.run', { command: 'retry' })}
          >
            Try again
          </Button>
          {leadsToSettings(failure.failure.code) && (
            <Button
              variant="subtle"
              color="gray"
              leftSection={<IconSettings size={14} aria-hidden />}
              onClick={() => {
                showView('settings');
              }}
            >
              Open Settings
            </Button>
          )}
          {isAboutPins && (
            <Button
              variant="subtle"
              color="gray"
              leftSection={<IconPin size={14} aria-hidden />}
              onClick={() => {
                showView('policy');
              }}
            >
              Change the pins
            </Button>
          )}
        </div>
        {detail !== null && <Pins detail={detail} />}
      </article>
    </div>
  );
};

/** Expected and actual pins, and OkHttp's message for a bug report. */
const Pins = ({ detail }: { readonly detail: ConnectionDetail }): ReactElement | null => {
  const { verification } = detail;
  if (verification === null) return null;
  const { evaluation, validatedChain, failureMessage } = verification;
  if (evaluation.verdict !== 'mismatch') return null;
  return (
    <>
      <div className={classes.sides}>
        <section aria-labelledby="browser-expected">
          <h3 id="browser-expected">
            Expected <span>your policy</span>
          </h3>
          <ul>
            {evaluation.expectedPins.map((pin) => (
              <li key={pin}>
                <p className={classes.who}>{isDummyPin(pin) ? 'Dummy pin: matches nothing' : 'Pin'}</p>
                <ChunkedHash pin={pin} />
              </li>
            ))}
          </ul>
        </section>
        <section aria-labelledby="browser-actual">
          <h3 id="browser-actual">
            Actual <span>validated chain</span>
          </h3>
          <ul>
            {validatedChain.map(({ certSha256, subject, spkiSha256 }) => (
              <li key={certSha256}>
                <p className={classes.who}>{commonNameOf(subject)}</p>
                <ChunkedHash pin={spkiSha256} />
              </li>
            ))}
          </ul>
        </section>
      </div>
      {failureMessage !== null && (
        <section aria-labelledby="browser-message">
          <div className={classes.messageHead}>
            <h3 id="browser-message">Failure message, as OkHttp writes it</h3>
            <CopyButton text={failureMessage} what="failure message" label="Copy" />
          </div>
          <pre className={classes.message} tabIndex={0} aria-labelledby="browser-message">
            {failureMessage}
          </pre>
        </section>
      )}
    </>
  );
};
