import type { InterceptorKind, LabResult, ScenarioFacts, ScenarioId } from '../lab-result.ts';

/** What the window shows of the lab. */
export interface LabState {
  /** All of them, in the order of the walk. */
  readonly scenarios: readonly ScenarioFacts[];
  /** Of the run under way, as far as it is, or of the last one; null: none yet. */
  readonly result: LabResult | null;
  readonly isRunning: boolean;
  /** It was told to stop, and is ending. */
  readonly isStopping: boolean;
  readonly running: ScenarioId | null;
}

export interface RunLab {
  readonly interceptor: InterceptorKind;
  /** A host of the person's own, under the policy in force; null: the lab's own world. */
  readonly url: string | null;
  /** Null: all. */
  readonly only: readonly ScenarioId[] | null;
}
