/** The words of a `lab` call as what they mean. Whatever is wrong is said before anything is sent. */
import { bracketed } from '../../common/bracketed.ts';
import type { InterceptorKind } from '../../common/lab-result.ts';
import { rulesOfClient } from '../../common/pinning/clients/client-pin-rules.ts';
import { type Result, failure, success } from '../../common/result.ts';
import { toPem } from '../certificates/pem.ts';
import type { OwnHost } from '../lab/own-host.ts';
import { scenariosFor } from '../lab/run-lab.ts';
import type { Route } from '../network/route.ts';
import { type ReportRequest, parseReportRequest } from '../reports/report-files.ts';
import { unknownAuthority } from './check/check-advice.ts';
import { type ChosenScenarios, chooseScenarios } from './choose-scenarios.ts';
import type { CommandIo, GivenArguments } from './command.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { readChain } from './read-chain.ts';
import { readInput } from './read-input.ts';
import { readPolicyArgument } from './read-policy.ts';
import { readRoute } from './route/read-route.ts';

export interface LabOptions {
  readonly interceptor: InterceptorKind;
  readonly ownHost: OwnHost | null;
  /** Null: all there are. */
  readonly only: ChosenScenarios | null;
  readonly route: Route;
  /** For the interceptor, user and password inside; null: none. */
  readonly upstreamProxy: string | null;
  readonly allowsNotRun: boolean;
  readonly reports: readonly ReportRequest[];
  readonly isJson: boolean;
}

export interface LabOptionFault {
  readonly code: ExitCode;
  readonly sentence: string;
}

const usage = (sentence: string): { ok: false; error: LabOptionFault } =>
  failure({ code: exitCodes.usage, sentence });

export const readLabOptions = async (
  given: GivenArguments,
  io: CommandIo,
): Promise<Result<LabOptions, LabOptionFault>> => {
  const interceptor = given.value('interceptor') ?? 'builtin';
  if (interceptor !== 'builtin' && interceptor !== 'mitmproxy')
    return usage(`--interceptor ${interceptor}: there are builtin and mitmproxy.`);
  const url = given.value('url');
  for (const option of ['pins', 'cacert', 'proxy', 'connect-to'])
    if (url === null && given.has(option))
      return usage(
        `--${option} is for a host of your own: give it with --url, as in --url https://example.com/.`,
      );
  const reports: ReportRequest[] = [];
  for (const text of given.values('report')) {
    const report = parseReportRequest(text);
    if (!report.ok) return usage(report.error);
    reports.push(report.value);
  }
  const route = readRoute(given, url === null ? {} : io.environment);
  if (!route.ok) return usage(route.error);
  const own = url === null ? success(null) : await readOwnHost(url, given, io);
  if (!own.ok) return own;
  const only = given.has('only')
    ? chooseScenarios(given.values('only'), scenariosFor(own.value))
    : success(null);
  if (!only.ok) return usage(only.error);
  return success({
    interceptor,
    ownHost: own.value,
    only: only.value,
    route: route.value,
    upstreamProxy: url === null ? null : upstreamProxyFor(url, route.value),
    allowsNotRun: given.has('allow-not-run'),
    reports,
    isJson: given.has('json'),
  });
};

/** The interceptor goes on by the same way; null: directly. */
const upstreamProxyFor = (url: string, { choice }: Route): string | null => {
  const { hostname, port } = new URL(url);
  const target = {
    scheme: 'https',
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || 443),
  } as const;
  const proxy =
    choice.kind === 'proxy' ? choice.proxy : choice.kind === 'by-target' ? choice.proxyFor(target) : null;
  if (proxy === null) return null;
  const { scheme, host, username, password } = proxy;
  const account =
    username === '' && password === ''
      ? ''
      : `${encodeURIComponent(username)}:${encodeURIComponent(password)}@`;
  return `${scheme}://${account}${bracketed(host)}:${proxy.port}`;
};

const readOwnHost = async (
  url: string,
  given: GivenArguments,
  io: CommandIo,
): Promise<Result<OwnHost, LabOptionFault>> => {
  if (!/^https:\/\/[^/]/i.test(url) || !URL.canParse(url))
    return usage(`--url ${url}: write it as https://host/path; without TLS there is nothing to pin.`);
  const pins = given.value('pins');
  if (pins === null) return usage('--url needs the pins in force for it: --pins POLICY.');
  const policy = await readPolicyArgument(pins, io);
  if (!policy.ok) return failure({ code: exitCodes.unreadable, sentence: policy.error });
  const cacert = given.value('cacert');
  const anchors = cacert === null ? success([]) : await readRoots(cacert, io);
  if (!anchors.ok) return failure({ code: exitCodes.unreadable, sentence: anchors.error });
  return success({
    url: new URL(url).href,
    rules: rulesOfClient(policy.value),
    anchors: anchors.value,
    trustsAnchorsOnly: cacert !== null,
    unknownAuthority: unknownAuthority({ place: 'terminal', anchorsName: cacert }),
  });
};

const readRoots = async (name: string, io: CommandIo): Promise<Result<readonly string[], string>> => {
  const bytes = await readInput(name, io);
  if (!bytes.ok) return bytes;
  const chain = readChain(bytes.value, name);
  return chain.ok ? success(chain.value.map((der) => toPem(der))) : chain;
};
