import { IconDeviceLaptop, IconServer, IconSpy } from '@tabler/icons-react';
import type { ReactElement, ReactNode } from 'react';
import type { LabStep } from '../../common/lab-result.ts';
import { count, wordClient } from './scenario-words.ts';
import classes from './three-sides.module.css';

type Tone = 'good' | 'bad' | 'calm';

const Side = ({
  icon,
  name,
  tone,
  facts,
}: {
  readonly icon: ReactNode;
  readonly name: string;
  readonly tone: Tone;
  readonly facts: readonly string[];
}): ReactElement => (
  <div className={classes.side} data-tone={tone}>
    <div className={classes.name}>
      {icon}
      <span>{name}</span>
    </div>
    <ul>
      {facts.map((fact) => (
        <li key={fact}>{fact}</li>
      ))}
    </ul>
  </div>
);

/** A line between two of them: whole where the request went through, broken where it ended. */
const Way = ({ isThrough }: { readonly isThrough: boolean }): ReactElement => (
  <div className={classes.way} data-through={isThrough}>
    <span>{isThrough ? 'read' : 'stopped'}</span>
  </div>
);

/** Client, man in the middle and server side by side: what each of them counted, and where the requests ended. */
export const ThreeSides = ({ step }: { readonly step: LabStep }): ReactElement => {
  const { client, interceptor, servers, readBy } = step;
  const isStopped = client.outcome === 'blocked';
  const requests = servers.reduce((sum, server) => sum + server.requests, 0);
  const bytes = servers.reduce((sum, server) => sum + server.contentBytes, 0);
  const reachesServer = readBy === 'server' || readBy === 'both';
  return (
    <div className={classes.sides}>
      <Side
        icon={<IconDeviceLaptop size={16} aria-hidden />}
        name="Pinspect, the client"
        tone="calm"
        facts={[
          wordClient(step),
          `${count(client.applicationBytesSent, 'byte')} of content sent`,
          ...(client.tlsVersion === null ? [] : [client.tlsVersion]),
        ]}
      />
      {interceptor !== null && (
        <>
          <Way isThrough={interceptor.requestsRead > 0} />
          <Side
            icon={<IconSpy size={16} aria-hidden />}
            name={interceptor.name}
            tone={interceptor.requestsRead > 0 ? 'bad' : 'good'}
            facts={[
              `${count(interceptor.requestsRead, 'request')} read (${count(interceptor.bytesRead, 'byte')})`,
              count(interceptor.connections, 'connection'),
              `${count(interceptor.refusals, 'handshake')} refused by the client`,
            ]}
          />
        </>
      )}
      <Way isThrough={reachesServer || (servers.length === 0 && !isStopped)} />
      <Side
        icon={<IconServer size={16} aria-hidden />}
        name={servers.length === 0 ? 'The server' : servers.map(({ name }) => name).join(', ')}
        tone="calm"
        facts={
          servers.length === 0
            ? ['Nobody counts at this server.']
            : [`${count(requests, 'request')} read`, `${count(bytes, 'byte')} of content`]
        }
      />
    </div>
  );
};
