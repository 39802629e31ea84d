/** `pinspect check`: real requests through the pinned stack, one GET each, and what was found in words, JSON and reports. */
import { rulesOfClient } from '../../common/pinning/clients/client-pin-rules.ts';
import { emptyPolicy } from '../../common/pinning/policy.ts';
import { renderJson } from '../reports/json.ts';
import type { ReportFiles } from '../reports/report-files.ts';
import { roundsByAddress } from './check/addresses.ts';
import { compareWithBaseline } from './check/baseline.ts';
import { checkExitCode } from './check/check-exit-code.ts';
import { type CheckOptions, readCheckOptions } from './check/check-options.ts';
import { toReport } from './check/check-report.ts';
import type { CheckFinding } from './check/check-result.ts';
import { shortName, wordResult, wordSummary } from './check/check-words.ts';
import { endsWithin } from './check/fail-before.ts';
import { findOldChains } from './check/old-chains.ts';
import { type CheckRound, type CheckedRequest, runCheck } from './check/run-check.ts';
import { openCommandNetwork } from './command-network.ts';
import { type CommandIo, type RunCommand, complain, tell } from './command.ts';
import { type ExitCode, exitCodes, worstOf } from './exit-codes.ts';
import { openReports } from './open-reports.ts';
import { paintFor } from './paint.ts';
import { createProgressLine } from './progress-line.ts';

export const run: RunCommand = async (given, io) => {
  const read = await readCheckOptions(given, io);
  if (!read.ok) return complain(io, read.error.code, read.error.sentence);
  const options = read.value;
  const files = await openReports(options.reports, given, ['pins', 'targets', 'cacert', 'baseline'], io);
  if (!files.ok) return complain(io, exitCodes.usage, files.error);
  try {
    return await check(options, files.value, io);
  } finally {
    await files.value.discard();
  }
};

const check = async (options: CheckOptions, files: ReportFiles, io: CommandIo): Promise<ExitCode> => {
  const rules = rulesOfClient(options.policy);
  const plan = await planRounds(options);
  const { route } = options;
  const network = openCommandNetwork(
    {
      // What judges is `pinRules`.
      policy: emptyPolicy,
      pinRules: rules,
      route: { ...route, overrides: [...(plan[0]?.overrides ?? []), ...route.overrides] },
      anchors: options.anchors ?? [],
      trustsAnchorsOnly: options.anchors !== null,
      handshakeTimeoutMs: options.timeoutMs,
    },
    io,
  );
  const total = plan.reduce((sum, { targets }) => sum + targets.length, 0);
  const progress = createProgressLine(io.stderr);
  let done = 0;
  let troubled = 0;
  progress.show(`checking ${total}`);
  const outcome = await runCheck(network, plan, {
    rules,
    route,
    concurrency: options.concurrency,
    timeoutMs: options.timeoutMs,
    followsRedirects: options.followsRedirects,
    signal: io.signal,
    onChecked: ({ result, target }) => {
      if (target.redirectedFrom === null) done += 1;
      if (checkExitCode(result, options.allowsUnpinned) !== exitCodes.good) troubled += 1;
      const trouble = troubled === 0 ? '' : `, ${troubled} not good`;
      progress.show(`checked ${done} of ${total}${trouble}`);
    },
  });
  progress.clear();
  const examined = examine(outcome.checked, options);
  const notes = [...options.notes, ...examined.notes];
  const endedAt = Date.now();
  const exitCode = worstOf([
    ...examined.checked.map(({ result }) => checkExitCode(result, options.allowsUnpinned)),
    // What was not reached was not decided.
    outcome.notRun.length > 0 ? exitCodes.untrusted : exitCodes.good,
  ]);
  const report = toReport({ ...outcome, checked: examined.checked }, options, {
    version: io.version,
    engine: `Chromium ${process.versions.chrome}`,
    startedAt: outcome.startedAt,
    endedAt,
    exitCode,
    notes,
  });
  if (options.isJson) await io.stdout.write(renderJson(report));
  else await writeWords(examined.checked, outcome.notRun.length, endedAt - outcome.startedAt, options, io);
  for (const note of notes) if (!options.isJson) await io.stdout.write(`${note}\n`);
  if (io.signal.aborted)
    await io.stderr.write(`pinspect: ended early: ${outcome.notRun.length} of ${total} were not run.\n`);
  const written = await files.write(report);
  if (written.ok) return exitCode;
  for (const sentence of written.error) await tell(io, sentence);
  return worstOf([exitCode, exitCodes.unreadable]);
};

const planRounds = async (options: CheckOptions): Promise<readonly CheckRound[]> => {
  const numbers = Array.from({ length: options.repeat }, (_, index) => index + 1);
  if (!options.everyAddress)
    return numbers.map((round) => ({
      targets: options.urls.map((url) => ({ url, round, wantedAddress: null, redirectedFrom: null })),
      overrides: [],
    }));
  const rounds: CheckRound[] = [];
  for (const round of numbers)
    rounds.push(...(await roundsByAddress(options.urls, round, options.route.overrides)));
  return rounds;
};

/** Adds what `--fail-before`, `--baseline` and `--every-address` find. */
const examine = (
  all: readonly CheckedRequest[],
  options: CheckOptions,
): { readonly checked: readonly CheckedRequest[]; readonly notes: readonly string[] } => {
  const rules = rulesOfClient(options.policy);
  const { baseline, failBeforeMs } = options;
  const notes: string[] = options.everyAddress ? [...findOldChains(all)] : [];
  const checked = all.map((request) => {
    const ends = failBeforeMs === null ? [] : endsWithin(request, rules, failBeforeMs);
    const compared = baseline === null ? null : compareWithBaseline(request.result, baseline);
    if (compared?.isNew === true) notes.push(`${request.result.url} is not in the baseline.`);
    const found: readonly CheckFinding[] = [
      ...ends,
      ...(compared?.changes ?? []).map((sentence) => ({ kind: 'changed' as const, sentence })),
    ];
    const findings = found.map(({ sentence }) => sentence);
    const findingKinds = found.map(({ kind }) => kind);
    return { ...request, result: { ...request.result, findings, findingKinds } };
  });
  for (const url of baseline?.keys() ?? [])
    if (!all.some(({ result }) => result.url === url))
      notes.push(`${url} is in the baseline and was not checked.`);
  return { checked, notes: [...new Set(notes)] };
};

const maximumNameWidth = 48;

const writeWords = async (
  checked: readonly CheckedRequest[],
  notRun: number,
  tookMs: number,
  options: CheckOptions,
  io: CommandIo,
): Promise<void> => {
  const widest = Math.max(0, ...checked.map(({ result }) => shortName(result).length));
  const words = {
    paint: paintFor(io.stdout),
    nameWidth: Math.min(widest, maximumNameWidth),
    showsAddress: options.everyAddress,
    showsRound: options.repeat > 1,
  };
  for (const request of checked) await io.stdout.write(wordResult(request, words));
  await io.stdout.write(wordSummary({ results: checked.map(({ result }) => result), notRun, tookMs }));
};
