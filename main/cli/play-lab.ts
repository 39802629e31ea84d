/** The lab in a terminal: the whole demonstration or a part of it, verdict and evidence for each scenario, in words, JSON and reports. */
import { app } from 'electron';
import {
  type LabResult,
  type ScenarioFacts,
  type ScenarioResult,
  type ScenarioVerdict,
  countScenarios,
} from '../../common/lab-result.ts';
import { labOnNetwork } from '../assembly/lab-on-network.ts';
import { labHolds, toLabReport } from '../assembly/lab-report.ts';
import { startLabInterceptor } from '../assembly/start-lab-interceptor.ts';
import { notRun, runLab, scenariosFor } from '../lab/run-lab.ts';
import { renderJson } from '../reports/json.ts';
import type { ReportFiles } from '../reports/report-files.ts';
import { type CommandIo, type RunCommand, complain, tell } from './command.ts';
import { type ExitCode, exitCodes, worstOf } from './exit-codes.ts';
import { type LabOptions, readLabOptions } from './lab-options.ts';
import { openReports } from './open-reports.ts';
import { harmless } from './harmless.ts';
import { type Paint, paintFor } from './paint.ts';
import { createProgressLine } from './progress-line.ts';

export const playLab: RunCommand = async (given, io) => {
  const options = await readLabOptions(given, io);
  if (!options.ok) return complain(io, options.error.code, options.error.sentence);
  const files = await openReports(options.value.reports, given, ['pins', 'cacert'], io);
  if (!files.ok) return complain(io, exitCodes.usage, files.error);
  try {
    return await lab(options.value, files.value, io);
  } finally {
    await files.value.discard();
  }
};

const lab = async (options: LabOptions, files: ReportFiles, io: CommandIo): Promise<ExitCode> => {
  const { electron } = io;
  if (electron === null) throw new Error('The lab runs in Electron.');
  const progress = createProgressLine(io.stderr);
  const offered = scenariosFor(options.ownHost);
  const total = options.only?.ids.length ?? offered.length;
  const notes = options.only?.notes ?? [];
  for (const note of notes) await tell(io, note);
  progress.show('the lab is being set up');
  const played = await runLab({
    interceptor: options.interceptor,
    ownHost: options.ownHost,
    only: options.only?.ids ?? null,
    openNetwork: labOnNetwork({
      adoptSession: electron.adoptSession,
      onBug: (error) => {
        void tell(io, `this is a bug, please report it: ${String(error)}`);
      },
      route: options.route,
      resolveSystemProxy: async (url) => app.resolveProxy(url),
    }),
    startInterceptor: startLabInterceptor({ upstreamProxy: options.upstreamProxy }),
    signal: io.signal,
    onProgress: (soFar, running) => {
      const scenario = offered.find(({ id }) => id === running);
      if (scenario !== undefined)
        progress.show(`${soFar.scenarios.length + 1} of ${total}: ${scenario.title}`);
    },
  });
  progress.clear();
  // Of what was asked for: what nobody asked for does not make it fail, and does not count as passed.
  const exitCode = labHolds(played, options.allowsNotRun) ? exitCodes.good : exitCodes.mismatch;
  const left = offered.filter(({ id }) => options.only?.ids.includes(id) === false);
  const result = { ...played, scenarios: inOrder([...played.scenarios, ...left.map(notAskedFor)]) };
  const engine = `Chromium ${process.versions.chrome}`;
  const report = toLabReport(result, { version: io.version, engine, exitCode, notes });
  if (options.isJson) await io.stdout.write(renderJson(report));
  else await writeWords(played, left.length, io);
  if (io.signal.aborted) await io.stderr.write('pinspect: ended early; what was left counts as not run.\n');
  const written = await files.write(report);
  if (written.ok) return exitCode;
  for (const sentence of written.error) await tell(io, sentence);
  return worstOf([exitCode, exitCodes.unreadable]);
};

const notAskedFor = (scenario: ScenarioFacts): ScenarioResult =>
  notRun(scenario, 'It was not asked for: --only names others.');

const inOrder = (results: readonly ScenarioResult[]): readonly ScenarioResult[] =>
  [...results].sort((one, other) => one.number - other.number);

/** `left`: how many were not asked for; a count tells them. */
const writeWords = async (result: LabResult, left: number, io: CommandIo): Promise<void> => {
  const paint = paintFor(io.stdout);
  for (const scenario of result.scenarios) await io.stdout.write(wordScenario(scenario, paint));
  const { passed, failed, notRun: unfinished } = countScenarios(result.scenarios);
  const asked = left === 0 ? '' : ` (${left} not asked for)`;
  const by = result.interceptor === null ? '' : ` against ${result.interceptor}`;
  await io.stdout.write(
    `\n${passed} passed, ${failed} failed, ${unfinished + left} not run${asked}${by}, in ${(result.durationMs / 1000).toFixed(1)} s\n`,
  );
};

const wordVerdict = (verdict: ScenarioVerdict, paint: Paint): string => {
  switch (verdict) {
    case 'passed':
      return paint.good('passed ');
    case 'failed':
      return paint.bad('failed ');
    case 'not-run':
      return paint.doubtful('not run');
  }
};

/** One line for what holds, every check of what does not, and for each step who came to read it. */
const wordScenario = (scenario: ScenarioResult, paint: Paint): string => {
  const { number, title, verdict, whyNotRun, checks, steps } = scenario;
  const lines = [`${String(number).padStart(2)}  ${wordVerdict(verdict, paint)}  ${paint.bold(title)}`];
  const indent = ' '.repeat(13);
  if (whyNotRun !== null) lines.push(`${indent}${harmless(whyNotRun)}`);
  for (const { expected, happened, holds } of checks) {
    if (holds) continue;
    lines.push(`${indent}${paint.bad('expected')}  ${harmless(expected)}`);
    lines.push(`${indent}${paint.bad('happened')}  ${harmless(happened)}`);
  }
  for (const { client, interceptor, servers } of steps) {
    const requests = servers.reduce((sum, server) => sum + server.requests, 0);
    const sides = [
      `${client.outcome} (${client.verdict ?? 'no verdict'})`,
      `${client.applicationBytesSent} bytes of content sent`,
      ...(interceptor === null ? [] : [`interceptor read ${interceptor.requestsRead}`]),
      ...(servers.length === 0 ? [] : [`servers got ${requests}`]),
    ];
    lines.push(paint.faint(`${indent}${sides.join(', ')}`));
  }
  return `${lines.join('\n')}\n`;
};
