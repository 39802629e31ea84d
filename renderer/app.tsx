import { useCallback, useEffect, useState, type ReactElement } from 'react';
import { addressField } from './address-field.ts';
import { AppStateProvider } from './app-state.ts';
import { listen } from './bridge.ts';
import { useFollowedState, type FollowedState } from './followed-state.ts';
import { filterField } from './filter-field-ref.ts';
import { wishForLab } from './lab-wish.ts';
import { openConnection } from './open-connection.ts';
import { ImportHost } from './policy/import-host.tsx';
import { collectionsStore } from './requests/collections-store.ts';
import { savePolicy } from './save-policy.ts';
import { CommandPalette } from './shell/command-palette.tsx';
import { NavigationRail } from './shell/navigation-rail.tsx';
import { Notices } from './shell/notices.tsx';
import classes from './shell/shell.module.css';
import { ShortcutsOverlay } from './shell/shortcuts-overlay.tsx';
import { StatusBar } from './shell/status-bar.tsx';
import { useWindowCommands } from './shell/window-commands.tsx';
import { useWindowKeys } from './shell/window-keys.ts';
import { views } from './views.tsx';
import type { AppState } from '../common/ipc/state.ts';
import type { ViewName } from '../common/view-names.ts';
import { WindowActionsProvider, type WindowActions } from './window-actions.ts';
import { changeWindowSettings, readWindowSettings } from './window-settings.ts';

export const App = ({ followed }: { readonly followed: FollowedState<AppState> }): ReactElement | null => {
  const state = useFollowedState(followed);
  return state === null ? null : (
    <AppStateProvider value={state}>
      <Window />
    </AppStateProvider>
  );
};

const hasView = (name: ViewName): boolean => views.some((view) => view.name === name);

/** Where the person was; a view that this version does not have is none. */
const firstView = (): ViewName => {
  const { view } = readWindowSettings();
  return hasView(view) ? view : 'connections';
};

/** Draws the views of the table, each from when it is first shown; none is unmounted, so that nothing typed is lost. */
const Window = (): ReactElement => {
  const [shown, setShown] = useState<ViewName>(firstView);
  const [visited, setVisited] = useState<ReadonlySet<ViewName>>(new Set([shown]));
  const [isHelpShown, setHelpShown] = useState(false);
  const [isImportAsked, setImportAsked] = useState(false);
  const [actions] = useState((): WindowActions => {
    const showView = (view: ViewName): void => {
      setShown(view);
      setVisited((before) => (before.has(view) ? before : new Set([...before, view])));
      changeWindowSettings({ view });
    };
    return {
      hasView,
      showView,
      openConnection: (id) => {
        showView('connections');
        openConnection.set(id);
      },
      focusAddress: () => {
        showView('connections');
        requestAnimationFrame(() => addressField.current?.select());
      },
      showLab: (how) => {
        showView('lab');
        wishForLab(how);
      },
      importPins: () => {
        showView('policy');
        setImportAsked(true);
      },
      savePolicy,
    };
  });
  const showHelp = useCallback(() => {
    setHelpShown(true);
  }, []);
  const focusFilter = useCallback(() => {
    actions.showView('connections');
    requestAnimationFrame(() => filterField.current?.select());
  }, [actions]);
  useWindowCommands(actions, showHelp, focusFilter);
  useWindowKeys({ actions, showHelp, focusFilter });
  useEffect(
    () =>
      listen('run.opened', (changed) => {
        actions.showView('requests');
        void collectionsStore.pointAt(changed);
      }),
    [actions],
  );
  useEffect(() => {
    const label = views.find(({ name }) => name === shown)?.label ?? '';
    document.title = `${label} – Pinspect`;
  }, [shown]);

  return (
    <WindowActionsProvider value={actions}>
      <div className={classes.frame}>
        <NavigationRail shown={shown} onShow={actions.showView} />
        <main className={classes.view}>
          <Notices />
          {views.map(
            ({ name, component: Component }) =>
              visited.has(name) && (
                <div key={name} className={classes.page} hidden={shown !== name}>
                  <Component isShown={shown === name} />
                </div>
              ),
          )}
        </main>
        <StatusBar />
      </div>
      <ImportHost
        isAsked={isImportAsked}
        onClose={() => {
          setImportAsked(false);
        }}
      />
      <CommandPalette />
      <ShortcutsOverlay
        isOpen={isHelpShown}
        onClose={() => {
          setHelpShown(false);
        }}
      />
    </WindowActionsProvider>
  );
};
