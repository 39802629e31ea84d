import { Button } from '@mantine/core';
import { IconAlertTriangle, IconPlayerStop } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import type { WatchState } from '../../common/ipc/watch.ts';
import { call } from '../bridge.ts';
import { FailureNote } from '../ui/failure-note.tsx';
import { useWatch } from '../watch-state.ts';
import { CaCard } from './ca-card.tsx';
import { ClientSection } from './client-section.tsx';
import { ClientSetup } from './client-setup.tsx';
import { SessionBar } from './session-bar.tsx';
import { StartForm } from './start-form.tsx';
import classes from './watch.module.css';

/** Another program's or a device's traffic, judged host by host from the interceptor's side. */
export const WatchView = (): ReactElement | null => {
  const state = useWatch();
  return state === null ? null : <Watch state={state} />;
};

const Watch = ({ state }: { readonly state: WatchState }): ReactElement => {
  const { listening, session, phase } = state;
  return (
    <div className={classes.view}>
      <header className={classes.head}>
        <div className={classes.title}>
          <h1>Watch</h1>
          <p>
            Does that app pin? An interceptor stands between another program or device and its servers, and
            says host by host what each did with its certificate.
          </p>
        </div>
        {listening !== null && (
          <div className={classes.line}>
            <p role="status" className={classes.listening} data-open={listening.isForNetwork}>
              {listening.isForNetwork && <IconAlertTriangle size={15} aria-hidden />}
              Listening at {listening.host}:{listening.port}
              {listening.isForNetwork && ', open to the network'}
            </p>
            <Button
              color="red.9"
              loading={phase === 'stopping'}
              leftSection={<IconPlayerStop size={16} aria-hidden />}
              onClick={() => void call('watch.stop', {})}
            >
              Stop watching
            </Button>
          </div>
        )}
      </header>
      {state.failure !== null && <FailureNote failure={state.failure} />}
      {/* Kept while it listens, so that nothing typed is lost. */}
      <div hidden={listening !== null} className={classes.start}>
        <StartForm state={state} />
        <section className={classes.panel} aria-labelledby="watch-ca">
          <h2 id="watch-ca">The CA of this installation</h2>
          <CaCard state={state} />
        </section>
      </div>
      {listening !== null && <ClientSetup state={state} listening={listening} />}
      {session !== null && <Results state={state} />}
      {session === null && <HowItWorks />}
    </div>
  );
};

const Results = ({ state }: { readonly state: WatchState }): ReactElement => {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const { clients, comparison, unseenHosts, listening, controlHost, canTellPrograms } = state;
  return (
    <section className={classes.panel} aria-labelledby="watch-results">
      <h2 id="watch-results">What was seen</h2>
      <SessionBar state={state} />
      {!canTellPrograms && (
        <p className={classes.soft}>
          Programs of this computer cannot be told apart on this system. Let only one of them use the
          interceptor, and take all of one address as one client.
        </p>
      )}
      {comparison !== null && (
        <div className={classes.comparison}>
          <h3>Since {comparison.name}</h3>
          {comparison.changes.length === 0 && <p>Nothing changed.</p>}
          <ul>
            {comparison.changes.map(({ host, sentence, isWeaker }) => (
              <li key={host} data-weaker={isWeaker}>
                {isWeaker && <IconAlertTriangle size={15} aria-label="Weaker" />}
                {sentence}
              </li>
            ))}
          </ul>
        </div>
      )}
      {clients.length === 0 && (
        <p className={classes.empty}>
          {listening === null
            ? 'Nobody came.'
            : `Nobody came yet. Lead a client here as shown above, and let it open ${controlHost === '' ? 'a control host' : `https://${controlHost}/`} first.`}
        </p>
      )}
      {clients.map((client) => (
        <ClientSection
          key={client.id}
          client={client}
          hasControl={controlHost !== ''}
          open={open}
          onToggle={(key) => {
            setOpen((before) => {
              const next = new Set(before);
              if (!next.delete(key)) next.add(key);
              return next;
            });
          }}
        />
      ))}
      {unseenHosts.length > 0 && clients.length > 0 && (
        <p className={classes.soft}>No traffic so far: {unseenHosts.join(', ')}.</p>
      )}
    </section>
  );
};

const HowItWorks = (): ReactElement => (
  <section className={classes.panel} aria-labelledby="watch-how">
    <h2 id="watch-how">How it answers</h2>
    <ol className={classes.how}>
      <li>Start it, and lead a client here: a phone by its proxy setting, a program by “Run a command”.</li>
      <li>
        Give the client the CA, and let it open the control host. Only then is a refusal more than a CA that
        is not trusted.
      </li>
      <li>
        Use the app. What could be read is not pinned; what is refused twice pins, or takes only other CAs.
      </li>
      <li>Take the proxy and the CA out of the client again.</li>
    </ol>
  </section>
);
