/** The results of `check` as a report that every writer takes. */
import { stillCounted } from '../../../common/counted-bytes.ts';
import type { CertificateFacts } from '../../../common/pinning/certificate.ts';
import type { CaseOutcome, HttpExchange, Report, ReportCase, Scalar } from '../../reports/report.ts';
import { describeProxy } from '../../network/route.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { type Advised, adviseOn, opensslCommands, renewalRequest } from './check-advice.ts';
import { checkExitCode } from './check-exit-code.ts';
import type { CheckOptions } from './check-options.ts';
import type { CheckResult, CheckTarget } from './check-result.ts';
import { headingOf, shortName, storyOf } from './check-words.ts';
import type { CheckedRequest, RunOutcome } from './run-check.ts';

export interface RunFacts {
  readonly version: string;
  readonly engine: string;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly exitCode: ExitCode;
  readonly notes: readonly string[];
}

export const toReport = (outcome: RunOutcome, options: CheckOptions, facts: RunFacts): Report => {
  const unique = uniqueNames();
  return {
    command: 'check',
    title: 'Pinspect check',
    ...facts,
    circumstances: circumstancesOf(options),
    cases: [
      ...outcome.checked.map((checked) =>
        toCase(checked, unique(nameOf(checked.target, checked.result)), {
          allowsUnpinned: options.allowsUnpinned,
          place: 'terminal',
          anchorsName: options.anchorsName,
        }),
      ),
      ...outcome.notRun.map((target) => toNotRun(target, unique(nameOf(target, null)))),
    ],
  };
};

/** Cases of one report are told apart by their names. */
export const uniqueNames = (): ((name: string) => string) => {
  const names = new Map<string, number>();
  return (name) => {
    const count = (names.get(name) ?? 0) + 1;
    names.set(name, count);
    return count === 1 ? name : `${name} (${count})`;
  };
};

const circumstancesOf = (options: CheckOptions): Report['circumstances'] => [
  { label: 'Policy', value: `${options.policyName} (${options.policy.format})` },
  {
    label: 'Trust',
    value:
      options.anchorsName === null ? 'what this system trusts' : `only the roots of ${options.anchorsName}`,
  },
  {
    label: 'Route',
    value:
      options.route.choice.kind === 'proxy'
        ? describeProxy(options.route.choice.proxy)
        : options.route.choice.kind === 'by-target'
          ? 'by HTTPS_PROXY and NO_PROXY'
          : 'direct',
  },
  ...(options.baselineName === null ? [] : [{ label: 'Baseline', value: options.baselineName }]),
];

const nameOf = ({ url, round, wantedAddress }: CheckTarget, result: CheckResult | null): string => {
  const name = result === null ? url : shortName(result);
  const at = wantedAddress === null ? '' : ` at ${wantedAddress}`;
  return `${name}${at}${round === 1 ? '' : `, round ${round}`}`;
};

const outcomeOf = (result: CheckResult, allowsUnpinned: boolean): CaseOutcome => {
  const code = checkExitCode(result, allowsUnpinned);
  if (code === exitCodes.good) return 'passed';
  const isVerdict = code === exitCodes.mismatch || code === exitCodes.unpinned;
  return isVerdict || result.verdict === 'untrusted' ? 'failed' : 'error';
};

export const toCase = (
  checked: CheckedRequest,
  name: string,
  { allowsUnpinned, place, anchorsName }: Pick<CheckOptions, 'allowsUnpinned'> & Advised,
): ReportCase => {
  const { result, target, startedAt, validatedChain, presentedChain } = checked;
  const mark = (chain: readonly CertificateFacts[], shown: CheckResult['chain']): ReportCase['chain'] =>
    chain.map((certificate, index) => ({ ...certificate, pinned: shown[index]?.pinned ?? false }));
  const differs =
    presentedChain.length !== validatedChain.length ||
    presentedChain.some(({ certSha256 }, index) => validatedChain[index]?.certSha256 !== certSha256);
  return {
    group: result.host,
    name,
    outcome: outcomeOf(result, allowsUnpinned),
    word: headingOf(result),
    sentence: storyOf(result),
    weakened: result.weakened.map(({ sentence }) => sentence),
    failureText: result.failureMessage,
    advice: adviseOn(checked, { place, anchorsName }),
    request: renewalRequest(checked),
    startedAt,
    durationMs: result.durationMs,
    facts: factsOf(result),
    expectedPins: result.expectedPins,
    chain: mark(validatedChain, result.chain),
    presentedChain: differs ? mark(presentedChain, result.presentedChain) : [],
    commands: opensslCommands(checked),
    data: { ...result },
    row: rowOf(result, target),
    exchange: toExchange(checked),
  };
};

