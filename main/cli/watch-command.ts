/** `pinspect watch`: an interceptor for other clients, for a while or for one command, and what was seen, in words and reports. */
import { app } from 'electron';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type WatchChange, compareWatches } from '../../common/watch/compare-watches.ts';
import { hostsNamed, mustBePinned, outcomeOf } from '../../common/watch/expectation.ts';
import { judgeWatch } from '../../common/watch/judge-watch.ts';
import type { WatchResult } from '../../common/watch/watch-result.ts';
import { lookAtRealChains } from '../assembly/real-chains.ts';
import { startWatchInterceptor } from '../assembly/start-watch-interceptor.ts';
import { toWatchReport } from '../assembly/watch-report.ts';
import { isLoopback } from '../interception/other-clients.ts';
import { renderJson } from '../reports/json.ts';
import type { ReportFiles } from '../reports/report-files.ts';
import { clientPages } from '../watch/client-page.ts';
import { leadingVariables, writeBundle, writeTrustStore } from '../watch/command-environment.ts';
import { type LedCommand, runLedCommand } from '../watch/run-led-command.ts';
import { writeSession } from '../watch/session-file.ts';
import { type WatchAuthority, openAuthority } from '../watch/watch-authority.ts';
import { type JudgedBy, WatchSession } from '../watch/watch-session.ts';
import { type CommandIo, type RunCommand, complain, tell } from './command.ts';
import { type ExitCode, exitCodes, worstOf } from './exit-codes.ts';
import { openReports } from './open-reports.ts';
import { harmless } from './harmless.ts';
import { paintFor } from './paint.ts';
import { createProgressLine } from './progress-line.ts';
import { type WatchOptions, readWatchOptions } from './watch/watch-options.ts';
import { watchWords } from './watch/watch-words.ts';

export const run: RunCommand = async (given, io) => {
  const options = await readWatchOptions(given, io);
  if (!options.ok) return complain(io, options.error.code, options.error.sentence);
  const files = await openReports(
    options.value.reports,
    given,
    ['expect', 'upstream-cacert', 'baseline'],
    io,
  );
  if (!files.ok) return complain(io, exitCodes.usage, files.error);
  const temporary = await mkdtemp(join(tmpdir(), 'pinspect-watch-'));
  try {
    return await watch(options.value, files.value, temporary, io);
  } finally {
    await files.value.discard();
    await rm(temporary, { recursive: true, force: true, maxRetries: 3 });
  }
};

const watch = async (
  options: WatchOptions,
  files: ReportFiles,
  temporary: string,
  io: CommandIo,
): Promise<ExitCode> => {
  const authority = await openAuthority(caFolderOf(options, io));
  if (!authority.ok)
    return complain(io, exitCodes.unreadable, `${authority.error.message} ${authority.error.advice}`);
  const progress = createProgressLine(io.stderr);
  const by: JudgedBy = {
    controlHost: options.controlHost,
    grouping: options.grouping,
    expectedHosts: hostsNamed(options.expectation, Date.now()),
  };
  let wake = (): void => undefined;
  const started = await WatchSession.start(
    async () =>
      startWatchInterceptor({
        kind: options.interceptor,
        folder: temporary,
        listen: options.listen,
        authority: authority.value,
        passThrough: options.passThrough,
        redirections: options.route.overrides,
        pages: clientPages(authority.value.certificatePem),
        upstreamProxy: options.upstreamProxy,
        serverRootsPem: options.serverRootsPem,
      }),
    () => {
      wake();
    },
  );
  if (!started.ok)
    return complain(
      io,
      startExitCode(started.error.code),
      `${started.error.message} ${started.error.advice}`,
    );
  const session = started.value;
  try {
    await tellWhereItListens(session, authority.value, options, io);
    const led = await lead(options, session, authority.value, temporary, io);
    if (!led.ok) return await complain(io, exitCodes.usage, led.error);
    const notes: string[] = [];
    if (led.value !== null)
      void led.value.ended.then((how) => {
        notes.push(`The command ended: ${typeof how === 'number' ? `exit code ${how}` : how}.`);
        wake();
      });
    await untilTheEnd(session, led.value, options.durationMs, io.signal, (shown) => {
      wake = shown;
      progress.show(`${session.requests} requests read`);
    });
    progress.clear();
    await led.value?.stop();
    await session.stop();
    return await report(session, by, options, files, notes, io);
  } finally {
    progress.clear();
    await session.stop();
  }
};

/** What another value of an option would mend is wrong usage; 3 means that no client came, and nothing else. */
const startExitCode = (code: string): ExitCode =>
  ['interceptor-port-taken', 'interceptor-no-such-address', 'redirections-behind-proxy'].includes(code)
    ? exitCodes.usage
    : exitCodes.bug;

const caFolderOf = ({ caFolder }: WatchOptions, io: CommandIo): string =>
  caFolder === null
    ? join(app.getPath('appData'), app.getName(), 'watch')
    : resolve(io.workingDirectory, caFolder);

