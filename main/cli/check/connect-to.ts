/** curl's `--connect-to HOST1:PORT1:HOST2:PORT2`: connections for the first are made to the second, the name that is checked stays. */
import { type Result, failure, success } from '../../../common/result.ts';
import type { NameOverride } from '../../network/route.ts';

const shape = /^(\[[^\]]*\]|[^:[\]]*):(\d*):(\[[^\]]*\]|[^:[\]]*):(\d*)$/;

/** The error is a sentence. */
export const parseConnectTo = (text: string): Result<NameOverride, string> => {
  const match = shape.exec(text);
  if (match === null)
    return failure(
      `--connect-to ${text}: write HOST1:PORT1:HOST2:PORT2, an IPv6 address in brackets; an empty part means any, or unchanged.`,
    );
  const [host, port, toHost, toPort] = [match[1], match[2], match[3], match[4]].map((part = '') => part);
  const ports = [toPortNumber(port), toPortNumber(toPort)];
  if (ports.includes('none')) return failure(`--connect-to ${text}: a port is a number from 1 to 65535.`);
  return success({
    host: bare(host ?? '').toLowerCase(),
    port: ports[0] as number | null,
    toHost: bare(toHost ?? ''),
    toPort: ports[1] as number | null,
  });
};

const bare = (host: string): string => host.replace(/^\[|\]$/g, '');

const toPortNumber = (text = ''): number | null | 'none' => {
  if (text === '') return null;
  const port = Number(text);
  return port >= 1 && port <= 65_535 ? port : 'none';
};