const factsOf = (result: CheckResult): ReportCase['facts'] =>
  (
    [
      ['URL', result.url],
      ['Redirected by', result.redirectedFrom],
      ['Rule', result.rule],
      ['Mode', result.mode],
      ['Address', result.address],
      ['Route', result.route],
      ['TLS', result.tlsVersion === null ? null : `${result.tlsVersion}, ${result.cipherSuite ?? ''}`],
      ['HTTP status', result.httpStatus === null ? null : String(result.httpStatus)],
      [
        'Bytes',
        result.bytesSent === null || result.bytesReceived === null
          ? stillCounted
          : `${result.bytesSent} sent, ${result.bytesReceived} received`,
      ],
      ['Code', result.errorCode],
    ] as const
  ).flatMap(([label, value]) => (value === null || value === '' ? [] : [{ label, value }]));

const rowOf = (result: CheckResult | null, target: CheckTarget): Readonly<Record<string, Scalar>> => ({
  url: target.url,
  round: target.round,
  host: result?.host ?? null,
  port: result?.port ?? null,
  address: result?.address ?? null,
  route: result?.route ?? null,
  verdict: result?.verdict ?? 'not run',
  action: result?.action ?? null,
  mode: result?.mode ?? null,
  matchedPin: result?.matchedPin ?? null,
  expectedPins: result?.expectedPins.join(' ') ?? null,
  chain: result?.chain.map(({ spkiSha256 }) => spkiSha256).join(' ') ?? null,
  leafEnds: result?.chain[0]?.notAfter ?? null,
  tlsVersion: result?.tlsVersion ?? null,
  cipherSuite: result?.cipherSuite ?? null,
  httpStatus: result?.httpStatus ?? null,
  durationMs: result?.durationMs ?? null,
  bytesSent: result?.bytesSent ?? null,
  bytesReceived: result?.bytesReceived ?? null,
  errorCode: result?.errorCode ?? null,
  error: result?.error ?? null,
  weakened: result?.weakened.map(({ sentence }) => sentence).join(' ') ?? null,
  findings: result?.findings.join(' ') ?? null,
});

const toExchange = ({
  response,
  connection,
  result,
  target,
  startedAt,
}: CheckedRequest): HttpExchange | null => {
  if (response === null) return null;
  // A connection that stood before this request cost it nothing.
  const isFresh = connection !== null && connection.startedAt >= startedAt;
  const connectMs = isFresh ? connection.connectedMs : null;
  const isDirect = connection?.route.text === 'direct';
  return {
    url: target.url,
    method: 'GET',
    status: response.status,
    statusText: response.statusText,
    headers: response.headers,
    bodyBytes: response.bodyBytes,
    serverAddress: isDirect ? (result.address?.replace(/:\d+$/, '').replace(/^\[|\]$/g, '') ?? null) : null,
    connectionId: connection?.id ?? null,
    connectMs,
    handshakeMs:
      isFresh && connection.decidedMs !== null && connectMs !== null && connection.protocol === 'tls'
        ? Math.max(0, connection.decidedMs - connectMs)
        : null,
  };
};

const notRunSentence = 'The check was ended before its turn came.';

const toNotRun = (target: CheckTarget, name: string): ReportCase => ({
  group: new URL(target.url).hostname.replace(/^\[|\]$/g, ''),
  name,
  outcome: 'not-run',
  word: 'not run',
  sentence: notRunSentence,
  weakened: [],
  failureText: null,
  advice: [],
  startedAt: 0,
  durationMs: 0,
  facts: [],
  expectedPins: [],
  chain: [],
  presentedChain: [],
  commands: [],
  data: { url: target.url, round: target.round, verdict: null, error: notRunSentence },
  row: rowOf(null, target),
  exchange: null,
});
