import { Button, Radio, TextInput } from '@mantine/core';
import { useState, type ReactElement } from 'react';
import type { RouteChoice } from '../../common/ipc/state.ts';
import { useAppState } from '../app-state.ts';
import { call } from '../bridge.ts';
import { FailureNote } from '../ui/failure-note.tsx';
import classes from './settings-view.module.css';
import { useAction } from './use-action.ts';

export const RouteCard = (): ReactElement => {
  const { route } = useAppState();
  const [kind, setKind] = useState<RouteChoice['kind']>(route.kind);
  const [url, setUrl] = useState(route.kind === 'proxy' ? route.url : '');
  const action = useAction();
  const choose = (chosen: RouteChoice['kind']): void => {
    setKind(chosen);
    if (chosen !== 'proxy') action.run(async () => call('route.set', { kind: chosen }));
  };
  return (
    <section className={classes.card} aria-label="Route">
      <h2>Route</h2>
      <Radio.Group
        aria-label="Route"
        value={kind}
        onChange={(value) => {
          choose(value === 'direct' || value === 'proxy' ? value : 'system');
        }}
      >
        <Radio value="system" label="System proxy settings, PAC scripts included" />
        <Radio mt={6} value="direct" label="Direct" />
        <Radio mt={6} value="proxy" label="This proxy" />
      </Radio.Group>
      {kind === 'proxy' && (
        <form
          className={classes.row}
          onSubmit={(event) => {
            event.preventDefault();
            action.run(async () => call('route.set', { kind: 'proxy', url }));
          }}
        >
          <TextInput
            className={classes.grow ?? ''}
            label="Proxy"
            placeholder="http://user:password@proxy.example.com:8080"
            description="http, https, socks4 or socks5"
            spellCheck={false}
            value={url}
            onChange={(event) => {
              setUrl(event.currentTarget.value);
            }}
          />
          <Button type="submit" loading={action.isBusy}>
            Use
          </Button>
        </form>
      )}
      {action.failure !== null && <FailureNote failure={action.failure} />}
    </section>
  );
};
