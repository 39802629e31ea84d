import { Button, Switch, TextInput } from '@mantine/core';
import { IconAlertTriangle, IconSpy } from '@tabler/icons-react';
import { useEffect, useState, type ReactElement } from 'react';
import type { Failure, InterceptorFound, InterceptorState } from '../../common/ipc/state.ts';
import { useAppState } from '../app-state.ts';
import { call } from '../bridge.ts';
import { useKeptText } from '../drafts.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { FailureNote } from '../ui/failure-note.tsx';
import { AttachForm } from './attach-form.tsx';
import { Card } from './card.tsx';
import classes from './settings-view.module.css';
import { useAction } from './use-action.ts';

/** mitmproxy: started by Pinspect, or attached to where it runs; its CA trusted by a switch of its own. */
export const InterceptorCard = (): ReactElement => {
  const { interceptor } = useAppState();
  return (
    <Card title="mitmproxy" hint="The man in the middle of your choice. It inherits the route above.">
      {interceptor.kind === 'running' ? (
        <Running interceptor={interceptor} />
      ) : (
        <>
          {interceptor.kind === 'failed' && <FailureNote failure={interceptor.failure} />}
          <StartForm isStarting={interceptor.kind === 'starting'} />
          <hr className={classes.divider} />
          <AttachForm />
        </>
      )}
    </Card>
  );
};

const Running = ({
  interceptor,
}: {
  readonly interceptor: Extract<InterceptorState, { readonly kind: 'running' }>;
}): ReactElement => {
  const action = useAction();
  const { ownership, name, host, port, ca, isCaTrusted, hasEvents } = interceptor;
  return (
    <>
      <p className={classes.state}>
        <IconSpy size={18} aria-hidden />
        <span>
          {name} is in the route, at <code className={classes.code}>{`${host}:${port}`}</code> ({ownership}).
        </span>
      </p>
      {!hasEvents && (
        <p className={classes.quiet}>
          Attached: what it saw is not told to Pinspect, only what the client decided.
        </p>
      )}
      <Switch
        label="Trust its CA for this run"
        description="The attack: with its CA trusted, unpinned hosts are readable to it. Pinned ones stay refused."
        checked={isCaTrusted}
        disabled={ca === null || action.isBusy}
        onChange={(event) => {
          const trusted = event.currentTarget.checked;
          action.run(async () => call('interceptor.trust', { trusted }));
        }}
      />
      {isCaTrusted && (
        <p className={classes.mark}>
          <IconAlertTriangle size={16} aria-hidden />
          Its CA is trusted until Pinspect quits.
        </p>
      )}
      {ca === null ? (
        <p className={classes.quiet}>Its CA certificate could not be read, so it cannot be trusted.</p>
      ) : (
        <div className={classes.state}>
          <span className={classes.code}>{ca.spkiSha256}</span>
          <CopyButton text={ca.spkiSha256} what="pin of its CA" />
        </div>
      )}
      <div className={classes.buttons}>
        <Button
          variant="default"
          loading={action.isBusy}
          onClick={() => {
            action.run(async () => call('interceptor.stop', {}));
          }}
        >
          {ownership === 'started' ? 'Stop mitmproxy' : 'Detach'}
        </Button>
      </div>
      {action.failure !== null && <FailureNote failure={action.failure} />}
    </>
  );
};

type Search =
  | { readonly kind: 'searching' }
  | { readonly kind: 'found'; readonly found: InterceptorFound }
  | { readonly kind: 'absent'; readonly failure: Failure };

const StartForm = ({ isStarting }: { readonly isStarting: boolean }): ReactElement => {
  const [search, setSearch] = useState<Search>({ kind: 'searching' });
  const { interceptorPath, interceptor } = useAppState();
  const [path, setPath] = useKeptText('mitmproxy.path', interceptorPath ?? '');
  const action = useAction();
  const chosen = path.trim() === '' ? null : path.trim();
  useEffect(() => {
    void call('interceptor.find', {}).then((result) => {
      setSearch(
        result.ok ? { kind: 'found', found: result.value } : { kind: 'absent', failure: result.error },
      );
    });
  }, []);
  return (
    <form
      className={classes.fields}
      aria-label="Start mitmproxy"
      onSubmit={(event) => {
        event.preventDefault();
        action.run(async () => call('interceptor.start', { path: chosen }));
      }}
    >
      <p className={classes.buttons}>
        {search.kind === 'searching' && 'Looking for mitmproxy…'}
        {search.kind === 'found' && `mitmproxy ${search.found.version} found at ${search.found.path}.`}
        {search.kind === 'absent' && `${search.failure.message} ${search.failure.advice}`}
      </p>
      <TextInput
        className={classes.grow ?? ''}
        label="Path to mitmdump"
        placeholder={search.kind === 'found' ? search.found.path : 'found by itself'}
        spellCheck={false}
        value={path}
        onChange={(event) => {
          setPath(event.currentTarget.value);
        }}
      />
      <div className={classes.buttons}>
        <Button type="submit" loading={action.isBusy || isStarting}>
          Start mitmproxy
        </Button>
      </div>
      {/* Why mitmproxy is not there stands above already. */}
      {action.failure !== null && interceptor.kind !== 'failed' && <FailureNote failure={action.failure} />}
    </form>
  );
};