const tellWhereItListens = async (
  session: WatchSession,
  { certificatePath }: WatchAuthority,
  { controlHost, listen }: WatchOptions,
  io: CommandIo,
): Promise<void> => {
  const { host, port } = session.address;
  const at = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  await io.stderr.write(
    `pinspect: ${session.interceptorName} takes clients at ${at}. Its CA: ${certificatePath}\n`,
  );
  if (!isLoopback(listen.host))
    await io.stderr.write(
      'pinspect: careful: whoever reaches this address can use the proxy, without a password, until the watch ends.\n',
    );
  if (controlHost === null)
    await io.stderr.write(
      'pinspect: no --control host was named, so no host can be called pinned: a client that does not trust the CA refuses them all.\n',
    );
};

const lead = async (
  { command }: WatchOptions,
  session: WatchSession,
  { certificatePem, certificatePath }: WatchAuthority,
  folder: string,
  io: CommandIo,
): Promise<{ ok: true; value: LedCommand | null } | { ok: false; error: string }> => {
  if (command.length === 0) return { ok: true, value: null };
  const [bundlePath, trustStore] = await Promise.all([
    writeBundle(folder, certificatePem),
    writeTrustStore(folder, certificatePath, io.environment),
  ]);
  const { host, port } = session.address;
  return runLedCommand({
    words: command,
    variables: leadingVariables({
      host: /^(0\.0\.0\.0|::)$/.test(host) ? '127.0.0.1' : host,
      port,
      caPath: certificatePath,
      bundlePath,
      trustStore,
    }),
    environment: io.environment,
    workingDirectory: io.workingDirectory,
    output: 'stderr',
  });
};

/** Its connections are closed with it; the interceptor hears of that a moment later. */
const afterTheCommandMs = 300;

const untilTheEnd = async (
  session: WatchSession,
  led: LedCommand | null,
  durationMs: number | null,
  signal: AbortSignal,
  onSeen: (wake: () => void) => void,
): Promise<void> => {
  await new Promise<void>((resolveEnd) => {
    const timer = durationMs === null ? null : setTimeout(end, durationMs);
    function end(): void {
      if (timer !== null) clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolveEnd();
    }
    signal.addEventListener('abort', end);
    const look = (): void => {
      onSeen(look);
      if (!session.isRunning) end();
    };
    look();
    if (signal.aborted) end();
    void led?.ended.then(() => setTimeout(end, afterTheCommandMs));
  });
};

const report = async (
  session: WatchSession,
  by: JudgedBy,
  options: WatchOptions,
  files: ReportFiles,
  before: readonly string[],
  io: CommandIo,
): Promise<ExitCode> => {
  const at = Date.now();
  const result = session.judge(by);
  const changes = changesSince(options, result);
  const crash = session.crash;
  const notes = [...before, ...(crash === null ? [] : [crash])];
  const exitCode = exitCodeOf(result, options, changes, crash !== null, at);
  const { route, serverRootsPem: rootsPem } = options;
  const realChains = await lookAtRealChains(result, { route, rootsPem, signal: io.signal, io });
  const record = session.record(options.sessionName, by);
  const made = toWatchReport({
    session: record,
    result,
    expectation: options.expectation,
    realChains,
    changes,
    notes,
    circumstances: [{ label: 'Listened at', value: `${session.address.host}:${session.address.port}` }],
    nameOf: () => null,
    version: io.version,
    engine: `Chromium ${process.versions.chrome}`,
    exitCode,
    at,
  });
  if (options.isJson) await io.stdout.write(renderJson(made));
  else {
    await io.stdout.write(
      watchWords(result, options.controlHost, options.expectation, paintFor(io.stdout), at),
    );
    for (const { sentence } of changes)
      await io.stdout.write(`Since ${nameOf(options.baseline)}: ${harmless(sentence)}\n`);
  }
  for (const note of notes) await tell(io, note);
  const written = await files.write(made, writeSession(record));
  if (written.ok) return exitCode;
  for (const sentence of written.error) await tell(io, sentence);
  return worstOf([exitCode, exitCodes.unreadable]);
};

/** A watch may have been saved without a name. */
const nameOf = (baseline: WatchOptions['baseline']): string =>
  baseline === null || baseline.name === '' ? 'the saved watch' : harmless(baseline.name);

const changesSince = ({ baseline }: WatchOptions, result: WatchResult): readonly WatchChange[] =>
  baseline === null ? [] : compareWatches(judgeWatch(baseline.connections, baseline), result);

const exitCodeOf = (
  { clients, unseenHosts }: WatchResult,
  { expectation }: WatchOptions,
  changes: readonly WatchChange[],
  hasCrashed: boolean,
  at: number,
): ExitCode => {
  const outcomes = clients.flatMap(({ hosts }) => hosts.map((host) => outcomeOf(expectation, host, at)));
  const isMissing = unseenHosts.some((host) => mustBePinned(expectation, host, at));
  // What was read is certain, so here 1 outweighs 2 (decision 0113).
  if (outcomes.includes('failed') || changes.some(({ isWeaker }) => isWeaker)) return exitCodes.mismatch;
  const isLost = changes.some((change) => change.isLost);
  if (outcomes.includes('error') || isMissing || isLost || hasCrashed) return exitCodes.untrusted;
  // Nobody came: nothing was watched, which is not the same as nothing found.
  return clients.length === 0 ? exitCodes.notConnected : exitCodes.good;
};
