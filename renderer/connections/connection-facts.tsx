import type { ReactElement } from 'react';
import { authorityOf } from '../../common/bracketed.ts';
import type { ConnectionRow } from '../../common/ipc/contract.ts';
import type { HttpRequest, Verification } from '../../common/records.ts';
import { FactList, type Fact } from '../ui/fact-list.tsx';
import { formatClock, formatDay } from '../ui/format-date.ts';
import { formatBytes, formatDuration } from '../ui/format-quantity.ts';
import { isStillCounted, stillCounted } from '../../common/counted-bytes.ts';
import { wordNetError } from '../ui/error-wording.ts';
import classes from './connection-facts.module.css';
import { Section } from './section.tsx';

const fact = (term: string, text: string | number | null): Fact | null =>
  text === null ? null : { term, text: String(text), copy: String(text) };

const duration = (milliseconds: number | null): string | null =>
  milliseconds === null ? null : formatDuration(milliseconds);

const factsOf = (connection: ConnectionRow, verification: Verification | null): readonly Fact[] =>
  [
    fact('Host', authorityOf(connection)),
    fact('Led to, by a name override', connection.route.ledTo),
    fact('Next hop', connection.address),
    fact('Route', connection.route.text),
    fact('Interceptor', connection.route.interceptor),
    fact('Name asked for (SNI)', connection.sni),
    fact('Protocol', connection.protocol === 'tls' ? connection.tlsVersion : 'cleartext'),
    fact('Cipher suite', connection.cipherSuite),
    fact('ALPN offered', connection.alpn),
    fact('Chromium said', verification?.chromiumResult ?? null),
    fact(
      'Sent / received',
      isStillCounted(connection)
        ? stillCounted
        : `${formatBytes(connection.bytesSent)} / ${formatBytes(connection.bytesReceived)}`,
    ),
    fact(
      'Application data sent',
      isStillCounted(connection) ? stillCounted : formatBytes(connection.applicationBytesSent),
    ),
    fact('Began', `${formatDay(connection.startedAt)} ${formatClock(connection.startedAt)}`),
    fact('Connected after', duration(connection.connectedMs)),
    fact('Decided after', duration(connection.decidedMs)),
    fact('Closed after', duration(connection.closedMs)),
    fact('Epoch', connection.epoch),
    fact('Own port', connection.localPort),
    fact('Code', connection.errorCode),
  ].filter((one) => one !== null);

export const ConnectionFacts = ({
  connection,
  verification,
}: {
  readonly connection: ConnectionRow;
  readonly verification: Verification | null;
}): ReactElement => (
  <Section title="Connection">
    <FactList facts={factsOf(connection, verification)} />
  </Section>
);

/** Words where Chromium's code would mislead, with the code to be read beside them. */
const RequestError = ({ code }: { readonly code: string }): ReactElement => {
  const words = wordNetError(code);
  return words === null ? <>{code}</> : <span title={`Chromium says ${code}`}>{words}</span>;
};

export const ConnectionRequests = ({
  requests,
}: {
  readonly requests: readonly HttpRequest[];
}): ReactElement => (
  <Section title="Requests on it">
    <ul className={classes.requests}>
      {requests.map((request) => (
        <li key={request.id}>
          <span className={classes.method}>{request.method}</span>
          <span className={classes.url}>{request.url}</span>
          <span className={classes.status}>
            {request.error === null ? (request.status ?? 'pending') : <RequestError code={request.error} />}
            {request.fromCache && ' (from cache)'}
          </span>
          {request.pageUrl !== null && (
            <span className={classes.page}>
              {request.resourceType === 'mainFrame'
                ? 'the page itself'
                : `${request.resourceType} of ${request.pageUrl}`}
            </span>
          )}
        </li>
      ))}
    </ul>
  </Section>
);
