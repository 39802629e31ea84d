import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useId, type ReactElement } from 'react';
import type { ShownClient, ShownHost } from '../../common/ipc/watch.ts';
import { verdictWords, wordEvidence } from '../../common/watch/watch-words.ts';
import { ConclusionBadge } from './conclusion-badge.tsx';
import { Exchanges } from './exchanges.tsx';
import { RealServer } from './real-server.tsx';
import { timeOfDay } from './times.ts';
import classes from './watch.module.css';

export interface HostItemProps {
  readonly client: ShownClient;
  readonly host: ShownHost;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

/** One host of a client: a line with the answer, and under it what it rests on. */
export const HostItem = ({ client, host, isOpen, onToggle }: HostItemProps): ReactElement => {
  const id = useId();
  const Chevron = isOpen ? IconChevronDown : IconChevronRight;
  const lastAt = Math.max(...host.evidence.map((each) => each.lastAt));
  return (
    <li className={classes.host}>
      <button
        type="button"
        className={classes.toggle}
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={onToggle}
      >
        <Chevron size={14} aria-hidden className={classes.chevron} />
        <span className={classes.name}>
          {host.host}
          {host.isControl && <span className={classes.tag}>control host</span>}
        </span>
        <ConclusionBadge conclusion={host.conclusion} isControl={host.isControl} />
        <span className={classes.seen}>{verdictWords[host.verdict]}</span>
        <span className={classes.count}>
          {host.connections} {host.connections === 1 ? 'connection' : 'connections'}, {host.requests} read
        </span>
        <span className={classes.time}>{timeOfDay(lastAt)}</span>
      </button>
      <div id={id} hidden={!isOpen} className={classes.evidence}>
        {isOpen && (
          <>
            <p>{host.sentence}</p>
            {host.advice !== null && <p className={classes.advice}>{host.advice}</p>}
            <dl className={classes.facts}>
              {host.evidence.map((evidence) => (
                <div key={`${evidence.kind} ${evidence.alert ?? ''} ${evidence.why ?? ''}`}>
                  <dt>Seen</dt>
                  <dd>
                    {wordEvidence(evidence)}, {timeOfDay(evidence.firstAt)}
                    {evidence.count > 1 && ` to ${timeOfDay(evidence.lastAt)}`}
                  </dd>
                </div>
              ))}
              <Fact term="Name in the hello (SNI)" text={host.hasServerName ? host.host : 'none'} />
              <Fact term="Protocols offered (ALPN)" text={host.offeredAlpn.join(', ') || 'none'} />
              <Fact term="TLS version" text={host.tlsVersions.join(', ') || 'not known'} />
              {host.serverFailure !== null && (
                <Fact term="The interceptor’s way to the server" text={host.serverFailure} />
              )}
            </dl>
            <RealServer host={host} />
            {host.requests > 0 && <Exchanges client={client.id} host={host.host} requests={host.requests} />}
          </>
        )}
      </div>
    </li>
  );
};

const Fact = ({ term, text }: { readonly term: string; readonly text: string }): ReactElement => (
  <div>
    <dt>{term}</dt>
    <dd>{text}</dd>
  </div>
);
