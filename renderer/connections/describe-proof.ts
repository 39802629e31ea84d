import type { Connection, InterceptorEvent } from '../../common/records.ts';
import { formatBytes } from '../ui/format-quantity.ts';

/** The proof in one sentence: whether the interceptor got to read anything. */
export const describeProof = (
  connection: Pick<Connection, 'applicationBytesSent'>,
  events: readonly InterceptorEvent[],
): { readonly text: string; readonly hasRead: boolean } => {
  if (events.some(({ kind }) => kind === 'request-read' || kind === 'response-read')) {
    return { text: 'The interceptor read this traffic.', hasRead: true };
  }
  const sent =
    connection.applicationBytesSent === 0
      ? 'not one byte of application data left the client'
      : `${formatBytes(connection.applicationBytesSent)} of application data left the client`;
  return events.length === 0
    ? { text: `No event of the interceptor; ${sent}.`, hasRead: false }
    : { text: `The interceptor read nothing: ${sent}.`, hasRead: false };
};
