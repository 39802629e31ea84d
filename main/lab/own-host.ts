/**
 * The first five scenarios for a host of the person's own: its real server, the policy in force, and the interceptor in
 * between. Nobody counts at that server, so the evidence is what Pinspect sent and what the interceptor read. That the pin
 * stops the interceptor counts only where the same interceptor could read the host without it.
 */
import type { ScenarioId } from '../../common/lab-result.ts';
import { addDummyPin } from '../../common/pinning/adopt-pin.ts';
import type { CertificateFacts } from '../../common/pinning/certificate.ts';
import type { PinRules } from '../../common/pinning/pin-rules.ts';
import { type Policy, emptyPolicy } from '../../common/pinning/policy.ts';
import { adviseOnUntrusted } from '../../common/untrusted-advice.ts';
import {
  describeStep,
  expectNothingRead,
  expectReadable,
  expectRefused,
  expectTurnedAway,
} from './expectations.ts';
import type { LabNetworkSetup } from './lab-network.ts';
import type { Scenario } from './scenario.ts';
import { scenarios } from './scenarios.ts';
import type { Stage } from './stage.ts';
import type { LabStep } from '../../common/lab-result.ts';

export interface OwnHost {
  readonly url: string;
  /** The policy in force, or another client's rules. */
  readonly rules: PinRules;
  /** PEM of roots that the person gave for it; empty: what this computer trusts. */
  readonly anchors: readonly string[];
  /** curl's meaning of given roots: they alone count. */
  readonly trustsAnchorsOnly: boolean;
  /** What to do where no trusted root vouches for its certificate, which is else in order. */
  readonly unknownAuthority: string;
}

type OwnScenario = Omit<Scenario, 'run'> & { readonly run: (stage: Stage) => Promise<void> };

