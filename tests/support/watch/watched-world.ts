// What a watch needs around it: a server that two hosts lead to, an interceptor for other clients in front of it, and real clients.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { judgeWatch } from '../../../common/watch/judge-watch.ts';
import type { WatchEvent } from '../../../common/watch/watch-event.ts';
import type { ClientResult, HostResult } from '../../../common/watch/watch-result.ts';
import { connectionsOf } from '../../../common/watch/watched-connection.ts';
import { findMitmproxy } from '../../../main/interception/find-mitmproxy.ts';
import type { Interceptor } from '../../../main/interception/interceptor.ts';
import type { OtherClients } from '../../../main/interception/other-clients.ts';
import { startBuiltinInterceptor } from '../../../main/interception/start-builtin.ts';
import { startMitmproxy } from '../../../main/interception/start-mitmproxy.ts';
import { findClientProcess } from '../../../main/watch/client-process.ts';
import { openAuthority } from '../../../main/watch/watch-authority.ts';
import { createAuthority } from '../test-ca.ts';
import { startGenuineServer, type GenuineServer } from '../servers/genuine-server.ts';

export const controlHost = 'control.example.test';
export const pinnedHost = 'api.example.test';

export interface WatchedServers {
  readonly server: GenuineServer;
  /** `sha256/…` of the true server. */
  readonly pin: string;
  readonly rootPem: string;
}

export const startWatchedServers = async (): Promise<WatchedServers> => {
  const root = createAuthority({ name: 'Watched Servers Root' });
  const leaf = root.issueLeaf({
    hosts: [controlHost, pinnedHost, 'other.example.test', 'idle.example.test'],
  });
  const server = await startGenuineServer({ certificate: leaf });
  return { server, pin: leaf.spkiSha256, rootPem: root.certificatePem };
};

export interface WatchedWorld {
  readonly interceptor: Interceptor;
  readonly proxy: string;
  readonly port: number;
  readonly folder: string;
  /** PEM file of the CA. */
  readonly caPath: string;
  readonly events: readonly WatchEvent[];
  /** Runs a client to its end, and gives what was seen of it. Never rejects because it failed. */
  readonly watch: (command: string, words: readonly string[], options?: ClientOptions) => Promise<Seen>;
  readonly stop: () => Promise<void>;
}

export interface ClientOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  readonly timeoutMs?: number;
}

export interface Seen {
  readonly code: number | null;
  readonly output: string;
  readonly clients: readonly ClientResult[];
  /** Of the only client there was. */
  readonly host: (name: string) => HostResult | undefined;
}

export interface WorldOptions extends Partial<Pick<OtherClients, 'passThrough' | 'listen'>> {
  readonly kind: 'builtin' | 'mitmproxy';
}

export const findRealMitmproxy = async (): ReturnType<typeof findMitmproxy> =>
  findMitmproxy({ path: null, platform: process.platform, env: process.env, homeFolder: homedir() });

export const openWatchedWorld = async (
  servers: WatchedServers,
  options: WorldOptions,
): Promise<WatchedWorld> => {
  const folder = mkdtempSync(join(tmpdir(), 'pinspect-watch-'));
  const authority = await openAuthority(join(folder, 'ca'));
  if (!authority.ok) throw new Error(authority.error.message);
  const others: OtherClients = {
    listen: options.listen ?? { host: '127.0.0.1', port: 0 },
    authority: authority.value,
    passThrough: options.passThrough ?? [],
    redirections: [{ host: '', port: 443, toHost: '127.0.0.1', toPort: servers.server.port }],
    identify: findClientProcess,
    pages: new Map(),
  };
  const shared = { upstreamProxy: null, serverRootsPem: servers.rootPem, others };
  const started =
    options.kind === 'builtin'
      ? await startBuiltinInterceptor(shared)
      : await startRealMitmproxy(shared, join(folder, 'mitmproxy'));
  if (!started.ok) throw new Error(started.error.message);
  const interceptor = started.value;
  const events: WatchEvent[] = [];
  interceptor.onWatch((event) => events.push(event));
  writeFileSync(join(folder, 'server-root.pem'), servers.rootPem);
  const { host, port } = interceptor.address;
  return {
    interceptor,
    port,
    proxy: `http://${host}:${port}`,
    folder,
    caPath: authority.value.certificatePath,
    events,
    watch: async (command, words, clientOptions = {}) => {
      const from = events.length;
      const { code, output } = await runClient(command, words, clientOptions);
      await settled(events, from);
      const { clients } = judgeWatch(connectionsOf(events.slice(from)), {
        controlHost,
        grouping: 'process',
        expectedHosts: [],
      });
      const [client] = clients;
      return {
        code,
        output,
        clients,
        host: (name) => {
          if (clients.length !== 1) throw new Error(`${clients.length} clients were seen. ${output}`);
          return client?.hosts.find((each) => each.host === name);
        },
      };
    },
    stop: async () => {
      await interceptor.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

const startRealMitmproxy = async (
  shared: Omit<Parameters<typeof startMitmproxy>[0], 'found' | 'configFolder'>,
  configFolder: string,
): ReturnType<typeof startMitmproxy> => {
  const found = await findRealMitmproxy();
  if (!found.ok) throw new Error(found.error.message);
  return startMitmproxy({ ...shared, found: found.value, configFolder });
};

/** A variable that leads elsewhere, or trusts something else, would make another client of it. */
const leads = /^(.*_proxy|node_.*|npm_.*|ssl_cert.*|curl_ca_bundle|requests_ca_bundle|java_tool_options)$/i;

export const runClient = async (
  command: string,
  words: readonly string[],
  { env = {}, input = '', timeoutMs = 25_000 }: ClientOptions,
): Promise<{ readonly code: number | null; readonly output: string }> => {
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !leads.test(name)));
  const child = spawn(command, words, { env: { ...clean, ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
  const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
  let output = '';
  child.stdout.on('data', (data: Buffer) => (output += data.toString()));
  child.stderr.on('data', (data: Buffer) => (output += data.toString()));
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  clearTimeout(timer);
  return { code, output };
};

/** The client is gone: once every connection of its is closed, nothing more is told of it. */
const settled = async (events: readonly WatchEvent[], from: number): Promise<void> => {
  for (let wait = 0; wait < 400; wait += 1) {
    const own = events.slice(from);
    const isOpen = own.some(
      ({ kind, connection }) =>
        kind === 'opened' && !own.some((other) => other.kind === 'closed' && other.connection === connection),
    );
    if (!isOpen && (own.length > 0 || wait > 40)) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('A connection of a client that has ended is still open.');
};
