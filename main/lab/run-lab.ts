/**
 * Runs the lab: builds its world, starts the interceptor, plays one scenario after the other and tells of each. What cannot
 * run says why and counts as not run; an error inside a scenario is a failure of it. Leaves nothing behind.
 */
import { errorText } from '../../common/error-text.ts';
import type { Failure } from '../../common/ipc/state.ts';
import {
  type InterceptorKind,
  type LabResult,
  type LabStep,
  type ScenarioFacts,
  type ScenarioId,
  type ScenarioResult,
  verdictOf,
} from '../../common/lab-result.ts';
import { type Result, failure } from '../../common/result.ts';
import type { LabInterceptor, OpenLabNetwork, StartLabInterceptor } from './lab-network.ts';
import { type OwnHost, ownHostScenarios } from './own-host.ts';
import type { Scenario } from './scenario.ts';
import { factsOf, scenarios } from './scenarios.ts';
import { Stage } from './stage.ts';
import { type World, createWorld } from './world.ts';

export interface RunLabOptions {
  readonly interceptor: InterceptorKind;
  /** Null: the lab's own world. */
  readonly ownHost: OwnHost | null;
  /** Only these, in the order of the walk; null: all. */
  readonly only: readonly ScenarioId[] | null;
  readonly openNetwork: OpenLabNetwork;
  readonly startInterceptor: StartLabInterceptor;
  /** Aborted: what has not ended counts as not run. */
  readonly signal: AbortSignal;
  /** After each scenario, and before each with the one that begins. */
  readonly onProgress: (result: LabResult, running: ScenarioId | null) => void;
}

/** What there is to play: fifteen in the lab's own world, the first five for a host of the person's own. */
export const scenariosFor = (ownHost: OwnHost | null): readonly Omit<Scenario, 'run'>[] =>
  ownHost === null ? scenarios : ownHostScenarios(ownHost);

type Playable = Omit<Scenario, 'run'> & { readonly run: (stage: Stage) => Promise<void> };

/** A scenario takes a second or two; one that takes this long hangs. */
const scenarioTimeoutMs = 30_000;
const stopped = 'The run was stopped before it ended.';

export const runLab = async (options: RunLabOptions): Promise<LabResult> => {
  const startedAt = Date.now();
  const startedMs = performance.now();
  const results: ScenarioResult[] = [];
  const world = options.ownHost === null ? await createWorld() : null;
  const worldMs = world === null ? null : Math.round(performance.now() - startedMs);
  const playables = playablesOf(options, world);
  const starting = playables.some(({ needsInterceptor }) => needsInterceptor)
    ? startQuietly(options, world)
    : null;
  let name: string | null = null;
  const resultNow = (): LabResult => ({
    startedAt,
    durationMs: Math.round(performance.now() - startedMs),
    interceptor: name,
    url: options.ownHost?.url ?? null,
    worldMs,
    wasStopped: options.signal.aborted,
    scenarios: [...results],
  });
  try {
    for (const playable of playables) {
      if (options.signal.aborted) {
        results.push(notRun(playable, stopped));
        continue;
      }
      options.onProgress(resultNow(), playable.id);
      const interceptor = playable.needsInterceptor ? ((await starting) ?? null) : null;
      if (interceptor?.ok === false) {
        results.push(notRun(playable, `${interceptor.error.message} ${interceptor.error.advice}`.trim()));
      } else {
        name ??= interceptor?.value.name ?? null;
        results.push(await play(playable, world, interceptor?.value ?? null, options));
      }
      options.onProgress(resultNow(), null);
    }
  } finally {
    const interceptor = await starting;
    await Promise.allSettled([world?.close(), interceptor?.ok === true ? interceptor.value.stop() : null]);
  }
  return resultNow();
};

const playablesOf = (options: RunLabOptions, world: World | null): readonly Playable[] => {
  const all: readonly Playable[] =
    world === null
      ? options.ownHost === null
        ? []
        : ownHostScenarios(options.ownHost)
      : scenarios.map((scenario) => ({
          ...scenario,
          run: async (stage: Stage) => scenario.run(stage, world),
        }));
  return options.only === null ? all : all.filter(({ id }) => options.only?.includes(id));
};

/** The interceptor is being started while the first scenarios run, which do without. A bug in it must not end them. */
const startQuietly = async (
  { startInterceptor, interceptor, ownHost }: RunLabOptions,
  world: World | null,
): Promise<Result<LabInterceptor, Failure>> => {
  const roots = world === null ? (ownHost?.anchors ?? []) : [world.authorities.root.certificatePem];
  try {
    return await startInterceptor(interceptor, roots.join(''));
  } catch (error) {
    return failure({
      code: 'interceptor-start-failed',
      message: `The interceptor could not be started: ${errorText(error)}.`,
      advice: '',
    });
  }
};

const play = async (
  playable: Playable,
  world: World | null,
  interceptor: LabInterceptor | null,
  { openNetwork, signal }: RunLabOptions,
): Promise<ScenarioResult> => {
  const startedAt = Date.now();
  const startedMs = performance.now();
  const timeout = AbortSignal.timeout(scenarioTimeoutMs);
  const stage = new Stage({ world, interceptor, openNetwork, signal: AbortSignal.any([signal, timeout]) });
  let whyNotRun: string | null = null;
  try {
    await playable.run(stage);
  } catch (error) {
    if (signal.aborted) whyNotRun = stopped;
    else
      stage.expect(
        'The scenario runs to its end.',
        false,
        timeout.aborted ? `It did not end within ${scenarioTimeoutMs / 1000} seconds.` : errorText(error),
      );
  }
  const steps: readonly LabStep[] = await stage.finish();
  whyNotRun ??= stage.whyNotRun;
  return {
    ...factsOf(playable),
    verdict: whyNotRun === null ? verdictOf(stage.checks) : 'not-run',
    whyNotRun,
    checks: stage.checks,
    steps,
    startedAt,
    durationMs: Math.round(performance.now() - startedMs),
  };
};

/** `why`: a sentence. */
export const notRun = (scenario: ScenarioFacts, why: string): ScenarioResult => ({
  ...factsOf(scenario),
  verdict: 'not-run',
  whyNotRun: why,
  checks: [],
  steps: [],
  startedAt: Date.now(),
  durationMs: 0,
});
