/** A run of the lab as a report that every writer takes. */
import {
  type LabResult,
  type LabStep,
  type ScenarioPart,
  type ScenarioResult,
  countScenarios,
} from '../../common/lab-result.ts';
import type { Fact, Report, ReportCase } from '../reports/report.ts';

export interface LabReportFacts {
  readonly version: string;
  /** `Chromium 130.0.6723.44` */
  readonly engine: string;
  readonly exitCode: number;
  /** Sentences about the run as a whole. */
  readonly notes?: readonly string[];
}

export const partTitles: Readonly<Record<ScenarioPart, string>> = {
  pins: 'The pin',
  attack: 'The attack',
  tricks: 'Ways around',
  renewals: 'Renewals',
  certificates: 'Bad certificates',
  modes: 'Modes and time',
};

export const toLabReport = (result: LabResult, { notes = [], ...facts }: LabReportFacts): Report => ({
  command: 'lab',
  title: 'Pinspect lab',
  ...facts,
  startedAt: result.startedAt,
  endedAt: result.startedAt + result.durationMs,
  circumstances: [
    { label: 'Interceptor', value: result.interceptor ?? 'none was started' },
    { label: 'Host', value: result.url ?? 'the lab’s own servers on loopback' },
  ],
  notes: [
    ...notes,
    ...(result.wasStopped ? ['The run was stopped before its end; what was left counts as not run.'] : []),
  ],
  cases: result.scenarios.map(toCase),
});

/** What decides the story of a scenario: the step that failed a check cannot be told from here, so the last one. */
const tellingStep = ({ steps }: ScenarioResult): LabStep | undefined =>
  steps.findLast(({ client }) => client.failureMessage !== null) ?? steps.at(-1);

const toCase = (scenario: ScenarioResult): ReportCase => {
  const { number, title, shows, verdict, whyNotRun, checks, startedAt, durationMs } = scenario;
  const step = tellingStep(scenario);
  const failed = checks.filter(({ holds }) => !holds);
  const sentence =
    whyNotRun ??
    (failed.length === 0
      ? shows
      : failed.map(({ expected, happened }) => `Expected: ${expected} Happened: ${happened}`).join(' '));
  const expectedPins = step?.client.expectedPins ?? [];
  const withPinned = <Certificate extends { readonly spkiSha256: string }>(
    chain: readonly Certificate[],
  ): readonly (Certificate & { readonly pinned: boolean })[] =>
    chain.map((certificate) => ({ ...certificate, pinned: expectedPins.includes(certificate.spkiSha256) }));
  const validated = step?.client.validatedChain ?? [];
  const presented = step?.client.presentedChain ?? [];
  const isSame =
    validated.map(({ certSha256 }) => certSha256).join() ===
    presented.map(({ certSha256 }) => certSha256).join();
  return {
    group: partTitles[scenario.part],
    name: `${number}. ${title}`,
    outcome: verdict,
    word: verdict === 'not-run' ? 'not run' : verdict,
    sentence,
    failureText: step?.client.failureMessage ?? null,
    advice: [],
    startedAt,
    durationMs,
    facts: [...checks.map(toFact), ...scenario.steps.flatMap(evidence)],
    expectedPins,
    chain: withPinned(validated),
    presentedChain: isSame ? [] : withPinned(presented),
    commands: [],
    data: { ...scenario },
    row: {
      number,
      id: scenario.id,
      title,
      verdict,
      whyNotRun,
      checks: checks.length,
      failedChecks: failed.length,
      requestsSent: sum(scenario, ({ client }) => client.requests),
      requestsReadByInterceptor: sum(scenario, ({ interceptor }) => interceptor?.requestsRead ?? 0),
      requestsAtServers: sum(scenario, ({ servers }) =>
        servers.reduce((total, { requests }) => total + requests, 0),
      ),
      durationMs,
    },
    exchange: null,
  };
};

const sum = ({ steps }: ScenarioResult, of: (step: LabStep) => number): number =>
  steps.reduce((total, step) => total + of(step), 0);

const toFact = ({ expected, happened, holds }: ScenarioResult['checks'][number]): Fact => ({
  label: `${holds ? 'Holds' : 'Does not hold'}: ${expected}`,
  value: happened,
});

const evidence = ({ title, client, interceptor, servers }: LabStep): readonly Fact[] => [
  {
    label: `${title}: Pinspect`,
    value: `${client.outcome}, verdict ${client.verdict ?? 'none'}; ${client.answered} of ${client.requests} answered; ${client.applicationBytesSent} bytes of content sent. ${client.reason}`,
  },
  ...(interceptor === null
    ? []
    : [
        {
          label: `${title}: ${interceptor.name}`,
          value: `${interceptor.connections} connections, ${interceptor.refusals} refused handshakes, ${interceptor.requestsRead} requests read (${interceptor.bytesRead} bytes). ${interceptor.refusal ?? ''}`,
        },
      ]),
  ...servers.map((server) => ({
    label: `${title}: ${server.name}`,
    value: `${server.connections} connections, ${server.handshakes} handshakes, ${server.requests} requests, ${server.contentBytes} bytes of content.`,
  })),
];

/** Not run is not passed, unless that was asked for. */
export const labHolds = (result: LabResult, allowsNotRun: boolean): boolean => {
  const { failed, notRun } = countScenarios(result.scenarios);
  return result.scenarios.length > 0 && failed === 0 && (allowsNotRun || notRun === 0);
};
