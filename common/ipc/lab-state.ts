import type { InterceptorKind, LabResult, ScenarioFacts, ScenarioId } from '../lab-result.ts';

/** What the window shows of the lab. */
export interface LabState {
  /** All of them, in the order of the walk. */
  readonly scenarios: readonly ScenarioFacts[];
  /** Of the run under way, as far as it is, or of the last one; null: none yet. */
  readonly result: LabResult | null;
  /** What the result is of; null with it. */
  readonly of: LabTarget | null;
  readonly isRunning: boolean;
  /** It was told to stop, and is ending. */
  readonly isStopping: boolean;
  readonly running: ScenarioId | null;
}

/** What is attacked, and by whom. */
export interface LabTarget {
  readonly interceptor: InterceptorKind;
  /** A host of the person's own, under the policy in force; null: the lab's own world. */
  readonly url: string | null;
}

export interface RunLab extends LabTarget {
  /** Null: all. */
  readonly only: readonly ScenarioId[] | null;
}
