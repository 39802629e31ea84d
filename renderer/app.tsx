import { useHotkeys } from '@mantine/hooks';
import { useState, type ReactElement } from 'react';
import { addressField } from './address-field.ts';
import { AppStateProvider, useAppStateStore, type AppStateStore } from './app-state.ts';
import { openConnection } from './open-connection.ts';
import { savePolicy } from './save-policy.ts';
import { NavigationRail } from './shell/navigation-rail.tsx';
import { Notices } from './shell/notices.tsx';
import classes from './shell/shell.module.css';
import { StatusBar } from './shell/status-bar.tsx';
import type { ViewName } from '../common/view-names.ts';
import { views } from './views.tsx';
import { WindowActionsProvider, type WindowActions } from './window-actions.ts';

export const App = ({ store }: { readonly store: AppStateStore }): ReactElement | null => {
  const state = useAppStateStore(store);
  return state === null ? null : (
    <AppStateProvider value={state}>
      <Window />
    </AppStateProvider>
  );
};

/** Draws the views of the table, each from when it is first shown; none is unmounted, so that nothing typed is lost. */
const Window = (): ReactElement => {
  const [shown, setShown] = useState<ViewName>('connections');
  const [visited, setVisited] = useState<ReadonlySet<ViewName>>(new Set([shown]));
  const [actions] = useState((): WindowActions => {
    const showView = (view: ViewName): void => {
      setShown(view);
      setVisited((before) => (before.has(view) ? before : new Set([...before, view])));
    };
    return {
      hasView: (name) => views.some((view) => view.name === name),
      showView,
      openConnection: (id) => {
        showView('connections');
        openConnection.set(id);
      },
      focusAddress: () => {
        showView('connections');
        requestAnimationFrame(() => addressField.current?.select());
      },
      savePolicy,
    };
  });
  useHotkeys(
    [
      ['mod+L', actions.focusAddress],
      ...views.map(({ name }, index): [string, () => void] => [
        `mod+${index + 1}`,
        () => {
          actions.showView(name);
        },
      ]),
    ],
    [],
  );

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
    </WindowActionsProvider>
  );
};
