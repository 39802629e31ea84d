/** The words of a `check` call as what they mean. Whatever is wrong is said before anything is sent. */
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ClientPolicy } from '../../../common/pinning/clients/client-policy.ts';
import { type Result, failure, success } from '../../../common/result.ts';
import { toCertificateFacts } from '../../certificates/certificate-facts.ts';
import type { TrustAnchor } from '../../network/judge.ts';
import type { Route } from '../../network/route.ts';
import { type ReportRequest, parseReportRequest } from '../../reports/report-files.ts';
import type { CommandIo, GivenArguments } from '../command.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { isUrl } from '../is-url.ts';
import { readChain } from '../read-chain.ts';
import { inputName, readInput } from '../read-input.ts';
import { readPolicyArgument } from '../read-policy.ts';
import { readRoute } from '../route/read-route.ts';
import { type Baseline, parseBaseline } from './baseline.ts';
import { parseTarget, parseTargetLines, targetsOfPolicy } from './check-targets.ts';
import { parseDuration } from './duration.ts';

export interface CheckOptions {
  readonly policy: ClientPolicy;
  readonly policyName: string;
  /** Each once, in the order given. */
  readonly urls: readonly string[];
  /** Sentences: what of the policy was left out. */
  readonly notes: readonly string[];
  /** Null: what the system trusts. */
  readonly anchors: readonly TrustAnchor[] | null;
  readonly anchorsName: string | null;
  readonly route: Route;
  readonly concurrency: number;
  readonly timeoutMs: number;
  readonly repeat: number;
  readonly followsRedirects: boolean;
  readonly everyAddress: boolean;
  readonly failBeforeMs: number | null;
  readonly baseline: Baseline | null;
  readonly baselineName: string | null;
  readonly allowsUnpinned: boolean;
  readonly reports: readonly ReportRequest[];
  readonly isJson: boolean;
}

export interface OptionFault {
  readonly code: ExitCode;
  readonly sentence: string;
}

type Outcome<Value> = Result<Value, OptionFault>;

const wrongUsage = (sentence: string): { ok: false; error: OptionFault } =>
  failure({ code: exitCodes.usage, sentence });
const unreadable = (sentence: string): { ok: false; error: OptionFault } =>
  failure({ code: exitCodes.unreadable, sentence });

export const readCheckOptions = async (
  given: GivenArguments,
  io: CommandIo,
): Promise<Outcome<CheckOptions>> => {
  const pins = given.value('pins');
  if (pins === null)
    return wrongUsage(
      'check needs the pins to check: --pins POLICY, a policy file or a client’s configuration.',
    );
  if (
    [
      pins,
      given.value('targets'),
      given.value('cacert'),
      given.value('baseline'),
      ...given.positionals,
    ].filter((name) => name === '-').length > 1
  )
    return wrongUsage('“-” was given more than once, and stdin can be read only once.');
  const numbers = readNumbers(given);
  if (!numbers.ok) return wrongUsage(numbers.error);
  const route = readRoute(given, io.environment);
  if (!route.ok) return wrongUsage(route.error);
  const reports: ReportRequest[] = [];
  for (const text of given.values('report')) {
    const report = parseReportRequest(text);
    if (!report.ok) return wrongUsage(report.error);
    reports.push(report.value);
  }
  const failBefore = given.value('fail-before');
  const span = failBefore === null ? null : parseDuration(failBefore);
  if (span?.ok === false) return wrongUsage(`--fail-before: ${span.error}`);
  const policy = await readPolicyArgument(pins, io);
  if (!policy.ok) return unreadable(policy.error);
  const targets = await readTargets(given, io, policy.value);
  if (!targets.ok) return targets;
  const anchors = await readAnchors(given.value('cacert'), io);
  if (!anchors.ok) return unreadable(anchors.error);
  const baseline = await readBaseline(given.value('baseline'), io);
  if (!baseline.ok) return unreadable(baseline.error);
  return success({
    policy: policy.value,
    policyName: inputName(pins),
    ...targets.value,
    anchors: anchors.value,
    anchorsName: given.value('cacert'),
    route: route.value,
    ...numbers.value,
    followsRedirects: given.has('location'),
    everyAddress: given.has('every-address'),
    failBeforeMs: span === null ? null : span.value,
    baseline: baseline.value,
    baselineName: given.value('baseline'),
    allowsUnpinned: given.has('allow-unpinned'),
    reports,
    isJson: given.has('json'),
  });
};

