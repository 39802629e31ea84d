import { Button, PasswordInput, Radio, Select, TextInput } from '@mantine/core';
import { useState, type ReactElement } from 'react';
import type { RouteChoice } from '../../common/ipc/state.ts';
import { useAppState } from '../app-state.ts';
import { call } from '../bridge.ts';
import { FailureNote } from '../ui/failure-note.tsx';
import { Card } from './card.tsx';
import {
  noProxyAddress,
  proxySchemes,
  readProxyUrl,
  toProxyUrl,
  type ProxyAddress,
} from './proxy-address.ts';
import classes from './settings-view.module.css';
import { useAction } from './use-action.ts';

export const RouteCard = (): ReactElement => {
  const { route } = useAppState();
  const [kind, setKind] = useState<RouteChoice['kind']>(route.kind);
  const action = useAction();
  const choose = (chosen: RouteChoice['kind']): void => {
    setKind(chosen);
    if (chosen !== 'proxy') action.run(async () => call('route.set', { kind: chosen }));
  };
  return (
    <Card title="Route" hint="How traffic leaves. A change begins a new epoch: no verdict is carried over.">
      <Radio.Group
        aria-label="Route"
        value={kind}
        onChange={(value) => {
          choose(value === 'direct' || value === 'proxy' ? value : 'system');
        }}
      >
        <div className={classes.stack}>
          <Radio
            value="system"
            label="System proxy"
            description="As this computer is set up, PAC scripts included"
          />
          <Radio value="direct" label="Direct" description="No proxy, whatever the system says" />
          <Radio
            value="proxy"
            label="A given proxy"
            description="HTTP, HTTPS or SOCKS, with a password if it wants one"
          />
        </div>
      </Radio.Group>
      {kind === 'proxy' && <ProxyForm />}
      {action.failure !== null && <FailureNote failure={action.failure} />}
    </Card>
  );
};

const ProxyForm = (): ReactElement => {
  const { route } = useAppState();
  const [proxy, setProxy] = useState<ProxyAddress>(() =>
    route.kind === 'proxy' ? readProxyUrl(route.url) : noProxyAddress,
  );
  const [problem, setProblem] = useState<string | null>(null);
  const action = useAction();
  const edit = (change: Partial<ProxyAddress>): void => {
    setProxy({ ...proxy, ...change });
    setProblem(null);
  };
  const use = (): void => {
    const url = toProxyUrl(proxy);
    if (url.ok) action.run(async () => call('route.set', { kind: 'proxy', url: url.value }));
    else setProblem(url.error);
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
          const scheme = proxySchemes.find((known) => known === value);
          if (scheme !== undefined) edit({ scheme });
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
        value={proxy.password}
        onChange={(event) => {
          edit({ password: event.currentTarget.value });
        }}
      />
      <div className={classes.buttons}>
        <Button type="submit" loading={action.isBusy}>
          Use this proxy
        </Button>
        {route.kind !== 'proxy' && <span className={classes.quiet}>Not in use yet.</span>}
      </div>
      {action.failure !== null && <FailureNote failure={action.failure} />}
    </form>
  );
};
