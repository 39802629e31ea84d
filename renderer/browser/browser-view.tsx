import { Button, Loader } from '@mantine/core';
import { IconDatabase, IconForms, IconRefresh, IconWorld } from '@tabler/icons-react';
import { useCallback, useEffect, useMemo, useState, type ReactElement, type ReactNode } from 'react';
import type { BrowserState } from '../../common/ipc/browser-state.ts';
import { call } from '../bridge.ts';
import { useBrowserState } from '../browser-state.ts';
import { useCommands } from '../commands.ts';
import { useWindowActions } from '../window-actions.ts';
import { AddressBar } from './address-bar.tsx';
import { BlockedStrip } from './blocked-strip.tsx';
import { browserAddress } from './browser-address.ts';
import { browserPaletteCommands } from './browser-commands.ts';
import classes from './browser-view.module.css';
import { DownloadStrip } from './download-strip.tsx';
import { FailurePage } from './failure-page.tsx';
import { LoginStrip } from './login-strip.tsx';
import { PageRequestsPanel } from './page-requests.tsx';
import { PageStage } from './page-stage.tsx';
import { RefusalStrip } from './refusal-strip.tsx';
import { describeStorageAtRisk } from './storage-words.ts';
import { Strip } from './strip.tsx';
import { useBrowserKeys } from './use-browser-keys.ts';

export const BrowserView = ({ isShown }: { readonly isShown: boolean }): ReactElement => {
  const { openConnection, showView } = useWindowActions();
  const state = useBrowserState();
  const [areRequestsShown, setRequestsShown] = useState(false);
  const focusAddress = useCallback(() => {
    showView('browser');
    requestAnimationFrame(() => {
      browserAddress.current?.focus();
      browserAddress.current?.select();
    });
  }, [showView]);
  useBrowserKeys(isShown, state.isLoading, focusAddress);
  useEffect(() => void call('browser.show', { isShown }), [isShown]);
  const hasPage = state.url !== '';
  useCommands(
    useMemo(
      () =>
        browserPaletteCommands(
          hasPage,
          () => {
            showView('browser');
          },
          focusAddress,
        ),
      [hasPage, showView, focusAddress],
    ),
  );
  const atRisk = describeStorageAtRisk(state.storageOrigins);
  return (
    <div className={classes.view}>
      <AddressBar
        state={state}
        inputRef={browserAddress}
        onOpenConnection={openConnection}
        areRequestsShown={areRequestsShown}
        onToggleRequests={() => {
          setRequestsShown(!areRequestsShown);
        }}
      />
      {state.login !== null && (
        <LoginStrip key={state.login.id} login={state.login} isCleartext={state.url.startsWith('http:')} />
      )}
      <BlockedStrip state={state} onOpenConnection={openConnection} />
      <RefusalStrip refusals={state.refusals} />
      <DownloadStrip downloads={state.downloads} />
      {atRisk !== null && (
        <Strip
          label="Site storage"
          tone="calm"
          icon={<IconDatabase size={16} aria-hidden />}
          summary={atRisk}
        />
      )}
      {areRequestsShown && hasPage && (
        <PageRequestsPanel pageUrls={state.pageUrls} onOpenConnection={openConnection} />
      )}
      <PageStage isShown={isShown} title={state.title} instead={insteadOfPage(state)} />
    </div>
  );
};

/** What stands where the page would be; null: the page does. */
const insteadOfPage = (state: BrowserState): ReactNode => {
  if (state.waiting === 'form') return <FormAnswerEnded url={state.url} />;
  if (state.isMoving || state.waiting === 'hidden') {
    return (
      <div className={classes.empty} role="status">
        <p className={classes.moving}>
          <Loader size={16} aria-hidden /> Opening {state.url} in a new epoch…
        </p>
      </div>
    );
  }
  if (state.failure !== null)
    return <FailurePage failure={state.failure} isBusy={state.isLoading || state.isMoving} />;
  if (state.url !== '') return null;
  return (
    <div className={classes.empty}>
      <IconWorld size={40} stroke={1.4} aria-hidden />
      <h2>Type an address above</h2>
      <p>
        The page and everything it loads go through the pinned session: each connection is judged by your pins
        and stands in the journal with the page that asked for it. Pages get no permission, and nothing of
        this computer.
      </p>
    </div>
  );
};

/** A form is never sent twice by itself: the person says what happens now. */
const FormAnswerEnded = ({ url }: { readonly url: string }): ReactElement => (
  <div className={classes.empty}>
    <IconForms size={40} stroke={1.4} aria-hidden />
    <h2>The session of this page has ended</h2>
    <p className={classes.address}>{url}</p>
    <p>
      Policy, trust or route changed, and the page’s session ended with that. It was the answer to a form
      (POST), which is not sent twice. Reload asks for its address without what the form sent; Back leads to
      the page before it.
    </p>
    <Button
      leftSection={<IconRefresh size={14} aria-hidden />}
      onClick={() => void call('browser.run', { command: 'reload' })}
    >
      Reload
    </Button>
  </div>
);
