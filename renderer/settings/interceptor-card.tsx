import { Button, PasswordInput, Switch, TextInput } from '@mantine/core';
import { useEffect, useState, type ReactElement } from 'react';
import type { InterceptorFound } from '../../common/ipc/state.ts';
import { useAppState } from '../app-state.ts';
import { call } from '../bridge.ts';
import { FailureNote } from '../ui/failure-note.tsx';
import classes from './settings-view.module.css';
import { useAction } from './use-action.ts';

/** mitmproxy: started by Pinspect, or attached to where it runs; its CA trusted by a switch of its own. */
export const InterceptorCard = (): ReactElement => {
  const { interceptor } = useAppState();
  const [found, setFound] = useState<InterceptorFound | null>(null);
  const [path, setPath] = useState('');
  const action = useAction();
  const chosen = path.trim() === '' ? null : path.trim();
  useEffect(() => {
    void call('interceptor.find', { path: null }).then((result) => {
      if (result.ok) setFound(result.value);
    });
  }, []);
  return (
    <section className={classes.card} aria-label="mitmproxy">
      <h2>mitmproxy</h2>
      {interceptor.kind === 'running' ? (
        <>
          <p>
            {interceptor.name} is in the route, at <code>{`${interceptor.host}:${interceptor.port}`}</code> (
            {interceptor.ownership}).
          </p>
          {!interceptor.hasEvents && (
            <p className={classes.quiet}>Attached: what it saw is not told to Pinspect.</p>
          )}
          <Switch
            label="Trust its CA for this run"
            description="The attack: with its CA trusted, unpinned hosts are readable to it. Pinned ones stay refused."
            checked={interceptor.isCaTrusted}
            onChange={(event) => {
              const trusted = event.currentTarget.checked;
              action.run(async () => call('interceptor.trust', { trusted }));
            }}
          />
          {interceptor.isCaTrusted && <p className={classes.mark}>Its CA is trusted until Pinspect quits.</p>}
          <div className={classes.row}>
            <Button
              variant="default"
              loading={action.isBusy}
              onClick={() => {
                action.run(async () => call('interceptor.stop', {}));
              }}
            >
              {interceptor.ownership === 'started' ? 'Stop mitmproxy' : 'Detach'}
            </Button>
          </div>
        </>
      ) : (
        <>
          <p className={classes.quiet}>
            {found === null
              ? 'Not found on PATH or in the usual places. Install it, or give its path.'
              : `mitmproxy ${found.version} found at ${found.path}.`}
          </p>
          <div className={classes.row}>
            <TextInput
              className={classes.grow ?? ''}
              label="Path to mitmdump"
              placeholder="found by itself"
              spellCheck={false}
              value={path}
              onChange={(event) => {
                setPath(event.currentTarget.value);
              }}
            />
            <Button
              loading={action.isBusy || interceptor.kind === 'starting'}
              onClick={() => {
                action.run(async () => call('interceptor.start', { path: chosen }));
              }}
            >
              Start mitmproxy
            </Button>
          </div>
          <AttachForm />
        </>
      )}
      {action.failure !== null && <FailureNote failure={action.failure} />}
    </section>
  );
};

const AttachForm = (): ReactElement => {
  const [host, setHost] = useState('127.0.0.1');
  const [port, setPort] = useState('8080');
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [caFolder, setCaFolder] = useState('');
  const action = useAction();
  const number = Number(port);
  return (
    <form
      className={classes.row}
      aria-label="Attach to a running mitmproxy"
      onSubmit={(event) => {
        event.preventDefault();
        action.run(async () =>
          call('interceptor.attach', {
            host,
            port: number,
            username,
            password,
            caFolder: caFolder === '' ? null : caFolder,
          }),
        );
      }}
    >
      <TextInput
        className={classes.grow ?? ''}
        label="Address"
        value={host}
        onChange={(event) => {
          setHost(event.currentTarget.value);
        }}
      />
      <TextInput
        label="Port"
        value={port}
        error={Number.isInteger(number) && number > 0 && number < 65_536 ? null : 'A number from 1 to 65535'}
        onChange={(event) => {
          setPort(event.currentTarget.value);
        }}
      />
      <TextInput
        label="User"
        value={username}
        onChange={(event) => {
          setUsername(event.currentTarget.value);
        }}
      />
      <PasswordInput
        className={classes.grow ?? ''}
        label="Password"
        value={password}
        onChange={(event) => {
          setPassword(event.currentTarget.value);
        }}
      />
      <TextInput
        className={classes.grow ?? ''}
        label="Folder with its CA"
        placeholder="asked from the proxy itself"
        value={caFolder}
        onChange={(event) => {
          setCaFolder(event.currentTarget.value);
        }}
      />
      <Button type="submit" variant="default" loading={action.isBusy}>
        Attach
      </Button>
      {action.failure !== null && <FailureNote failure={action.failure} />}
    </form>
  );
};
