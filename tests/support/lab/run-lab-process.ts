import type { NameOverride } from '../../../common/name-override.ts';
import type { InterceptorKind, LabResult, ScenarioId, ScenarioResult } from '../../../common/lab-result.ts';
import type { Policy } from '../../../common/pinning/policy.ts';
import { runElectron } from '../launch-electron.ts';
import type { FaultName } from './faults.ts';

export interface LabQuestion {
  readonly interceptor?: InterceptorKind;
  readonly fault?: FaultName;
  readonly only?: readonly ScenarioId[];
  readonly ownHost?: { readonly url: string; readonly policy: Policy; readonly anchors: readonly string[] };
  readonly overrides?: readonly NameOverride[];
  /** A folder with mitmproxy's CA: that mitmproxy attacks. */
  readonly mitmproxyFolder?: string;
  /** The run is stopped when this one begins. */
  readonly stopAt?: ScenarioId;
}

export interface LabAnswer {
  readonly result: LabResult;
  readonly bugs: readonly string[];
}

/** Runs the lab in an Electron of its own, without a display. */
export async function runLabProcess(
  question: LabQuestion,
  options: { readonly home?: string } = {},
): Promise<LabAnswer> {
  const { code, stdout, stderr } = await runElectron({
    app: 'dist/lab-harness/index.js',
    builds: ['labHarness'],
    headless: true,
    ...options,
    env: { PINSPECT_LAB: JSON.stringify(question) },
    timeoutMs: 90_000,
  });
  const line = stdout.split('\n').find((each) => each.startsWith('{"result"'));
  if (line === undefined) throw new Error(`The lab ended with ${code}: ${stdout}${stderr}`);
  return JSON.parse(line) as LabAnswer;
}

/** Title and every check that did not hold, for a readable failure. */
export const failuresOf = (scenarios: readonly ScenarioResult[]): readonly string[] =>
  scenarios
    .filter(({ verdict }) => verdict !== 'passed')
    .flatMap(({ id, verdict, whyNotRun, checks }) => [
      `${id}: ${verdict} ${whyNotRun ?? ''}`.trim(),
      ...checks.filter(({ holds }) => !holds).map(({ expected, happened }) => `  ${expected} ${happened}`),
    ]);
