import { IconEye, IconEyeOff } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { interceptorWords } from '../../common/interceptor-words.ts';
import type { ConnectionRow } from '../../common/ipc/contract.ts';
import type { InterceptorEvent } from '../../common/records.ts';
import { formatClock } from '../ui/format-date.ts';
import { formatBytes, formatDuration } from '../ui/format-quantity.ts';
import { ActionBadge, VerdictBadge } from '../ui/verdict-badge.tsx';
import classes from './both-ends.module.css';
import { describeProof } from './describe-proof.ts';
import { Section } from './section.tsx';

/** What the client decided beside what the interceptor's own events say it saw. */
export const BothEnds = ({
  connection,
  events,
}: {
  readonly connection: ConnectionRow;
  readonly events: readonly InterceptorEvent[];
}): ReactElement => {
  const proof = describeProof(connection, events);
  return (
    <Section title="Both ends">
      <p className={classes.proof} data-read={proof.hasRead}>
        {proof.hasRead ? <IconEye size={15} aria-hidden /> : <IconEyeOff size={15} aria-hidden />}
        {proof.text}
      </p>
      <div className={classes.sides}>
        <div className={classes.side}>
          <h4>Pinspect, the client</h4>
          <ul>
            {connection.connectedMs !== null && (
              <li>connected after {formatDuration(connection.connectedMs)}</li>
            )}
            <li>
              decided{connection.decidedMs !== null && ` after ${formatDuration(connection.decidedMs)}`}:{' '}
              <VerdictBadge verdict={connection.verdict} size={13} />{' '}
              <ActionBadge action={connection.action} />
            </li>
            <li>application data sent: {formatBytes(connection.applicationBytesSent)}</li>
          </ul>
        </div>
        <div className={classes.side}>
          <h4>{connection.route.interceptor ?? 'Interceptor'}</h4>
          {events.length === 0 ? (
            <p className={classes.none}>
              None of its events names this connection. Events come from a mitmproxy that Pinspect started.
            </p>
          ) : (
            <ul>
              {events.map((event, index) => (
                <li key={index}>
                  <span className={classes.clock}>{formatClock(event.at)}</span>{' '}
                  {interceptorWords(event.kind)}
                  {event.detail !== '' && <span className={classes.detail}>{event.detail}</span>}
                </li>
              ))}
            </ul>
          )}
        </div>
      </div>
    </Section>
  );
};