type Numbers = Pick<CheckOptions, 'concurrency' | 'timeoutMs' | 'repeat'>;

const readNumbers = (given: GivenArguments): Result<Numbers, string> => {
  const limits = [
    { option: 'concurrency', standard: 32, minimum: 1, maximum: 256, isWhole: true },
    { option: 'timeout', standard: 30, minimum: 0.1, maximum: 3_600, isWhole: false },
    { option: 'repeat', standard: 1, minimum: 1, maximum: 1_000, isWhole: true },
  ] as const;
  const found: number[] = [];
  for (const { option, standard, minimum, maximum, isWhole } of limits) {
    const text = given.value(option);
    const number = text === null ? standard : /^\d{1,6}(\.\d{1,3})?$/.test(text) ? Number(text) : Number.NaN;
    if (!(number >= minimum && number <= maximum) || (isWhole && !Number.isInteger(number)))
      return failure(
        `--${option} ${text ?? ''}: a ${isWhole ? 'whole ' : ''}number from ${minimum} to ${maximum} is expected.`,
      );
    found.push(number);
  }
  const [concurrency = 1, seconds = 1, repeat = 1] = found;
  return success({ concurrency, timeoutMs: Math.round(seconds * 1000), repeat });
};

const readTargets = async (
  given: GivenArguments,
  io: CommandIo,
  policy: ClientPolicy,
): Promise<Outcome<Pick<CheckOptions, 'urls' | 'notes'>>> => {
  const file = given.value('targets') ?? (given.positionals.includes('-') ? '-' : null);
  const named: string[] = [];
  for (const text of given.positionals) {
    if (text === '-') continue;
    if (!isUrl(text) && (await isFile(resolve(io.workingDirectory, text))))
      return wrongUsage(
        `${text} is a file. Did you mean --targets ${text}? If the host is meant, write https://${text}.`,
      );
    const target = parseTarget(text);
    if (!target.ok) return wrongUsage(target.error);
    named.push(target.value);
  }
  if (file !== null) {
    const bytes = await readInput(file, io);
    if (!bytes.ok) return unreadable(bytes.error);
    const text = decodeUtf8(bytes.value);
    if (text === null) return unreadable(`${inputName(file)} is no text in UTF-8, so it holds no targets.`);
    const listed = parseTargetLines(text, inputName(file));
    if (!listed.ok) return unreadable(listed.error);
    if (listed.value.length === 0 && named.length === 0)
      return unreadable(`${inputName(file)} holds no target. Write one URL or host a line.`);
    named.push(...listed.value);
  }
  if (named.length > 0) return success({ urls: [...new Set(named)], notes: [] });
  const { targets, leftOut } = targetsOfPolicy(policy);
  if (targets.length === 0)
    return wrongUsage(
      ['The policy names no single host, so there is nothing to check: name URLs or hosts.', ...leftOut].join(
        ' ',
      ),
    );
  return success({ urls: targets, notes: leftOut });
};

/** Also a pipe, as `<(…)` makes one: everything that could hold a list. */
const isFile = async (path: string): Promise<boolean> => {
  const place = await stat(path).catch(() => null);
  return place !== null && !place.isDirectory();
};

const decodeUtf8 = (bytes: Buffer): string | null => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
};

const readAnchors = async (
  name: string | null,
  io: CommandIo,
): Promise<Result<readonly TrustAnchor[] | null, string>> => {
  if (name === null) return success(null);
  const bytes = await readInput(name, io);
  if (!bytes.ok) return bytes;
  const roots = readChain(bytes.value, inputName(name));
  if (!roots.ok) return roots;
  return success(
    roots.value.map((certificate) => {
      const facts = toCertificateFacts(certificate);
      return { certificate, subject: facts.ok ? facts.value.subject : '', hostPatterns: [], until: null };
    }),
  );
};

const readBaseline = async (name: string | null, io: CommandIo): Promise<Result<Baseline | null, string>> => {
  if (name === null) return success(null);
  const bytes = await readInput(name, io);
  return bytes.ok ? parseBaseline(bytes.value.toString('utf8'), inputName(name)) : bytes;
};
