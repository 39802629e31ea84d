import { Button, Menu, Select, TextInput } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import type { Failure } from '../../common/ipc/state.ts';
import { watchReportKinds, type WatchState } from '../../common/ipc/watch.ts';
import type { Result } from '../../common/result.ts';
import { clientGroupings } from '../../common/watch/watch-result.ts';
import { call } from '../bridge.ts';
import { useKeptText } from '../drafts.ts';
import { FailureNote } from '../ui/failure-note.tsx';
import classes from './watch.module.css';

const groupingLabels = {
  process: 'each process',
  program: 'all of one program',
  address: 'all of one address',
} as const;

const reportLabels = {
  html: 'HTML, to be sent',
  json: 'JSON',
  junit: 'JUnit',
  har: 'HAR of what was readable',
  csv: 'CSV',
} as const;

/** How it is judged, what it is held against, and what is kept of it. */
export const SessionBar = ({ state }: { readonly state: WatchState }): ReactElement => {
  const [control, setControl] = useState<string | null>(null);
  const [name, setName] = useKeptText('watch.name', '');
  const [problem, setProblem] = useState<Failure | null>(null);
  const [saved, setSaved] = useState<string | null>(null);
  const run = async (begun: Promise<Result<string | null, Failure>>): Promise<void> => {
    setProblem(null);
    setSaved(null);
    const done = await begun;
    if (!done.ok) setProblem(done.error);
    else setSaved(done.value);
  };
  const judgeBy = (controlHost: string, grouping: WatchState['grouping']): void => {
    void run(call('watch.judgeBy', { controlHost, grouping })).then(() => {
      setControl(null);
    });
  };
  return (
    <div className={classes.bar}>
      <form
        className={classes.fields}
        aria-label="How it is judged"
        onSubmit={(event) => {
          event.preventDefault();
          judgeBy(control ?? state.controlHost, state.grouping);
        }}
      >
        <TextInput
          label="Judged by control host"
          size="xs"
          placeholder="www.example.com"
          spellCheck={false}
          value={control ?? state.controlHost}
          onChange={(event) => {
            setControl(event.currentTarget.value);
          }}
        />
        {control !== null && control !== state.controlHost && (
          <Button type="submit" size="xs" variant="default">
            Judge by it
          </Button>
        )}
        <Select
          label="One client is"
          size="xs"
          allowDeselect={false}
          data={clientGroupings.map((value) => ({ value, label: groupingLabels[value] }))}
          value={state.grouping}
          onChange={(value) => {
            const grouping = clientGroupings.find((each) => each === value);
            if (grouping !== undefined) judgeBy(control ?? state.controlHost, grouping);
          }}
        />
      </form>
      <div className={classes.line}>
        {state.policy === null ? (
          <Button variant="default" size="xs" onClick={() => void run(call('watch.choosePolicy', {}))}>
            Policy of the app…
          </Button>
        ) : (
          <Button variant="default" size="xs" onClick={() => void call('watch.forgetPolicy', {})}>
            Put away {state.policy.name}
          </Button>
        )}
        <Button
          variant="default"
          size="xs"
          loading={state.isLooking}
          disabled={state.clients.length === 0}
          onClick={() => void call('watch.lookAtServers', {})}
        >
          Look at the real servers
        </Button>
        {state.comparison === null ? (
          <Button variant="default" size="xs" onClick={() => void run(call('watch.compare', {}))}>
            Compare with an earlier watch…
          </Button>
        ) : (
          <Button variant="default" size="xs" onClick={() => void call('watch.endComparison', {})}>
            Put away {state.comparison.name}
          </Button>
        )}
        <span className={classes.gap} />
        <TextInput
          aria-label="Name of this watch"
          size="xs"
          placeholder="Name: Build 42"
          value={name}
          onChange={(event) => {
            setName(event.currentTarget.value);
          }}
        />
        <Button variant="default" size="xs" onClick={() => void run(call('watch.save', { name }))}>
          Save…
        </Button>
        <Menu position="bottom-end">
          <Menu.Target>
            <Button variant="default" size="xs" rightSection={<IconChevronDown size={13} aria-hidden />}>
              Report
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {watchReportKinds.map((kind) => (
              <Menu.Item key={kind} onClick={() => void run(call('watch.saveReport', { kind, name }))}>
                {reportLabels[kind]}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      </div>
      {saved !== null && <p role="status">Saved to {saved}</p>}
      {problem !== null && <FailureNote failure={problem} />}
    </div>
  );
};
