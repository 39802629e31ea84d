import { Button, Progress } from '@mantine/core';
import { IconDownload, IconPlayerPlay, IconPlayerStop, IconPlayerTrackNext } from '@tabler/icons-react';
import { useEffect, useEffectEvent, useState, type ReactElement } from 'react';
import type { LabState, LabTarget, RunLab } from '../../common/ipc/lab-state.ts';
import type { Failure } from '../../common/ipc/state.ts';
import {
  type LabResult,
  type ScenarioFacts,
  type ScenarioId,
  countScenarios,
} from '../../common/lab-result.ts';
import { call } from '../bridge.ts';
import { useKeptText } from '../drafts.ts';
import { followedOnce } from '../followed-state.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { type LabWish, takeLabWishes } from '../lab-wish.ts';
import { Guide } from './guide.tsx';
import { type Choices, LabChoices } from './lab-choices.tsx';
import { useLabCommands } from './lab-commands.ts';
import classes from './lab-view.module.css';
import { ScenarioItem } from './scenario-item.tsx';
import { addressOf, isSameTarget } from './lab-target.ts';
import { nameTarget, partTitles, summarise, toMarkdown } from './scenario-words.ts';

const useLab = followedOnce('lab.changed', () => call('lab.state', {}));

/** The lab: one button, and the walk fills in. */
export const LabView = (): ReactElement | null => {
  const state = useLab();
  return state === null ? null : <Lab state={state} />;
};

const Lab = ({ state }: { readonly state: LabState }): ReactElement => {
  const [interceptor, setInterceptor] = useState<Choices['interceptor']>('builtin');
  const [target, setTarget] = useKeptText('lab.target', 'own-world');
  const [url, setUrl] = useKeptText('lab.url', '');
  const [problem, setProblem] = useState<Failure | null>(null);
  const [open, setOpen] = useState<ReadonlySet<ScenarioId>>(new Set());
  const [saved, setSaved] = useState<string | null>(null);
  /** One step at a time: asked for, and which was shown last. */
  const [isGuided, setGuided] = useState(false);
  const [current, setCurrent] = useState<ScenarioId | null>(null);
  const { isRunning, isStopping, running } = state;
  const wantsOwnHost = target === 'own-host';
  const chosen: LabTarget = { interceptor, url: wantsOwnHost ? addressOf(url) : null };
  /** Of what is chosen; the last one of something else is told apart from it. */
  const result = isRunning || isSameTarget(state.of, chosen) ? state.result : null;
  const shownState = { ...state, result };
  const run = async (only: RunLab['only']): Promise<boolean> => {
    setProblem(null);
    setSaved(null);
    const begun = await call('lab.run', {
      ...chosen,
      only: only === null ? null : [...only],
    });
    if (!begun.ok) setProblem(begun.error);
    return begun.ok;
  };
  const runAll = (): void => {
    setGuided(false);
    void run(null);
  };
  const showStep = (id: ScenarioId): void => {
    setGuided(true);
    void run([id]).then((isBegun) => {
      if (isBegun) setCurrent(id);
    });
  };
  const choose = (of: LabTarget | null): void => {
    if (of === null) return;
    setInterceptor(of.interceptor);
    setTarget(of.url === null ? 'own-world' : 'own-host');
    if (of.url !== null) setUrl(of.url);
  };
  const startOver = (): void => {
    setGuided(true);
    setCurrent(null);
  };
  const save = async (): Promise<void> => {
    const path = await call('lab.saveReport', {});
    if (!path.ok) setProblem(path.error);
    else if (path.value !== null) setSaved(path.value);
  };
  const isOwnHostShown = isRunning && state.of !== null ? state.of.url !== null : wantsOwnHost;
  const shown = isOwnHostShown ? state.scenarios.slice(0, 5) : state.scenarios;
  const isGuideShown = isGuided || (result === null && !isRunning);

  const onWish = useEffectEvent((wish: LabWish) => {
    if (isRunning) return;
    if (wish === 'all') runAll();
    else startOver();
  });
  useEffect(
    () =>
      takeLabWishes((wish) => {
        onWish(wish);
      }),
    [],
  );
  useLabCommands({
    onAll: isRunning ? null : runAll,
    onStep: isRunning ? null : nextOf(shown, isGuided ? current : null, showStep),
  });

  return (
    <div className={classes.view}>
      <header className={classes.head}>
        <div className={classes.title}>
          <h1>Lab</h1>
          <p>
            A walk through the attack, with real connections: a dummy pin, the real pin, a man in the middle,
            the ways around a pin, renewals.{' '}
            {wantsOwnHost
              ? 'Your host, under the policy in force.'
              : 'Needs no network; nothing of it enters your journal or your policy.'}
          </p>
        </div>
        <div className={classes.actions}>
          {isRunning ? (
            <Button
              color="red"
              leftSection={<IconPlayerStop size={16} aria-hidden />}
              disabled={isStopping}
              onClick={() => void call('lab.stop', {})}
            >
              {isStopping ? 'Stopping…' : 'Stop'}
            </Button>
          ) : (
            <>
              {!isGuideShown && (
                <Button
                  variant="default"
                  leftSection={<IconPlayerTrackNext size={16} aria-hidden />}
                  onClick={startOver}
                >
                  One step at a time
                </Button>
              )}
              <Button leftSection={<IconPlayerPlay size={16} aria-hidden />} onClick={runAll}>
                Run the lab
              </Button>
            </>
          )}
        </div>
      </header>
      <LabChoices
        choices={{ interceptor, target: wantsOwnHost ? 'own-host' : 'own-world', url }}
        isRunning={isRunning}
        onChange={(change) => {
          setInterceptor(change.interceptor ?? interceptor);
          setTarget(change.target ?? target);
          setUrl(change.url ?? url);
          setCurrent(null);
        }}
        onRun={runAll}
      />
      {problem !== null && <FailureNote failure={problem} />}
      {isGuideShown && (
        <Guide
          state={shownState}
          scenarios={shown}
          current={current}
          onShow={showStep}
          onStartOver={startOver}
        />
      )}
      {!isGuideShown && <Outcome state={shownState} total={shown.length} />}
      {state.result !== null && state.of !== null && result === null && (
        <OtherResult
          result={state.result}
          chosen={chosen}
          onChoose={() => {
            choose(state.of);
          }}
        />
      )}
      {state.result !== null && !isRunning && (
        <div className={classes.choices}>
          <Button
            variant="default"
            size="xs"
            leftSection={<IconDownload size={14} aria-hidden />}
            onClick={() => void save()}
          >
            Save report…
          </Button>
          <CopyButton
            text={toMarkdown(state.result)}
            what="as Markdown: the whole result"
            label="Copy as Markdown"
          />
          {saved !== null && <span role="status">Saved to {saved}</span>}
        </div>
      )}
      {chaptersOf(shown).map(({ part, scenarios }) => (
        <section key={part}>
          <h2 className={classes.part}>{partTitles[part]}</h2>
          <ol className={classes.list}>
            {scenarios.map((facts) => (
              <ScenarioItem
                key={facts.id}
                facts={facts}
                result={
                  running === facts.id ? null : (result?.scenarios.find(({ id }) => id === facts.id) ?? null)
                }
                isRunning={running === facts.id}
                isOpen={open.has(facts.id)}
                onToggle={() => {
                  setOpen((before) => {
                    const next = new Set(before);
                    if (!next.delete(facts.id)) next.add(facts.id);
                    return next;
                  });
                }}
                onRunAgain={isRunning ? null : () => void run([facts.id])}
              />
            ))}
          </ol>
        </section>
      ))}
    </div>
  );
};

