/** The words of a `watch` call as what they mean. Whatever is wrong is said before anything listens. */
import type { InterceptorKind } from '../../../common/lab-result.ts';
import { canonicalHost, parseHostPattern } from '../../../common/pinning/host-pattern.ts';
import { type Result, failure, success } from '../../../common/result.ts';
import { type Expectation, mustBePinned } from '../../../common/watch/expectation.ts';
import { type ClientGrouping, clientGroupings } from '../../../common/watch/watch-result.ts';
import type { WatchedSession } from '../../../common/watch/watched-session.ts';
import { toPem } from '../../certificates/pem.ts';
import type { Route } from '../../network/route.ts';
import { type ReportRequest, parseReportRequest } from '../../reports/report-files.ts';
import { readSession } from '../../watch/session-file.ts';
import type { CommandIo, GivenArguments } from '../command.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { readChain } from '../read-chain.ts';
import { inputName, readInput } from '../read-input.ts';
import { readRoute } from '../route/read-route.ts';
import { readExpectation } from './read-expectation.ts';

export interface WatchOptions {
  readonly interceptor: InterceptorKind;
  readonly listen: { readonly host: string; readonly port: number };
  /** Null: until it is interrupted, or the command ends. */
  readonly durationMs: number | null;
  readonly controlHost: string | null;
  readonly grouping: ClientGrouping;
  readonly expectation: Expectation;
  readonly passThrough: readonly string[];
  readonly route: Route;
  /** For the interceptor, user and password inside; null: none. */
  readonly upstreamProxy: string | null;
  /** PEM; empty: the usual roots only. */
  readonly serverRootsPem: string;
  /** Null: the installation's. */
  readonly caFolder: string | null;
  readonly sessionName: string;
  readonly baseline: WatchedSession | null;
  readonly reports: readonly ReportRequest[];
  readonly isJson: boolean;
  /** What is led through it; empty: nothing. */
  readonly command: readonly string[];
}

interface Fault {
  readonly code: ExitCode;
  readonly sentence: string;
}

const usage = (sentence: string): { ok: false; error: Fault } => failure({ code: exitCodes.usage, sentence });
const unreadable = (sentence: string): { ok: false; error: Fault } =>
  failure({ code: exitCodes.unreadable, sentence });

export const readWatchOptions = async (
  given: GivenArguments,
  io: CommandIo,
): Promise<Result<WatchOptions, Fault>> => {
  const plain = readPlain(given);
  if (!plain.ok) return usage(plain.error);
  const route = readRoute(given, {});
  if (!route.ok) return usage(route.error);
  const reports: ReportRequest[] = [];
  for (const text of given.values('report')) {
    const report = parseReportRequest(text);
    if (!report.ok) return usage(report.error);
    reports.push(report.value);
  }
  const expectation = await readExpectation(given.value('expect'), io);
  if (!expectation.ok) return unreadable(expectation.error);
  const { controlHost } = plain.value;
  if (controlHost !== null && mustBePinned(expectation.value, controlHost, Date.now()))
    return usage(
      `--control ${controlHost}: --expect says that this host must be pinned, so it cannot show whether the CA is trusted. Name a host that nobody pins.`,
    );
  const roots = await readRoots(given.value('upstream-cacert'), io);
  if (!roots.ok) return unreadable(roots.error);
  const baseline = await readBaseline(given.value('baseline'), io);
  if (!baseline.ok) return unreadable(baseline.error);
  return success({
    ...plain.value,
    expectation: expectation.value,
    route: route.value,
    upstreamProxy: given.value('proxy'),
    serverRootsPem: roots.value,
    caFolder: given.value('ca'),
    sessionName: given.value('name') ?? '',
    baseline: baseline.value,
    reports,
    isJson: given.has('json'),
    command: given.positionals,
  });
};

type Plain = Pick<
  WatchOptions,
  'interceptor' | 'listen' | 'durationMs' | 'controlHost' | 'grouping' | 'passThrough'
>;

const readPlain = (given: GivenArguments): Result<Plain, string> => {
  const interceptor = given.value('interceptor') ?? 'builtin';
  if (interceptor !== 'builtin' && interceptor !== 'mitmproxy')
    return failure(`--interceptor ${interceptor}: there are builtin and mitmproxy.`);
  const listen = readListen(given.value('listen'), given.positionals.length > 0);
  if (!listen.ok) return listen;
  const duration = given.value('duration');
  const durationMs = duration === null ? success(null) : parseSeconds(duration);
  if (!durationMs.ok) return durationMs;
  const control = given.value('control');
  const controlHost = control === null ? success(null) : canonicalHost(control);
  if (!controlHost.ok) return failure(`--control ${control ?? ''}: ${controlHost.error}`);
  const grouping = clientGroupings.find((name) => name === (given.value('group-by') ?? 'process'));
  if (grouping === undefined)
    return failure(`--group-by ${given.value('group-by') ?? ''}: there are ${clientGroupings.join(', ')}.`);
  for (const text of given.values('pass-through')) {
    const pattern = parseHostPattern(text);
    if (!pattern.ok) return failure(`--pass-through ${text}: ${pattern.error}`);
  }
  return success({
    interceptor,
    listen: listen.value,
    durationMs: durationMs.value,
    controlHost: controlHost.value,
    grouping,
    passThrough: given.values('pass-through'),
  });
};

const usualPort = 8_888;

/** `127.0.0.1:8888`, `[::1]:8888`, `:8888`, `8888`. For a command of our own any free port will do. */
const readListen = (text: string | null, hasCommand: boolean): Result<WatchOptions['listen'], string> => {
  if (text === null) return success({ host: '127.0.0.1', port: hasCommand ? 0 : usualPort });
  const match = /^(?:(?<host>\[[0-9a-f:.]+\]|[^:[\]]*):)?(?<port>\d{1,5})$/i.exec(text);
  const port = Number(match?.groups?.port);
  const host = (match?.groups?.host ?? '').replace(/^\[|\]$/g, '');
  return match === null || !(port <= 65_535)
    ? failure(`--listen ${text}: write ADDRESS:PORT, as in 127.0.0.1:8888.`)
    : success({ host: host === '' ? '127.0.0.1' : host === 'localhost' ? '127.0.0.1' : host, port });
};

const unitMs: Readonly<Record<string, number>> = { '': 1_000, s: 1_000, m: 60_000, h: 3_600_000 };

/** `60s`, `5m`, `1h`, `90`. */
const parseSeconds = (text: string): Result<number, string> => {
  const [, count = '', unit = ''] = /^(\d{1,6})([smh]?)$/.exec(text) ?? [];
  const durationMs = Number(count) * (unitMs[unit] ?? Number.NaN);
  return count !== '' && durationMs > 0 && durationMs <= 7 * 24 * 3_600_000
    ? success(durationMs)
    : failure(`--duration ${text}: write a span of time, as in 60s, 5m or 1h; a week at most.`);
};

const readRoots = async (name: string | null, io: CommandIo): Promise<Result<string, string>> => {
  if (name === null) return success('');
  const bytes = await readInput(name, io);
  if (!bytes.ok) return bytes;
  const chain = readChain(bytes.value, inputName(name));
  return chain.ok ? success(chain.value.map((der) => toPem(der)).join('')) : chain;
};

const readBaseline = async (
  name: string | null,
  io: CommandIo,
): Promise<Result<WatchedSession | null, string>> => {
  if (name === null) return success(null);
  const bytes = await readInput(name, io);
  if (!bytes.ok) return bytes;
  const session = readSession(bytes.value.toString('utf8'));
  return session.ok ? session : failure(`${inputName(name)} cannot be used: ${session.error}`);
};
