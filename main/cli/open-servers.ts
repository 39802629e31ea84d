/** The network of `pins URL`, opened from its options. */
import { type Result, failure, success } from '../../common/result.ts';
import type { CommandIo, GivenArguments } from './command.ts';
import { openCommandNetwork } from './command-network.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { isUrl } from './is-url.ts';
import { type SeenServer, lookAtServer, refuseEveryHost } from './look-at-server.ts';
import { readChain } from './read-chain.ts';
import { inputName, readInput } from './read-input.ts';
import { readRoute } from './route/read-route.ts';

export interface Servers {
  /** The error is a sentence: why there was no handshake. */
  readonly look: (url: string) => Promise<Result<SeenServer, string>>;
  readonly close: () => Promise<void>;
}

interface Refusal {
  readonly code: ExitCode;
  readonly sentence: string;
}

const wrongUsage = (sentence: string): Result<never, Refusal> => failure({ code: exitCodes.usage, sentence });

export const openServers = async (
  given: GivenArguments,
  io: CommandIo,
): Promise<Result<Servers, Refusal>> => {
  for (const url of given.positionals.filter(isUrl)) {
    if (!URL.canParse(url)) return wrongUsage(`“${url}” is no URL. Write https://host or https://host:port.`);
    const { protocol } = new URL(url);
    if (protocol !== 'https:')
      return wrongUsage(`${url}: only https:// has a certificate to show, and this is ${protocol}//.`);
  }
  const route = readRoute(given, io.environment);
  if (!route.ok) return wrongUsage(route.error);
  const file = given.value('cacert');
  const bytes = file === null ? success(null) : await readInput(file, io);
  if (!bytes.ok) return failure({ code: exitCodes.unreadable, sentence: bytes.error });
  const roots = bytes.value === null ? success(null) : readChain(bytes.value, inputName(file ?? ''));
  if (!roots.ok) return failure({ code: exitCodes.unreadable, sentence: roots.error });
  const opened = openCommandNetwork({ policy: refuseEveryHost, route: route.value, anchors: [] }, io);
  return success({
    look: async (url) => lookAtServer(opened, url, roots.value, io.signal),
    close: opened.close,
  });
};
