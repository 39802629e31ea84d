/**
 * The lab in the window: one run at a time, told as it goes. Its networks, interceptor and records are its own: nothing of a
 * run is in the journal, and the person's policy, trust and route stay as they are.
 */
import type { LabState, LabTarget, RunLab } from '../../common/ipc/lab-state.ts';
import type { Failure } from '../../common/ipc/state.ts';
import type { LabResult, ScenarioId } from '../../common/lab-result.ts';
import { type Result, failure, success } from '../../common/result.ts';
import { runLab, type RunLabOptions } from '../lab/run-lab.ts';
import { factsOf, scenarios } from '../lab/scenarios.ts';

/** What a run needs of the window's state at the moment it begins; the failure says why it cannot. */
export type PrepareLab = (
  wanted: RunLab,
) => Promise<Result<Pick<RunLabOptions, 'ownHost' | 'openNetwork' | 'startInterceptor'>, Failure>>;

export interface LabControlOptions {
  readonly prepare: PrepareLab;
  readonly onChange: (state: LabState) => void;
  readonly onBug: (where: string, error: unknown) => void;
}

export class LabControl {
  readonly #options: LabControlOptions;
  #result: LabResult | null = null;
  #of: LabTarget | null = null;
  #running: ScenarioId | null = null;
  #abort: AbortController | null = null;
  #run: Promise<void> = Promise.resolve();

  constructor(options: LabControlOptions) {
    this.#options = options;
  }

  get state(): LabState {
    return {
      scenarios: scenarios.map(factsOf),
      result: this.#result,
      of: this.#result === null ? null : this.#of,
      isRunning: this.#abort !== null,
      isStopping: this.#abort?.signal.aborted === true,
      running: this.#running,
    };
  }

  get result(): LabResult | null {
    return this.#result;
  }

  /** Resolves when the run has begun. Expected failures: `lab-busy`, `bad-url`, and why the route cannot be used. */
  async start(wanted: RunLab): Promise<Result<null, Failure>> {
    if (this.#abort !== null)
      return failure({ code: 'lab-busy', message: 'The lab is running.', advice: 'Wait, or stop it first.' });
    const abort = new AbortController();
    this.#abort = abort;
    const prepared = await this.#options.prepare(wanted).catch((error: unknown) => {
      this.#abort = null;
      throw error;
    });
    if (!prepared.ok) {
      this.#abort = null;
      return prepared;
    }
    const kept = this.#keptFor(wanted);
    this.#of = { interceptor: wanted.interceptor, url: wanted.url };
    this.#announce(kept === null ? null : this.#result, null);
    this.#run = runLab({
      ...prepared.value,
      interceptor: wanted.interceptor,
      only: wanted.only,
      signal: abort.signal,
      onProgress: (result, running) => {
        this.#announce(merge(result, kept), running);
      },
    })
      .then((result) => {
        this.#abort = null;
        this.#announce(merge(result, kept), null);
      })
      .catch((error: unknown) => {
        this.#abort = null;
        this.#options.onBug('lab', error);
        this.#announce(this.#result, null);
      });
    return success(null);
  }

  /** What has not ended counts as not run. Resolves when everything of the run is gone. */
  async stop(): Promise<void> {
    this.#abort?.abort();
    if (this.#abort !== null) this.#options.onChange(this.state);
    await this.#run;
  }

  /** A scenario that runs again takes its place in the last result, where that was for the same host and interceptor. */
  #keptFor(wanted: RunLab): LabResult | null {
    const isSame =
      wanted.only !== null && this.#of?.interceptor === wanted.interceptor && this.#of.url === wanted.url;
    return isSame ? this.#result : null;
  }

  #announce(result: LabResult | null, running: ScenarioId | null): void {
    this.#result = result;
    this.#running = running;
    this.#options.onChange(this.state);
  }
}

const merge = (result: LabResult, kept: LabResult | null): LabResult => {
  if (kept === null) return result;
  const again = new Map(result.scenarios.map((scenario) => [scenario.id, scenario]));
  const merged = kept.scenarios.map((scenario) => again.get(scenario.id) ?? scenario);
  const added = result.scenarios.filter(({ id }) => !kept.scenarios.some((scenario) => scenario.id === id));
  const scenarios = [...merged, ...added].sort((one, other) => one.number - other.number);
  // Of a walk step by step the time between the steps is the person's.
  return {
    ...result,
    startedAt: Math.min(...scenarios.map(({ startedAt }) => startedAt)),
    durationMs: scenarios.reduce((sum, { durationMs }) => sum + durationMs, 0),
    interceptor: result.interceptor ?? kept.interceptor,
    scenarios,
  };
};
