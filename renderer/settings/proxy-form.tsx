import { Button, Checkbox, PasswordInput, Select, TextInput } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import type { RouteChoice } from '../../common/ipc/state.ts';
import { useAppState } from '../app-state.ts';
import { call } from '../bridge.ts';
import { takeDrafts, useKeptText } from '../drafts.ts';
import { FailureNote } from '../ui/failure-note.tsx';
import {
  asScheme,
  noProxyAddress,
  proxySchemes,
  readProxyUrl,
  toProxyWanted,
  type ProxyAddress,
} from './proxy-address.ts';
import classes from './settings-view.module.css';
import { useAction } from './use-action.ts';

type ProxyRoute = Extract<RouteChoice, { readonly kind: 'proxy' }>;

const passwordWords: Readonly<Record<ProxyRoute['password'], string>> = {
  none: 'none',
  'until-quit': 'known until Pinspect quits',
  kept: 'kept in the keyring',
  'kept-unprotected': 'kept, unprotected',
};

/** A proxy by hand. Its password is never shown again, and goes to no other proxy than the one it was given for. */
export const ProxyForm = ({ onUsed }: { readonly onUsed: () => void }): ReactElement => {
  const { route, secrets } = useAppState();
  const inUse = route.kind === 'proxy' ? route : null;
  const used = inUse === null ? noProxyAddress : readProxyUrl(inUse.url);
  const [scheme, setScheme] = useKeptText('proxy.scheme', used.scheme);
  const [address, setAddress] = useKeptText('proxy.address', used.address);
  const [username, setUsername] = useKeptText('proxy.username', used.username);
  const [password, setPassword] = useState('');
  const proxy: ProxyAddress = { scheme: asScheme(scheme) ?? used.scheme, address, username, password };
  const [keeps, setKeeps] = useState(inUse?.password.startsWith('kept') ?? false);
  const [problem, setProblem] = useState<string | null>(null);
  const action = useAction();
  const edit = (change: Partial<ProxyAddress>): void => {
    setScheme(change.scheme ?? scheme);
    setAddress(change.address ?? address);
    setUsername(change.username ?? username);
    setPassword(change.password ?? password);
    setProblem(null);
  };
  const wanted = toProxyWanted(proxy);
  const isSame = inUse !== null && wanted.ok && wanted.value.url === inUse.url;
  const use = (): void => {
    if (!wanted.ok) {
      setProblem(wanted.error);
      return;
    }
    const { url, password: given } = wanted.value;
    action.run(async () => {
      const set = await call('route.set', {
        kind: 'proxy',
        url,
        password: given === '' ? null : given,
        keepsPassword: !keeps ? 'until-quit' : secrets.isProtected ? 'kept' : 'kept-unprotected',
      });
      if (set.ok) {
        edit({ ...readProxyUrl(url), password: '' });
        takeDrafts(['proxy.scheme', 'proxy.address', 'proxy.username']);
        onUsed();
      }
      return set;
    });
  };
  return (
    <form
      className={classes.fields}
      aria-label="Given proxy"
      onSubmit={(event) => {
        event.preventDefault();
        use();
      }}
    >
      <Select
        label="Kind"
        className={classes.narrow ?? ''}
        data={proxySchemes}
        value={proxy.scheme}
        allowDeselect={false}
        onChange={(value) => {
          const chosen = asScheme(value ?? '');
          if (chosen !== null) edit({ scheme: chosen });
        }}
      />
      <TextInput
        label="Address"
        className={classes.grow ?? ''}
        placeholder="proxy.example.com:8080"
        spellCheck={false}
        error={problem}
        value={proxy.address}
        onChange={(event) => {
          edit({ address: event.currentTarget.value });
        }}
      />
      <TextInput
        label="User"
        placeholder="none"
        className={classes.grow ?? ''}
        autoComplete="off"
        value={proxy.username}
        onChange={(event) => {
          edit({ username: event.currentTarget.value });
        }}
      />
      <PasswordInput
        label="Password"
        className={classes.grow ?? ''}
        autoComplete="off"
        placeholder={isSame ? passwordWords[inUse.password] : 'none'}
        value={proxy.password}
        onChange={(event) => {
          edit({ password: event.currentTarget.value });
        }}
      />
      <Checkbox
        className={classes.whole ?? ''}
        label={
          secrets.isProtected ? 'Keep the password in the system’s keyring' : 'Keep the password unprotected'
        }
        description={
          secrets.isProtected
            ? 'Otherwise it is known until Pinspect quits.'
            : `${secrets.why} So it is known until Pinspect quits, unless you agree that whoever can read your files can read it.`
        }
        checked={keeps}
        onChange={(event) => {
          setKeeps(event.currentTarget.checked);
        }}
      />
      {inUse?.password === 'kept-unprotected' && (
        <p className={classes.mark}>
          <IconAlertTriangle size={16} aria-hidden />
          The password of this proxy is kept unprotected.
        </p>
      )}
      <div className={classes.buttons}>
        <Button type="submit" loading={action.isBusy}>
          Use this proxy
        </Button>
        <span className={classes.quiet} role="status">
          {isSame ? `In use. Password: ${passwordWords[inUse.password]}.` : 'Not in use yet.'}
        </span>
      </div>
      {action.failure !== null && <FailureNote failure={action.failure} />}
    </form>
  );
};
