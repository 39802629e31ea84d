import { Button, Tabs } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import type { WatchState } from '../../common/ipc/watch.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { thisSystem } from '../ui/this-system.ts';
import { CaCard } from './ca-card.tsx';
import { type InstallSteps, installSteps } from './install-steps.ts';
import { QrCode } from './qr-code.tsx';
import { RunCommand } from './run-command.tsx';
import classes from './watch.module.css';

type Listening = NonNullable<WatchState['listening']>;

/** How a client gets here: the proxy, the CA, system by system, or one command. */
export const ClientSetup = ({
  state,
  listening,
}: {
  readonly state: WatchState;
  readonly listening: Listening;
}): ReactElement => {
  const proxy = `${listening.host}:${listening.port}`;
  const page = listening.page ?? 'http://mitm.it/';
  const [chosen, setChosen] = useState<boolean | null>(null);
  // Who has come needs no steps any more, unless they are asked for.
  const isOpen = chosen ?? state.clients.length === 0;
  const systems = installSteps({
    proxy,
    caPath: state.ca?.path ?? '',
    caName: state.ca?.subject ?? '',
    isForNetwork: listening.isForNetwork,
  });
  return (
    <section className={classes.panel} aria-labelledby="watch-setup">
      <h2 id="watch-setup">Lead a client here</h2>
      <div className={classes.setup}>
        <div className={classes.setupFacts}>
          <p className={classes.big}>
            Proxy <code>{proxy}</code> <CopyButton text={proxy} what="proxy address" />
          </p>
          <RunCommand command={state.command} />
          <CaCard state={state} />
        </div>
        {listening.isForNetwork && (
          <figure className={classes.qr}>
            <QrCode text={page} />
            <figcaption>
              The CA, for a device: <code>{page}</code>
              {listening.page === null && ' (once the proxy is set)'}
            </figcaption>
          </figure>
        )}
      </div>
      <div>
        <Button
          variant="subtle"
          size="compact-sm"
          aria-expanded={isOpen}
          leftSection={
            isOpen ? <IconChevronDown size={14} aria-hidden /> : <IconChevronRight size={14} aria-hidden />
          }
          onClick={() => {
            setChosen(!isOpen);
          }}
        >
          How to set up a client, and what to undo
        </Button>
        {isOpen && (
          <Tabs defaultValue={listening.isForNetwork ? 'Android' : thisSystem()}>
            <Tabs.List aria-label="System of the client">
              {systems.map(({ system }) => (
                <Tabs.Tab key={system} value={system}>
                  {system}
                </Tabs.Tab>
              ))}
            </Tabs.List>
            {systems.map((each) => (
              <Tabs.Panel key={each.system} value={each.system}>
                <Steps {...each} />
              </Tabs.Panel>
            ))}
          </Tabs>
        )}
      </div>
    </section>
  );
};

const Steps = ({ steps, command, undo, undoCommand }: InstallSteps): ReactElement => (
  <div className={classes.steps}>
    <ol>
      {steps.map((step) => (
        <li key={step}>{step}</li>
      ))}
    </ol>
    {command !== null && <Command text={command} what="command that installs the CA" />}
    <h3>Afterwards</h3>
    <p>{undo}</p>
    {undoCommand !== null && <Command text={undoCommand} what="command that removes the CA" />}
  </div>
);

const Command = ({ text, what }: { readonly text: string; readonly what: string }): ReactElement => (
  <p className={classes.command}>
    <code>{text}</code> <CopyButton text={text} what={what} />
  </p>
);
