import { Button, Progress, Switch } from '@mantine/core';
import type { ReactElement } from 'react';
import type { UpdateState } from '../../common/ipc/state.ts';
import { useAppState } from '../app-state.ts';
import { call } from '../bridge.ts';
import { FailureNote } from '../ui/failure-note.tsx';
import { formatBytes } from '../ui/format-quantity.ts';
import { Card } from './card.tsx';
import classes from './settings-view.module.css';

/** Nothing is asked, downloaded or installed without a press here; the daily question only after a yes. */
export const UpdatesCard = (): ReactElement => {
  const { state, isDaily } = useAppState().updates;
  return (
    <Card
      title="Updates"
      hint="Fetched past the policy under test, by the system’s proxy settings. Only newer, signed versions are taken."
    >
      {state.kind === 'unavailable' ? (
        <p className={classes.quiet}>{state.why}</p>
      ) : (
        <>
          <Switch
            label="Ask once a day whether there is a newer version"
            checked={isDaily}
            onChange={(event) => void call('updates.daily', { isDaily: event.currentTarget.checked })}
          />
          <UpdateStep state={state} />
        </>
      )}
    </Card>
  );
};

const checkButton = (label: string, isBusy = false): ReactElement => (
  <Button variant="default" loading={isBusy} onClick={() => void call('updates.check', {})}>
    {label}
  </Button>
);

const UpdateStep = ({
  state,
}: {
  readonly state: Exclude<UpdateState, { kind: 'unavailable' }>;
}): ReactElement => {
  switch (state.kind) {
    case 'idle':
      return (
        <div className={classes.fields}>
          <span className={classes.grow} role="status">
            {state.checkedAt === null
              ? 'Not asked yet.'
              : `Nothing newer at ${new Date(state.checkedAt).toLocaleString()}.`}
          </span>
          {checkButton('Check for updates')}
        </div>
      );
    case 'checking':
      return <div className={classes.fields}>{checkButton('Check for updates', true)}</div>;
    case 'available':
      return (
        <>
          <p role="status">
            Version {state.version} is there
            {state.sizeBytes === null ? '' : ` (${formatBytes(state.sizeBytes)})`}, signed by its makers.
          </p>
          {state.notes !== '' && <p className={classes.quiet}>{state.notes}</p>}
          <div className={classes.fields}>
            <Button onClick={() => void call('updates.download', {})}>Download it</Button>
          </div>
        </>
      );
    case 'downloading':
      return (
        <div className={classes.fields}>
          <Progress
            className={classes.grow ?? ''}
            value={state.percent}
            aria-label={`Downloading version ${state.version}`}
          />
          <Button variant="default" onClick={() => void call('updates.cancel', {})}>
            Stop
          </Button>
        </div>
      );
    case 'ready':
      return (
        <div className={classes.fields}>
          <span className={classes.grow} role="status">
            Version {state.version} is downloaded and is what was signed.
          </span>
          <Button onClick={() => void call('updates.install', {})}>Quit and install</Button>
        </div>
      );
    case 'failed':
      return (
        <>
          <FailureNote failure={state.failure} />
          <div className={classes.fields}>{checkButton('Try again')}</div>
        </>
      );
  }
};
