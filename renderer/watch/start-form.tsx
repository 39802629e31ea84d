import { Button, Select, SegmentedControl, TextInput } from '@mantine/core';
import { IconArrowBackUp, IconPlayerPlay } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import type { Failure } from '../../common/ipc/state.ts';
import type { WatchState } from '../../common/ipc/watch.ts';
import { call } from '../bridge.ts';
import { useKeptText } from '../drafts.ts';
import { FailureNote } from '../ui/failure-note.tsx';
import { bringBack, offerBack } from './put-away.ts';
import { Question } from '../ui/question.tsx';
import { timeOfDay } from './times.ts';
import classes from './watch.module.css';

const loopback = '127.0.0.1';

/** Where it is to listen, for whom, and with which control host. */
export const StartForm = ({ state }: { readonly state: WatchState }): ReactElement => {
  const { putAway } = state;
  const [interceptor, setInterceptor] = useState<'builtin' | 'mitmproxy'>('builtin');
  const [host, setHost] = useState(loopback);
  const [port, setPort] = useKeptText('watch.port', '8888');
  const [controlHost, setControlHost] = useKeptText('watch.control-host', '');
  const [passThrough, setPassThrough] = useKeptText('watch.pass-through', '');
  const [isAsking, setAsking] = useState(false);
  const [problem, setProblem] = useState<Failure | null>(null);
  const number = Number(port);
  const isPort = /^\d{1,5}$/.test(port) && number <= 65_535;
  const isStarting = state.phase === 'starting';
  const start = async (isForNetwork: boolean): Promise<void> => {
    setAsking(false);
    setProblem(null);
    const begun = await call('watch.start', {
      interceptor,
      host,
      port: number,
      isForNetwork,
      controlHost,
      passThrough: passThrough.split(/[\s,]+/).filter((pattern) => pattern !== ''),
    });
    if (begun.ok) offerBack(begun.value);
    else setProblem(begun.error);
  };
  return (
    <form
      className={classes.panel}
      aria-label="Start a watch"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isPort || isStarting) return;
        if (host === loopback) void start(false);
        else setAsking(true);
      }}
    >
      <div className={classes.fields}>
        <TextInput
          className={classes.wide ?? ''}
          label="Control host"
          description="One that nobody pins. Only a client that could be read there first can be called pinning."
          placeholder="www.example.com"
          spellCheck={false}
          value={controlHost}
          onChange={(event) => {
            setControlHost(event.currentTarget.value);
          }}
        />
        <Select
          label="Address"
          description="Who can reach the interceptor"
          allowDeselect={false}
          data={state.addresses.map(({ address, label }) => ({
            value: address,
            label: `${address}, ${label}`,
          }))}
          value={host}
          onChange={(value) => {
            setHost(value ?? loopback);
          }}
        />
        <TextInput
          className={classes.narrow ?? ''}
          label="Port"
          description="0: any free one"
          inputMode="numeric"
          value={port}
          error={isPort ? null : '0 to 65535'}
          onChange={(event) => {
            setPort(event.currentTarget.value);
          }}
        />
        <TextInput
          className={classes.wide ?? ''}
          label="Hosts to leave alone"
          description="Passed through untouched; patterns such as *.bank.example, with commas between"
          placeholder="none"
          spellCheck={false}
          value={passThrough}
          onChange={(event) => {
            setPassThrough(event.currentTarget.value);
          }}
        />
      </div>
      <div className={classes.line}>
        <SegmentedControl
          aria-label="Interceptor"
          size="xs"
          value={interceptor}
          onChange={(value) => {
            setInterceptor(value === 'mitmproxy' ? 'mitmproxy' : 'builtin');
          }}
          data={[
            { value: 'builtin', label: 'Built-in interceptor' },
            { value: 'mitmproxy', label: 'mitmproxy' },
          ]}
        />
        <Button type="submit" loading={isStarting} leftSection={<IconPlayerPlay size={16} aria-hidden />}>
          Start watching
        </Button>
        {state.clients.length > 0 && (
          <span className={classes.soft}>
            A new watch puts away what was seen below. The one put away last can be brought back until you
            quit.
          </span>
        )}
        {putAway !== null && (
          <Button
            variant="default"
            leftSection={<IconArrowBackUp size={14} aria-hidden />}
            onClick={() => {
              bringBack(putAway.startedAt);
            }}
          >
            Bring back the watch of {timeOfDay(putAway.startedAt)}
          </Button>
        )}
      </div>
      {problem !== null && <FailureNote failure={problem} />}
      <Question
        isOpen={isAsking}
        title={`Open ${host} to the network?`}
        answer="Open it to the network"
        isDangerous
        onAnswer={() => void start(true)}
        onClose={() => {
          setAsking(false);
        }}
      >
        Every device in this network could use the proxy at {host}, without a password, until you stop the
        watch or quit. What such a device sends is shown here. Only do this in a network you trust.
      </Question>
    </form>
  );
};
