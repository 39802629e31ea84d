import { ActionIcon, Button, TextInput, Tooltip } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useId, useState, type ReactElement } from 'react';
import type { ShownClient } from '../../common/ipc/watch.ts';
import { call } from '../bridge.ts';
import { offerUndo } from '../undo.tsx';
import { HostItem } from './host-item.tsx';
import classes from './watch.module.css';

const controlWords = {
  readable: 'the control host was readable: the CA is trusted here',
  refused: 'the control host was refused: the CA is not trusted here',
  unseen: 'the control host was not asked for yet',
} as const;

export interface ClientSectionProps {
  readonly client: ShownClient;
  readonly hasControl: boolean;
  readonly open: ReadonlySet<string>;
  readonly onToggle: (key: string) => void;
}

/** One client: who it is, whether it trusts the CA, and its hosts. */
export const ClientSection = ({ client, hasControl, open, onToggle }: ClientSectionProps): ReactElement => {
  const id = useId();
  return (
    <section className={classes.client} aria-labelledby={id}>
      <div className={classes.clientHead}>
        <h3 id={id}>{client.name ?? client.words}</h3>
        {client.name !== null && <span className={classes.soft}>{client.words}</span>}
        <NameClient client={client} />
        <span className={classes.control} data-control={hasControl ? client.control : 'none'}>
          {hasControl ? controlWords[client.control] : 'no control host is named'}
        </span>
      </div>
      <ul className={classes.hosts}>
        {client.hosts.map((host) => {
          const key = `${client.id} ${host.host}`;
          return (
            <HostItem
              key={key}
              client={client}
              host={host}
              isOpen={open.has(key)}
              onToggle={() => {
                onToggle(key);
              }}
            />
          );
        })}
      </ul>
    </section>
  );
};

const nameClient = ({ key, name: before }: ShownClient, name: string): void => {
  void call('watch.nameClient', { key, name });
  if (before !== null && name.trim() !== before)
    offerUndo(name.trim() === '' ? `Forgot the name “${before}”.` : `“${before}” has another name.`, () => {
      void call('watch.nameClient', { key, name: before });
    });
};

const NameClient = ({ client }: { readonly client: ShownClient }): ReactElement => {
  const [typed, setTyped] = useState<string | null>(null);
  if (typed === null)
    return (
      <Tooltip label="Name this client">
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={`Name ${client.name ?? client.words}`}
          onClick={() => {
            setTyped(client.name ?? '');
          }}
        >
          <IconPencil size={15} aria-hidden />
        </ActionIcon>
      </Tooltip>
    );
  return (
    <form
      className={classes.line}
      onSubmit={(event) => {
        event.preventDefault();
        nameClient(client, typed);
        setTyped(null);
      }}
    >
      <TextInput
        size="xs"
        aria-label={`Name of ${client.words}`}
        placeholder="Build 42 on the test phone"
        data-autofocus
        autoFocus
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') setTyped(null);
        }}
      />
      <Button size="xs" type="submit">
        Keep
      </Button>
    </form>
  );
};
