import { Button, Progress, SegmentedControl, TextInput } from '@mantine/core';
import { IconDownload, IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import type { LabState, RunLab } from '../../common/ipc/lab-state.ts';
import type { Failure } from '../../common/ipc/state.ts';
import {
  type InterceptorKind,
  type ScenarioFacts,
  type ScenarioId,
  countScenarios,
} from '../../common/lab-result.ts';
import { call } from '../bridge.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { createLabStore, useLabStore } from './lab-store.ts';
import classes from './lab-view.module.css';
import { ScenarioItem } from './scenario-item.tsx';
import { partTitles, summarise, toMarkdown } from './scenario-words.ts';

/** The lab: one button, and the walk fills in. */
export const LabView = (): ReactElement | null => {
  const [store] = useState(createLabStore);
  const state = useLabStore(store);
  return state === null ? null : <Lab state={state} />;
};

const Lab = ({ state }: { readonly state: LabState }): ReactElement => {
  const [interceptor, setInterceptor] = useState<InterceptorKind>('builtin');
  const [target, setTarget] = useState<'own-world' | 'own-host'>('own-world');
  const [url, setUrl] = useState('');
  const [problem, setProblem] = useState<Failure | null>(null);
  const [open, setOpen] = useState<ReadonlySet<ScenarioId>>(new Set());
  const [saved, setSaved] = useState<string | null>(null);
  const { result, isRunning, isStopping, running } = state;
  const wantsOwnHost = target === 'own-host';
  const run = async (only: RunLab['only']): Promise<void> => {
    setProblem(null);
    setSaved(null);
    const begun = await call('lab.run', {
      interceptor,
      url: wantsOwnHost ? url.trim() : null,
      only: only === null ? null : [...only],
    });
    if (!begun.ok) setProblem(begun.error);
  };
  const save = async (): Promise<void> => {
    const path = await call('lab.saveReport', {});
    if (!path.ok) setProblem(path.error);
    else if (path.value !== null) setSaved(path.value);
  };
  const isOwnHostShown =
    isRunning || result !== null ? result?.url != null || (isRunning && wantsOwnHost) : wantsOwnHost;
  const shown = isOwnHostShown ? state.scenarios.slice(0, 5) : state.scenarios;

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
            <Button leftSection={<IconPlayerPlay size={16} aria-hidden />} onClick={() => void run(null)}>
              Run the lab
            </Button>
          )}
        </div>
      </header>
      <div className={classes.choices}>
        <SegmentedControl
          aria-label="What is attacked"
          size="xs"
          disabled={isRunning}
          value={target}
          onChange={(value) => {
            setTarget(value === 'own-host' ? 'own-host' : 'own-world');
          }}
          data={[
            { value: 'own-world', label: 'The lab’s own servers' },
            { value: 'own-host', label: 'A host of yours' },
          ]}
        />
        <SegmentedControl
          aria-label="Man in the middle"
          size="xs"
          disabled={isRunning}
          value={interceptor}
          onChange={(value) => {
            setInterceptor(value === 'mitmproxy' ? 'mitmproxy' : 'builtin');
          }}
          data={[
            { value: 'builtin', label: 'Built-in interceptor' },
            { value: 'mitmproxy', label: 'mitmproxy' },
          ]}
        />
        {wantsOwnHost && (
          <TextInput
            className={classes.url}
            size="xs"
            aria-label="Address of your host"
            placeholder="https://api.example.com/"
            value={url}
            disabled={isRunning}
            onChange={(event) => {
              setUrl(event.currentTarget.value);
            }}
            onKeyDown={(event) => {
              if (event.key === 'Enter') void run(null);
            }}
          />
        )}
      </div>
      {problem !== null && <FailureNote failure={problem} />}
      <Outcome state={state} total={shown.length} />
      {result !== null && !isRunning && (
        <div className={classes.choices}>
          <Button
            variant="default"
            size="xs"
            leftSection={<IconDownload size={14} aria-hidden />}
            onClick={() => void save()}
          >
            Save report…
          </Button>
          <CopyButton text={toMarkdown(result)} what="result as Markdown" label="Copy as Markdown" />
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
