/**
 * Starts a mitmproxy of our own: on loopback, behind a random password, or for other clients where they want it. Ready means: a connection of ours was reported
 * back by its addon. An open port alone proves nothing, since another program may have taken it in the meantime.
 */
import { X509Certificate, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createConnection, createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorText } from '../../common/error-text.ts';
import type { Failure, InterceptorFound } from '../../common/ipc/state.ts';
import { failure, success, type Result } from '../../common/result.ts';
import type { Interceptor } from './interceptor.ts';
import { removeConfiguration, writeConfiguration } from './mitmproxy-configuration.ts';
import type { OtherClients } from './other-clients.ts';
import { MitmproxyProcess } from './mitmproxy-process.ts';
import { toUpstreamProxy, type UpstreamProxy } from './upstream-proxy.ts';

export interface StartMitmproxyOptions {
  readonly found: InterceptorFound;
  /** Its own folder, used by no other running mitmproxy. Its CA stays there from run to run. */
  readonly configFolder: string;
  /** URL of the proxy mitmproxy goes through, user and password inside; null: it connects directly. */
  readonly upstreamProxy: string | null;
  /** PEM of roots that mitmproxy accepts at servers, besides its own list; empty: none. */
  readonly serverRootsPem?: string;
  /** Left out: it is for our own traffic. */
  readonly others?: OtherClients;
  readonly timeoutMs?: number;
  /** Ends a start that is no longer wanted. */
  readonly signal?: AbortSignal;
  /** A free loopback port, unless the caller knows better. Asked again when the port turns out to be taken. */
  readonly choosePort?: () => Promise<number>;
  readonly env?: NodeJS.ProcessEnv;
}

const loopback = '127.0.0.1';
const attempts = 3;

export async function startMitmproxy(options: StartMitmproxyOptions): Promise<Result<Interceptor, Failure>> {
  const upstream = toUpstreamProxy(options.upstreamProxy);
  if (!upstream.ok) return upstream;
  const { others } = options;
  if (others !== undefined && others.listen.port !== 0)
    return startOnce(options, upstream.value, others.listen.port);
  let last: Result<Interceptor, Failure> | undefined;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    last = await startOnce(options, upstream.value, await (options.choosePort ?? freePort)());
    if (last.ok || last.error.code !== 'interceptor-port-taken') return last;
  }
  return last ?? failure(startFailure('mitmproxy was not started.', []));
}

async function startOnce(
  options: StartMitmproxyOptions,
  upstream: UpstreamProxy,
  port: number,
): Promise<Result<Interceptor, Failure>> {
  const { configFolder: folder, found } = options;
  const secret = randomBytes(16).toString('hex');
  const others = options.others ?? null;
  const host = others?.listen.host ?? loopback;
  const credentials =
    others === null ? { username: 'pinspect', password: randomBytes(24).toString('hex') } : null;
  try {
    await writeConfiguration({
      folder,
      host,
      port,
      credentials,
      others,
      upstreamCredentials: upstream.credentials,
      serverRootsPem: options.serverRootsPem ?? '',
      secret,
    });
  } catch (error) {
    return failure({
      code: 'interceptor-folder',
      message: `mitmproxy's folder ${folder} could not be prepared: ${errorText(error)}.`,
      advice: 'Make sure that the folder can be written and that the disk is not full.',
    });
  }
  const parameters = ['--set', `confdir=${folder}`, '--mode', upstream.mode];
  const child = new MitmproxyProcess(found.path, parameters, options.env ?? process.env, secret);
  const knock = { host: /^(0\.0\.0\.0|::)$/.test(host) ? loopback : host, port };
  const forget = (): Promise<void> => removeConfiguration(folder);
  const giveUp = async (reason: Failure): Promise<Result<Interceptor, Failure>> => {
    await child.stop();
    await forget();
    return failure(reason);
  };
  const notReady = await becomeReady(child, knock, options.timeoutMs ?? 30_000, options.signal);
  if (notReady !== undefined) return giveUp(notReady);
  const ca = await readFile(join(folder, 'mitmproxy-ca-cert.pem'), 'utf8').catch(() => '');
  const caPem = firstCertificate(ca);
  if (caPem === undefined) {
    return giveUp(startFailure(`mitmproxy left no readable CA certificate in ${folder}.`, child.lastLines));
  }
  child.onExit(() => {
    forget().catch(() => undefined);
  });
  return success({
    name: `mitmproxy ${found.version}`,
    ownership: 'started',
    address: { host, port, credentials },
    caPem,
    hasEvents: true,
    onEvent: (listener) => child.onEvent(listener),
    onWatch: (listener) => child.onWatch(listener),
    onExit: (listener) => child.onExit(listener),
    stop: async () => {
      await child.stop();
      await forget();
    },
  });
}

