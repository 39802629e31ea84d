/** A step of the lab as a line of the drawing: by what the three sides counted, never by what was expected. */
import type { LabStep } from '../../common/lab-result.ts';
import type { DrawnConnection } from '../ui/attack-drawing.tsx';
import { count } from './scenario-words.ts';

const ended = ({ client }: LabStep): string => {
  const verdict = client.verdict ?? 'no verdict';
  switch (client.outcome) {
    case 'response':
      return `Answered: ${verdict}.`;
    case 'blocked':
      return `Refused by Pinspect: ${verdict}.`;
    case 'mixed':
      return `${client.answered} of ${client.requests} answered: ${verdict}.`;
    case 'failed':
      return `Failed. ${client.reason}`;
  }
};

/** Where the connection ended: the farthest side that got a request, else the one whose certificate was refused. */
const endOf = ({ client, interceptor, servers }: LabStep): DrawnConnection['end'] => {
  const isAnswered =
    servers.length === 0 ? client.answered > 0 : servers.some(({ requests }) => requests > 0);
  if (isAnswered) return 'server';
  if (interceptor !== null && interceptor.connections > 0) return 'interceptor';
  const isConnected =
    servers.length === 0 ? client.connections > 0 : servers.some(({ connections }) => connections > 0);
  return isConnected && interceptor === null ? 'server' : 'client';
};

export const drawStep = (step: LabStep): DrawnConnection => {
  const { title, client, interceptor, servers } = step;
  const requests = servers.reduce((sum, server) => sum + server.requests, 0);
  const read = [
    ...(interceptor === null
      ? []
      : [`${interceptor.name} read ${count(interceptor.requestsRead, 'request')}`]),
    ...(servers.length === 0 ? [] : [`the server ${count(requests, 'request')}`]),
    `${count(client.applicationBytesSent, 'byte')} of content left Pinspect`,
  ].join(', ');
  return {
    title,
    words: `${ended(step)} ${read.charAt(0).toUpperCase()}${read.slice(1)}.`,
    end: endOf(step),
    isRefused: client.outcome === 'blocked' || client.outcome === 'failed',
    isRead: (interceptor?.requestsRead ?? 0) > 0,
  };
};
