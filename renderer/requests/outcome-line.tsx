import { Button, CloseButton, Loader } from '@mantine/core';
import {
  IconAlertTriangle,
  IconArrowRight,
  IconCircleCheck,
  IconCircleMinus,
  IconRefresh,
} from '@tabler/icons-react';
import { useEffect, useState, type ReactElement } from 'react';
import type { RequestHop } from '../../common/ipc/state.ts';
import { parseTypedUrl } from '../../common/parse-typed-url.ts';
import { formatBytes, formatDuration } from '../ui/format-quantity.ts';
import { VerdictBadge } from '../ui/verdict-badge.tsx';
import { describeOutcome } from './describe-outcome.ts';
import classes from './outcome-line.module.css';
import {
  useRequestSession,
  type EndedRequest,
  type RequestSession,
  type RunningRequest,
} from './request-session.ts';

const toneIcons = {
  good: IconCircleCheck,
  warn: IconAlertTriangle,
  bad: IconAlertTriangle,
  plain: IconCircleMinus,
} as const;

interface OutcomeLineProps {
  readonly session: RequestSession;
  readonly onShowConnection: (connectionId: number) => void;
  /** Null: the answer is in sight. */
  readonly onShowResponse: (() => void) | null;
}

/** Below the request bar: progress while a request runs, then how it ended. */
export const OutcomeLine = (props: OutcomeLineProps): ReactElement | null => {
  const { running, ended } = useRequestSession(props.session);
  if (running !== null) return <Progress key={running.token} running={running} />;
  return ended === null ? null : <Ended {...props} ended={ended} />;
};

const tickMs = 200;

const Progress = ({ running }: { readonly running: RunningRequest }): ReactElement => {
  const [now, setNow] = useState(running.startedAt);
  useEffect(() => {
    const timer = setInterval(() => {
      setNow(Date.now());
    }, tickMs);
    return () => {
      clearInterval(timer);
    };
  }, []);
  return (
    <div className={classes.line} role="status" aria-label="Request progress">
      <Loader size={14} />
      <span className={classes.title}>{running.step}…</span>
      <span className={classes.quiet}>
        {running.sent.method} {running.sent.url}
      </span>
      <span className={classes.clock}>
        {running.bytesReceived > 0 && `${formatBytes(running.bytesReceived)} · `}
        {formatDuration(Math.max(0, now - running.startedAt))} · Esc cancels
      </span>
    </div>
  );
};

const Ended = ({
  ended,
  session,
  onShowConnection,
  onShowResponse,
}: OutcomeLineProps & { readonly ended: EndedRequest }): ReactElement => {
  const { tone, title, text, advice, isShownBelow } = describeOutcome(ended);
  const ToneIcon = toneIcons[tone];
  const { outcome, sent } = ended;
  const typed = parseTypedUrl(useRequestSession(session).draft.url);
  return (
    <div
      className={classes.line}
      data-tone={tone}
      role={tone === 'bad' ? 'alert' : 'status'}
      aria-label="Request outcome"
    >
      <ToneIcon size={16} aria-hidden className={classes.icon} />
      <div className={classes.words}>
        <p>
          <span className={classes.title}>{title}</span>
          {text !== '' && <span className={classes.text}> {text}</span>}
        </p>
        {advice !== '' && <p className={classes.quiet}>{advice}</p>}
        {/* The field above has gone on to something else. */}
        {!(typed.ok && typed.value === sent.url) && (
          <p className={classes.quiet}>
            {sent.method} {sent.url}
          </p>
        )}
      </div>
      {outcome !== null && hasHopsToShow(outcome.hops) && (
        <Hops hops={outcome.hops} onShow={onShowConnection} />
      )}
      {outcome?.response != null && onShowResponse !== null && (
        <Button variant="default" onClick={onShowResponse}>
          Response
        </Button>
      )}
      {!isShownBelow && (
        <Button
          variant="default"
          leftSection={<IconRefresh size={14} aria-hidden />}
          aria-label="Send the request again"
          onClick={() => {
            session.send(ended.sent);
          }}
        >
          Try again
        </Button>
      )}
      <CloseButton size="sm" aria-label="Dismiss the outcome" onClick={session.dismiss} />
    </div>
  );
};

/** A single hop without a connection says no more than the headline does. */
const hasHopsToShow = (hops: readonly RequestHop[]): boolean =>
  hops.length > 1 || hops.some(({ connectionId }) => connectionId !== null);

/** One button a redirect, and the last one: each leads to its connection. */
const Hops = ({
  hops,
  onShow,
}: {
  readonly hops: readonly RequestHop[];
  readonly onShow: (connectionId: number) => void;
}): ReactElement => (
  <ol className={classes.hops} aria-label="Hops">
    {hops.map((hop, index) => (
      <li key={index}>
        {index > 0 && <IconArrowRight size={13} aria-label="then" />}
        <button
          type="button"
          className={classes.hop}
          title={hop.url}
          disabled={hop.connectionId === null}
          onClick={() => {
            if (hop.connectionId !== null) onShow(hop.connectionId);
          }}
        >
          {hop.verdict === null ? (
            URL.parse(hop.url)?.hostname
          ) : (
            <VerdictBadge verdict={hop.verdict} size={14} />
          )}
          {hop.status !== null && hops.length > 1 && <span>{hop.status}</span>}
        </button>
      </li>
    ))}
  </ol>
);