/** Shows what comes after the step that was shown last; null: nothing does. */
const nextOf = (
  scenarios: readonly ScenarioFacts[],
  current: ScenarioId | null,
  show: (id: ScenarioId) => void,
): (() => void) | null => {
  const next = scenarios[scenarios.findIndex(({ id }) => id === current) + 1];
  return next === undefined
    ? null
    : () => {
        show(next.id);
      };
};

const chaptersOf = (
  scenarios: readonly ScenarioFacts[],
): readonly { readonly part: ScenarioFacts['part']; readonly scenarios: readonly ScenarioFacts[] }[] =>
  [...new Set(scenarios.map(({ part }) => part))].map((part) => ({
    part,
    scenarios: scenarios.filter((scenario) => scenario.part === part),
  }));

/** How far it is, or how it ended. */
const Outcome = ({
  state,
  total,
}: {
  readonly state: LabState;
  readonly total: number;
}): ReactElement | null => {
  const { result, isRunning } = state;
  if (isRunning) {
    const done = result?.scenarios.length ?? 0;
    return (
      <div role="status" className={classes.progress}>
        <Progress value={(100 * done) / Math.max(1, total)} aria-label="Progress of the lab" />
        <p>
          {done} of {total} scenarios done
        </p>
      </div>
    );
  }
  if (result === null) return null;
  const { failed, notRun } = countScenarios(result.scenarios);
  const verdict = failed > 0 ? 'failed' : notRun > 0 ? 'not-run' : 'passed';
  return (
    <p role="status" className={classes.outcome} data-verdict={verdict}>
      {summarise(result)}
      {result.wasStopped ? ' The run was stopped.' : ''}
    </p>
  );
};

/** The last result, of something else than what is chosen: never in the colours of a verdict on that. */
const OtherResult = ({
  result,
  chosen,
  onChoose,
}: {
  readonly result: LabResult;
  readonly chosen: LabTarget;
  readonly onChoose: () => void;
}): ReactElement => (
  <section className={classes.other} aria-label="Result of another choice">
    <p>
      <b>
        Not run yet on {chosen.url === '' ? 'a host of yours' : nameTarget(chosen.url)} with what is chosen
        above.
      </b>{' '}
      The last run was another one: {summarise(result)}
    </p>
    <Button variant="default" size="xs" onClick={onChoose}>
      Choose that one
    </Button>
  </section>
);
