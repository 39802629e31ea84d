import { Button, PasswordInput, TextInput } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import type { BrowserLogin } from '../../common/ipc/browser-state.ts';
import { call } from '../bridge.ts';
import classes from './login-strip.module.css';
import strip from './strip.module.css';

/** A server asks for user and password. Given to that server alone, and kept no longer than the epoch. */
export const LoginStrip = ({
  login: { id, server, realm },
  isCleartext,
}: {
  readonly login: BrowserLogin;
  readonly isCleartext: boolean;
}): ReactElement => {
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const answer = (given: { readonly username: string; readonly password: string } | null): void =>
    void call('browser.logIn', { id, answer: given });
  return (
    <form
      className={`${strip.strip ?? ''} ${classes.form ?? ''}`}
      data-tone={isCleartext ? 'bad' : undefined}
      aria-label="Log in"
      onSubmit={(event) => {
        event.preventDefault();
        answer({ username, password });
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        answer(null);
      }}
    >
      <span className={strip.icon}>
        <IconKey size={16} aria-hidden />
      </span>
      <p className={strip.summary} role="status">
        <strong>{server}</strong> asks for user and password
        {realm !== '' && <> in its own words: “{realm}”</>}.
        {isCleartext && ' They would be sent without encryption.'}
      </p>
      <TextInput
        aria-label="User"
        placeholder="User"
        autoComplete="off"
        data-autofocus
        autoFocus
        value={username}
        onChange={(event) => {
          setUsername(event.currentTarget.value);
        }}
      />
      <PasswordInput
        className={classes.password ?? ''}
        aria-label="Password"
        placeholder="Password"
        autoComplete="off"
        value={password}
        onChange={(event) => {
          setPassword(event.currentTarget.value);
        }}
      />
      <Button type="submit">Log in</Button>
      <Button
        variant="default"
        onClick={() => {
          answer(null);
        }}
      >
        Give none
      </Button>
    </form>
  );
};