interface Knock {
  readonly host: string;
  readonly port: number;
}

/** Undefined when it is ready; else what stands in the way. */
async function becomeReady(
  child: MitmproxyProcess,
  knock: Knock,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<Failure | undefined> {
  const deadline = Date.now() + timeoutMs;
  const probePorts: number[] = [];
  while (Date.now() < deadline) {
    if (child.exit !== undefined) return describeEarlyExit(child, knock.port);
    if (signal?.aborted === true) return startFailure('The start was given up.', []);
    const probePort = child.isRunning ? await probe(knock) : undefined;
    if (probePort !== undefined) {
      probePorts.push(probePort);
      for (let wait = 0; wait < 20 && !child.hasSeenProbe(probePort); wait += 1) await sleep(25);
      if (child.hasSeenProbe(probePort)) {
        child.becomeReady(probePorts);
        return undefined;
      }
    }
    await sleep(50);
  }
  return {
    code: 'interceptor-start-timeout',
    message: `mitmproxy took no connection within ${timeoutMs / 1000} seconds.${quote(child.lastLines)}`,
    advice: 'Start mitmdump in a terminal to see what it waits for.',
  };
}

function describeEarlyExit(child: MitmproxyProcess, port: number): Failure {
  const said = child.lastLines.join('\n');
  if (/address already in use|only one usage of each socket address|attempting to bind/i.test(said)) {
    return {
      code: 'interceptor-port-taken',
      message: `Port ${port} is taken by another program.`,
      advice: 'Choose another port, or end the program that listens there.',
    };
  }
  const how = child.exit?.signal ?? `exit code ${child.exit?.exitCode ?? 'unknown'}`;
  return startFailure(`mitmproxy ended while it was starting (${how}).`, child.lastLines);
}

const startFailure = (message: string, lastLines: readonly string[]): Failure => ({
  code: 'interceptor-start-failed',
  message: message + quote(lastLines),
  advice: 'Start mitmdump in a terminal to see whether it works there.',
});

const quote = (lines: readonly string[]): string =>
  lines.length === 0 ? '' : ` It said: ${lines.slice(-5).join(' | ').slice(0, 1_000)}`;

/** Connects and hangs up. Our own port, or undefined when nobody listens. */
async function probe({ host, port }: Knock): Promise<number | undefined> {
  return new Promise((resolve) => {
    const socket = createConnection({ host, port, timeout: 1_000 });
    socket.once('connect', () => {
      resolve(socket.localPort);
      socket.end();
    });
    socket.once('error', () => {
      resolve(undefined);
    });
    socket.once('timeout', () => {
      socket.destroy();
      resolve(undefined);
    });
  });
}

/** A port that was free a moment ago: mitmproxy's own port 0 is not reported alike by its versions. */
async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, loopback, () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => {
        resolve(port);
      });
    });
  });
}

function firstCertificate(pem: string): string | undefined {
  try {
    return new X509Certificate(pem).toString();
  } catch {
    return undefined;
  }
}
