/** What scenarios expect of a step, in words that stay true whether it happened or not. */
import type { LabStep } from '../../common/lab-result.ts';
import type { Verdict } from '../../common/pinning/verdict.ts';
import type { Stage } from './stage.ts';

/** How a step ended, for people. */
export const describeStep = ({ client }: LabStep): string => {
  const reason = client.reason === '' ? '' : ` ${client.reason}`;
  switch (client.outcome) {
    case 'response':
      return `Answered with status ${client.status ?? 0}; the verdict was ${client.verdict ?? 'none'}.${reason}`;
    case 'blocked':
      return `Refused; the verdict was ${client.verdict ?? 'none'}.${reason}`;
    case 'mixed':
      return `${client.answered} of ${client.requests} were answered; the last verdict was ${client.verdict ?? 'none'}.${reason}`;
    case 'failed':
      return `Failed, and not because Pinspect refused it.${reason}`;
  }
};

export const expectRefused = (stage: Stage, step: LabStep, verdict: Verdict): void => {
  stage.expect(
    `“${step.title}” is refused: ${verdict}.`,
    step.client.outcome === 'blocked' && step.client.verdict === verdict,
    describeStep(step),
  );
};

export const expectAnswered = (stage: Stage, step: LabStep, verdict: Verdict): void => {
  stage.expect(
    `“${step.title}” is answered: ${verdict}.`,
    step.client.outcome === 'response' && step.client.status === 200 && step.client.verdict === verdict,
    describeStep(step),
  );
};

const plural = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;

/** Nobody, true or false, got to read anything: counted by each of them. */
export const expectNothingRead = (stage: Stage, step: LabStep): void => {
  const requests = step.servers.reduce((sum, server) => sum + server.requests, 0);
  const bytes = step.servers.reduce((sum, server) => sum + server.contentBytes, 0);
  const read = step.interceptor?.requestsRead ?? 0;
  const ofServers =
    step.servers.length === 0
      ? 'nobody counts at this server'
      : `the servers counted ${plural(requests, 'request')} and ${plural(bytes, 'byte')}`;
  const ofInterceptor = step.interceptor === null ? '' : `, the interceptor read ${plural(read, 'request')}`;
  stage.expect(
    'No request and no byte of content reaches anybody.',
    requests === 0 && bytes === 0 && read === 0 && step.client.applicationBytesSent === 0,
    `Pinspect sent ${plural(step.client.applicationBytesSent, 'byte')} of content, ${ofServers}${ofInterceptor}.`,
  );
};

/** Zero requests prove something only where the man in the middle was really there and was turned away. */
export const expectTurnedAway = (stage: Stage, step: LabStep): void => {
  const { interceptor } = step;
  stage.expect(
    'The interceptor got the connection, was refused, and read nothing.',
    interceptor !== null && interceptor.refusals > 0 && interceptor.requestsRead === 0,
    interceptor === null
      ? 'No connection reached the interceptor.'
      : `${plural(interceptor.connections, 'connection')}, ${plural(interceptor.refusals, 'refused handshake')}, ${plural(interceptor.requestsRead, 'request')} read. ${interceptor.refusal ?? ''}`.trim(),
  );
};

/** The control: without it, a refusal might only mean that the attack does not work. */
export const expectReadable = (stage: Stage, step: LabStep, count = 1): void => {
  const read = step.interceptor?.requestsRead ?? 0;
  stage.expect(
    'The interceptor reads the request: the attack is real.',
    read === count,
    step.interceptor === null
      ? 'No connection reached the interceptor.'
      : `It read ${plural(read, 'request')} (${plural(step.interceptor.bytesRead, 'byte')}).`,
  );
};

/** The server's own count. */
export const expectReached = (stage: Stage, step: LabStep, count = 1): void => {
  const requests = step.servers.reduce((sum, server) => sum + server.requests, 0);
  stage.expect(
    `The server gets ${plural(count, 'request')}.`,
    requests === count,
    `It counted ${plural(requests, 'request')}.`,
  );
};
