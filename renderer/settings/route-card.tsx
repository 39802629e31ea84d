import { Radio } from '@mantine/core';
import { useState, type ReactElement } from 'react';
import { useAppState } from '../app-state.ts';
import { call } from '../bridge.ts';
import { FailureNote } from '../ui/failure-note.tsx';
import { Card } from './card.tsx';
import { PacForm } from './pac-form.tsx';
import { ProxyForm } from './proxy-form.tsx';
import classes from './settings-view.module.css';
import { useAction } from './use-action.ts';

const kinds = [
  { value: 'system', label: 'System proxy', description: 'As this computer is set up, PAC scripts included' },
  { value: 'direct', label: 'Direct', description: 'No proxy, whatever the system says' },
  { value: 'pac', label: 'PAC script', description: 'Your own script decides, host by host' },
  {
    value: 'proxy',
    label: 'A given proxy',
    description: 'HTTP, HTTPS or SOCKS, with a password if it wants one',
  },
] as const;

export const RouteCard = (): ReactElement => {
  const { route } = useAppState();
  /** A form that is open and not in use yet; null: what is in use is shown. */
  const [opened, setOpened] = useState<'pac' | 'proxy' | null>(null);
  const action = useAction();
  const kind = opened ?? route.kind;
  const choose = (value: string): void => {
    const chosen = kinds.find((known) => known.value === value)?.value;
    if (chosen === undefined) return;
    if (chosen === 'pac' || chosen === 'proxy') {
      setOpened(chosen);
      return;
    }
    setOpened(null);
    action.run(async () => call('route.set', { kind: chosen }));
  };
  const close = (): void => {
    setOpened(null);
  };
  return (
    <Card
      title="Route"
      hint="How traffic leaves, kept for the next start. A change begins a new epoch: no verdict is carried over."
    >
      <Radio.Group label="Route" classNames={{ label: classes.unseen ?? '' }} value={kind} onChange={choose}>
        <div className={classes.stack}>
          {kinds.map(({ value, label, description }) => (
            <Radio key={value} value={value} label={label} description={description} />
          ))}
        </div>
      </Radio.Group>
      {/* Hidden, not taken away: what was typed stays. */}
      <div hidden={kind !== 'pac'}>
        <PacForm onUsed={close} />
      </div>
      <div hidden={kind !== 'proxy'}>
        <ProxyForm onUsed={close} />
      </div>
      {action.failure !== null && <FailureNote failure={action.failure} />}
    </Card>
  );
};