/** Scenarios 1 to 5 for this host. */
export const ownHostScenarios = (own: OwnHost): readonly OwnScenario[] => {
  const host = new URL(own.url).hostname.replace(/^\[|\]$/g, '');
  const setup = (
    judge: Policy | 'in-force',
    interceptor: LabNetworkSetup['interceptor'],
    ca: string | null,
  ): LabNetworkSetup => ({
    ...(judge === 'in-force' ? { policy: emptyPolicy, pinRules: own.rules } : { policy: judge }),
    anchors: ca === null ? own.anchors : [...own.anchors, ca],
    trustsAnchorsOnly: own.trustsAnchorsOnly,
    destinations: [],
    interceptor,
  });
  const visit = async (stage: Stage, title: string, setUp: LabNetworkSetup): Promise<LabStep | null> => {
    const step = await stage.visit(title, await stage.open(setUp), own.url);
    if (setUp.interceptor === null) leaf = step.client.presentedChain[0] ?? null;
    if (step.client.outcome !== 'failed') return step;
    stage.cannotRun(whyUnreached(step, host, advice));
    return null;
  };
  /** The host's own, as it was last presented without anybody in between. */
  let leaf: CertificateFacts | null = null;
  const advice = (why: string): string =>
    leaf === null && saysWhatIsWrong.test(why)
      ? ''
      : adviseOnUntrusted({ leaf, host, at: Date.now(), unknownAuthority: own.unknownAuthority });
  /** Null: it was not tried in this run. */
  let controlHolds: boolean | null = null;
  const playControl = async (stage: Stage): Promise<boolean> => {
    controlHolds = false;
    const step = await visit(
      stage,
      'A request through the interceptor, its CA trusted, no pin',
      setup(emptyPolicy, stage.interceptor, stage.interceptor.caPem),
    );
    if (step === null) return false;
    if (step.interceptor !== null && step.interceptor.serverFailure !== null) {
      stage.cannotRun(whyUnreached(step, host, advice));
      return false;
    }
    expectAnsweredSomehow(stage, step, 'unpinned');
    expectReadable(stage, step);
    controlHolds = stage.checks.every(({ holds }) => holds);
    return controlHolds;
  };
  const runs: Partial<Record<ScenarioId, (stage: Stage) => Promise<void>>> = {
    'dummy-pin': async (stage) => {
      const dummy = addDummyPin(emptyPolicy, host, Date.now());
      const step = await visit(stage, 'A request with a dummy pin', setup(dummy, null, null));
      if (step === null) return;
      if (step.client.verdict === 'untrusted') {
        stage.cannotRun(`${step.client.reason} ${advice('')}`);
        return;
      }
      expectRefused(stage, step, 'mismatch');
      stage.expect(
        'The failure shows the expected pin and the actual hashes.',
        step.client.failureMessage !== null &&
          step.client.validatedChain.every(({ spkiSha256 }) =>
            step.client.failureMessage?.includes(spkiSha256),
          ),
        step.client.failureMessage ?? 'There was no such message.',
      );
      expectNothingRead(stage, step);
    },
    'real-pin': async (stage) => {
      const step = await visit(stage, 'A request under the policy in force', setup('in-force', null, null));
      if (step === null) return;
      if (step.client.verdict === 'unpinned') {
        stage.cannotRun(`${step.client.reason} Pin ${host} first.`);
        return;
      }
      expectAnsweredSomehow(stage, step, 'pinned');
    },
    'untrusted-interceptor': async (stage) => {
      const step = await visit(
        stage,
        'A request through the interceptor, its CA not trusted',
        setup(emptyPolicy, stage.interceptor, null),
      );
      if (step === null) return;
      expectRefused(stage, step, 'untrusted');
      expectTurnedAway(stage, step);
      expectNothingRead(stage, step);
    },
    'trusted-interceptor': async (stage) => {
      await playControl(stage);
    },
    'pinned-interceptor': async (stage) => {
      if (!(controlHolds ?? (await playControl(stage)))) {
        stage.cannotRun(
          `Scenario 4 did not show that the interceptor can read ${host}, so its being refused would prove nothing.`,
        );
        return;
      }
      const step = await visit(
        stage,
        'The same request under the policy in force',
        setup('in-force', stage.interceptor, stage.interceptor.caPem),
      );
      if (step === null) return;
      if (step.client.verdict === 'unpinned') {
        stage.cannotRun(`${step.client.reason} Pin ${host} first: now the interceptor reads it.`);
        return;
      }
      expectRefused(stage, step, 'mismatch');
      expectTurnedAway(stage, step);
      expectNothingRead(stage, step);
    },
  };
  return scenarios.flatMap((scenario) => {
    const run = runs[scenario.id];
    return run === undefined
      ? []
      : [
          {
            ...scenario,
            ...ownTitles[scenario.id],
            run,
          },
        ];
  });
};

/** Where the lab's own words speak of what the lab itself set up. */
const ownTitles: Partial<Record<ScenarioId, { readonly title: string; readonly shows: string }>> = {
  'real-pin': {
    title: 'Under the policy in force the host passes as pinned',
    shows: 'The pins of the policy are right for the chain that the server has today.',
  },
};

/** Of a certificate's date or name: OpenSSL's words, and Node's for the name. */
const saysWhatIsWrong = /expired|not yet valid|hostname/i;

/** The interceptor's own words where it was the one that did not get there: the person named no such proxy. */
const whyUnreached = (
  { client, interceptor }: LabStep,
  host: string,
  advice: (why: string) => string,
): string => {
  const { serverFailure = null, requestsRead = 0 } = interceptor ?? {};
  if (serverFailure === null) return `${host} could not be reached. ${client.reason}`;
  const why = serverFailure.replace(/\.$/, '');
  return requestsRead === 0
    ? `The interceptor could not reach ${host}: ${why}.`
    : `The interceptor read the request, but did not get it to ${host}: ${why}. ${advice(why)}`.trim();
};

/** Whatever status the server has for the request. */
const expectAnsweredSomehow = (stage: Stage, step: LabStep, verdict: 'pinned' | 'unpinned'): void => {
  stage.expect(
    `“${step.title}” is answered: ${verdict}.`,
    step.client.outcome === 'response' && step.client.verdict === verdict,
    describeStep(step),
  );
};
