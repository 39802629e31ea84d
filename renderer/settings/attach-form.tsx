import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useState, type ReactElement } from 'react';
import { call } from '../bridge.ts';
import { useKeptText } from '../drafts.ts';
import { FailureNote } from '../ui/failure-note.tsx';
import classes from './settings-view.module.css';
import { useAction } from './use-action.ts';

/** To a mitmproxy that runs already, here or elsewhere. */
export const AttachForm = (): ReactElement => {
  const [host, setHost] = useKeptText('mitmproxy.host', '127.0.0.1');
  const [port, setPort] = useKeptText('mitmproxy.port', '8080');
  const [username, setUsername] = useKeptText('mitmproxy.username', '');
  const [password, setPassword] = useState('');
  const [caFolder, setCaFolder] = useKeptText('mitmproxy.ca-folder', '');
  const action = useAction();
  const number = Number(port);
  const isPort = Number.isInteger(number) && number > 0 && number < 65_536;
  return (
    <form
      className={classes.fields}
      aria-label="Attach to a running mitmproxy"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isPort) return;
        action.run(async () =>
          call('interceptor.attach', {
            host: host.trim(),
            port: number,
            username,
            password,
            caFolder: caFolder.trim() === '' ? null : caFolder.trim(),
          }),
        );
      }}
    >
      <h3 className={classes.buttons}>Or attach to one that runs already</h3>
      <TextInput
        className={classes.grow ?? ''}
        label="Address"
        spellCheck={false}
        value={host}
        onChange={(event) => {
          setHost(event.currentTarget.value);
        }}
      />
      <TextInput
        className={classes.narrow ?? ''}
        label="Port"
        inputMode="numeric"
        value={port}
        error={isPort ? null : '1 to 65535'}
        onChange={(event) => {
          setPort(event.currentTarget.value);
        }}
      />
      <TextInput
        className={classes.grow ?? ''}
        label="User"
        placeholder="none"
        autoComplete="off"
        value={username}
        onChange={(event) => {
          setUsername(event.currentTarget.value);
        }}
      />
      <PasswordInput
        className={classes.grow ?? ''}
        label="Password"
        autoComplete="off"
        value={password}
        onChange={(event) => {
          setPassword(event.currentTarget.value);
        }}
      />
      <TextInput
        className={classes.whole ?? ''}
        label="Folder with its CA (mitmproxy-ca-cert.pem)"
        placeholder="asked from the proxy itself"
        spellCheck={false}
        value={caFolder}
        onChange={(event) => {
          setCaFolder(event.currentTarget.value);
        }}
      />
      <div className={classes.buttons}>
        <Button type="submit" variant="default" loading={action.isBusy}>
          Attach
        </Button>
      </div>
      {action.failure !== null && <FailureNote failure={action.failure} />}
    </form>
  );
};
