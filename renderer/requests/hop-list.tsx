import { Button } from '@mantine/core';
import { useState, type ReactElement } from 'react';
import type { HopTiming, RequestHop } from '../../common/ipc/state.ts';
import { FactList } from '../ui/fact-list.tsx';
import { formatDuration } from '../ui/format-quantity.ts';
import { ActionBadge, VerdictBadge } from '../ui/verdict-badge.tsx';
import classes from './hop-list.module.css';

interface TimingPart {
  readonly name: string;
  readonly ms: number;
}

/** The parts that were measured, in the order of time. */
export const timingParts = ({
  queuedMs,
  dialMs,
  handshakeMs,
  waitingMs,
  receivingMs,
}: HopTiming): readonly TimingPart[] =>
  (
    [
      ['until it began', queuedMs],
      ['connecting', dialMs],
      ['TLS and verdict', handshakeMs],
      ['waiting for the answer', waitingMs],
      ['receiving', receivingMs],
    ] as const
  ).flatMap(([name, ms]) => (ms === null ? [] : [{ name, ms }]));

const reuseWords = ({ isReused }: HopTiming): string => {
  if (isReused === null) return 'which connection carried it is not known';
  return isReused ? 'on a connection that was open already' : 'on a new connection';
};

/** One bar a measured part, as long as its share of the whole. */
const Timing = ({ timing }: { readonly timing: HopTiming }): ReactElement => {
  const parts = timingParts(timing);
  const sum = Math.max(1, ...parts.map(({ ms }) => ms));
  return (
    <div className={classes.timing}>
      <p className={classes.total}>
        {formatDuration(timing.totalMs)}, {reuseWords(timing)}
      </p>
      <dl>
        {parts.map(({ name, ms }) => (
          <div key={name} className={classes.part}>
            <dt>{name}</dt>
            <dd>{formatDuration(ms)}</dd>
            <dd aria-hidden className={classes.track}>
              <span className={classes.bar} style={{ width: `${(100 * ms) / sum}%` }} />
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
};

/** Each hop with its own verdict, where its time went, and the way to its connection. */
export const HopList = ({
  hops,
  onShowConnection,
}: {
  readonly hops: readonly RequestHop[];
  readonly onShowConnection: (connectionId: number) => void;
}): ReactElement => (
  <ol className={classes.hops} aria-label="Hops">
    {hops.map((hop, place) => (
      <Hop
        key={place}
        hop={hop}
        place={place}
        isLast={place === hops.length - 1}
        onShowConnection={onShowConnection}
      />
    ))}
  </ol>
);

const Hop = ({
  hop,
  place,
  isLast,
  onShowConnection,
}: {
  readonly hop: RequestHop;
  readonly place: number;
  readonly isLast: boolean;
  readonly onShowConnection: (connectionId: number) => void;
}): ReactElement => {
  const [areHeadersShown, setHeadersShown] = useState(false);
  const { method, url, status, verdict, action, connectionId, headers, timing } = hop;
  return (
    <li className={classes.hop} aria-label={`Hop ${place + 1}: ${method} ${url}`}>
      <p className={classes.head}>
        <span className={classes.number}>{place + 1}</span>
        <span className={classes.url}>
          <b>{method}</b> {url}
        </span>
      </p>
      <p className={classes.found}>
        {verdict === null ? <span>no verdict</span> : <VerdictBadge verdict={verdict} />}
        {action !== null && <ActionBadge action={action} />}
        <span>{status === null ? 'no answer' : `answered ${status}${isLast ? '' : ', a redirect'}`}</span>
        {connectionId !== null && (
          <Button
            size="compact-xs"
            variant="default"
            aria-label={`Show the connection of hop ${place + 1}`}
            onClick={() => {
              onShowConnection(connectionId);
            }}
          >
            Connection
          </Button>
        )}
        {!isLast && headers.length > 0 && (
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            aria-expanded={areHeadersShown}
            aria-label={`Headers of hop ${place + 1}`}
            onClick={() => {
              setHeadersShown(!areHeadersShown);
            }}
          >
            Headers
          </Button>
        )}
      </p>
      <Timing timing={timing} />
      {areHeadersShown && (
        <FactList
          facts={headers.map(([name, value]) => ({ term: name, text: value, copy: value, isCode: true }))}
        />
      )}
    </li>
  );
};
