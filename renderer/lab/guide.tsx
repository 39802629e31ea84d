import { Button } from '@mantine/core';
import { IconPlayerTrackNext } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { LabState } from '../../common/ipc/lab-state.ts';
import type { ScenarioFacts, ScenarioId, ScenarioResult } from '../../common/lab-result.ts';
import { AttackDrawing } from '../ui/attack-drawing.tsx';
import { drawStep } from './draw-step.ts';
import classes from './guide.module.css';
import { Checks, Verdict } from './scenario-item.tsx';
import { partTitles, summarise } from './scenario-words.ts';

export interface GuideProps {
  readonly state: LabState;
  /** Those of this walk, in its order. */
  readonly scenarios: readonly ScenarioFacts[];
  /** Shown last; null: the walk has not begun. */
  readonly current: ScenarioId | null;
  readonly onShow: (id: ScenarioId) => void;
  readonly onStartOver: () => void;
}

/** One step at a time: what was just shown, where each connection of it ended, and what comes next. */
export const Guide = ({ state, scenarios, current, onShow, onStartOver }: GuideProps): ReactElement => {
  const { result, isRunning, running } = state;
  const place = scenarios.findIndex(({ id }) => id === current);
  const facts = scenarios[place] ?? null;
  const next = scenarios[place + 1] ?? null;
  const isShowing = isRunning && running === current;
  const found = isShowing ? null : (result?.scenarios.find(({ id }) => id === current) ?? null);
  return (
    <section className={classes.guide} aria-label="One step at a time">
      {facts === null ? (
        <Introduction />
      ) : (
        <Shown facts={facts} result={found} isRunning={isShowing} total={scenarios.length} />
      )}
      <AttackDrawing
        interceptor={found?.steps.find(({ interceptor }) => interceptor !== null)?.interceptor?.name ?? null}
        connections={found?.steps.map(drawStep) ?? []}
      />
      {found !== null && found.checks.length > 0 && (
        <details className={classes.checks}>
          <summary>What was expected, and what happened</summary>
          <Checks checks={found.checks} />
        </details>
      )}
      {next !== null && (
        <div className={classes.next}>
          <div>
            <p className={classes.nextTitle}>
              {facts === null ? 'First' : 'Next'}: {next.title}
            </p>
            <p>{next.shows}</p>
          </div>
          {/* Not disabled while a step runs: the keyboard stays where it is. */}
          <Button
            aria-disabled={isRunning}
            {...(isRunning && { 'data-disabled': true })}
            rightSection={<IconPlayerTrackNext size={16} aria-hidden />}
            onClick={() => {
              if (!isRunning) onShow(next.id);
            }}
          >
            Show step {next.number}
          </Button>
        </div>
      )}
      {next === null && found !== null && result !== null && (
        <div className={classes.next}>
          <p className={classes.nextTitle}>That was the walk. {summarise(result)}</p>
          <Button variant="default" onClick={onStartOver}>
            Start over
          </Button>
        </div>
      )}
    </section>
  );
};

const Introduction = (): ReactElement => (
  <div>
    <h2>An app, somebody in between, and a server</h2>
    <p>
      Whoever can get a CA of theirs trusted on a device can stand between an app and its server and read
      everything. A pin names the key that has to be on the server’s chain, so that their certificate is
      refused. See it fail, work and hold: each step makes real connections on this computer, and says
      beforehand what it is about to show.
    </p>
  </div>
);

const Shown = ({
  facts,
  result,
  isRunning,
  total,
}: {
  readonly facts: ScenarioFacts;
  readonly result: ScenarioResult | null;
  readonly isRunning: boolean;
  readonly total: number;
}): ReactElement => (
  <div role="status" className={classes.shown}>
    <div>
      <p className={classes.place}>
        Step {facts.number} of {total}, {partTitles[facts.part]}
      </p>
      <h2>{facts.title}</h2>
      <p>{facts.shows}</p>
      {result?.whyNotRun != null && <p className={classes.notRun}>{result.whyNotRun}</p>}
    </div>
    <Verdict result={result} isRunning={isRunning} />
  </div>
);
