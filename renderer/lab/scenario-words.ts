import type {
  LabResult,
  LabStep,
  ScenarioPart,
  ScenarioResult,
  ScenarioVerdict,
} from '../../common/lab-result.ts';
import { countScenarios } from '../../common/lab-result.ts';

export const verdictWord: Readonly<Record<ScenarioVerdict, string>> = {
  passed: 'Passed',
  failed: 'Failed',
  'not-run': 'Not run',
};

export const partTitles: Readonly<Record<ScenarioPart, string>> = {
  pins: 'The pin',
  attack: 'The attack',
  tricks: 'Ways around it',
  renewals: 'Renewals',
  certificates: 'Bad certificates',
  modes: 'Modes and time',
};

export const count = (number: number, one: string): string => `${number} ${one}${number === 1 ? '' : 's'}`;

/** What is attacked, in words. */
export const nameTarget = (url: string | null): string => url ?? 'the lab’s own servers';

/** The verdict over all, and of what, in a sentence. */
export const summarise = ({ scenarios, interceptor, url, durationMs }: LabResult): string => {
  const { passed, failed, notRun } = countScenarios(scenarios);
  const by =
    interceptor === null ? '' : ` against the ${interceptor.replace(/^mitmproxy/, 'real mitmproxy')}`;
  const rest = [
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(notRun > 0 ? [`${notRun} not run`] : []),
  ].join(', ');
  return `${passed} of ${scenarios.length} hold${by}, on ${nameTarget(url)}${rest === '' ? '' : `; ${rest}`}. ${(durationMs / 1000).toFixed(1)} s.`;
};

/** What each of the three counted, in a few words. */
export const wordClient = ({ client }: LabStep): string => {
  const ended = { response: 'answered', blocked: 'refused', failed: 'failed', mixed: 'some answered' }[
    client.outcome
  ];
  const many = client.requests > 1 ? ` (${client.answered} of ${client.requests} answered)` : '';
  return `${ended}${many}: ${client.verdict ?? 'no verdict'}`;
};

const wordStep = (step: LabStep): string => {
  const { interceptor, servers, client } = step;
  const requests = servers.reduce((sum, server) => sum + server.requests, 0);
  return [
    `  - ${step.title}: ${wordClient(step)}; ${count(client.applicationBytesSent, 'byte')} of content sent`,
    ...(interceptor === null
      ? []
      : [`${interceptor.name} read ${count(interceptor.requestsRead, 'request')}`]),
    ...(servers.length === 0 ? [] : [`servers got ${count(requests, 'request')}`]),
  ].join(', ');
};

const wordScenario = ({ number, title, verdict, whyNotRun, checks, steps }: ScenarioResult): string =>
  [
    `- **${verdictWord[verdict]}** ${number}. ${title}${whyNotRun === null ? '' : `: ${whyNotRun}`}`,
    ...checks
      .filter(({ holds }) => !holds)
      .map(({ expected, happened }) => `  - Expected: ${expected} Happened: ${happened}`),
    ...steps.map(wordStep),
  ].join('\n');

const hashLine = (mark: string, hash: string, text: string): string =>
  `${mark} \`${hash}\` ${text}`.trimEnd();

const stepFinding = (step: LabStep): readonly string[] => {
  const { title, url, client, interceptor } = step;
  const reads = wordStep(step).replace(`  - ${title}: `, '');
  return [
    `#### ${title}`,
    '',
    `\`${url}\`: ${reads}.`,
    ...(client.reason === '' ? [] : ['', client.reason]),
    ...(client.expectedPins.length === 0
      ? []
      : ['', '**Expected pins**', '', ...client.expectedPins.map((pin) => hashLine('-', pin, ''))]),
    ...(client.validatedChain.length === 0
      ? []
      : [
          '',
          '**Validated chain**',
          '',
          ...client.validatedChain.map(({ spkiSha256, subject }) =>
            hashLine('1.', spkiSha256, `\`${subject}\``),
          ),
        ]),
    ...(client.failureMessage === null ? [] : ['', '```text', client.failureMessage, '```']),
    ...(interceptor === null || interceptor.log.length === 0
      ? []
      : ['', `**${interceptor.name} logged**`, '', '```text', ...interceptor.log, '```']),
    '',
  ];
};

/** One scenario with its evidence, for a ticket. Its names and logs are of the lab, or of a host that the person named. */
export const findingAsMarkdown = (scenario: ScenarioResult): string =>
  [
    `### Pinspect lab, scenario ${scenario.number}: ${scenario.title}`,
    '',
    `**${verdictWord[scenario.verdict]}**${scenario.whyNotRun === null ? '' : `: ${scenario.whyNotRun}`}. ${scenario.shows}`,
    '',
    ...scenario.checks.map(
      ({ expected, happened, holds }) =>
        `- ${holds ? 'Holds' : '**Does not hold**'}: ${expected} ${happened}`,
    ),
    '',
    ...scenario.steps.flatMap(stepFinding),
  ].join('\n');

/** The whole run for a ticket. */
export const toMarkdown = (result: LabResult): string =>
  [
    `## Pinspect lab${result.url === null ? '' : `: ${result.url}`}`,
    '',
    summarise(result),
    '',
    ...result.scenarios.map(wordScenario),
    '',
  ].join('\n');
