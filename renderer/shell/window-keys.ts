import { getHotkeyHandler } from '@mantine/hooks';
import { spotlight } from '@mantine/spotlight';
import { useEffect } from 'react';
import { listen } from '../bridge.ts';
import { undoLast } from '../undo.tsx';
import { views } from '../views.tsx';
import type { WindowActions } from '../window-actions.ts';

/** Where letters and Ctrl+Z belong to the text that is typed. */
const isTyping = (event: KeyboardEvent): boolean =>
  event.target instanceof HTMLElement &&
  (event.target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(event.target.tagName));

const isTaken = (event: KeyboardEvent): boolean => event.defaultPrevented;

/** The shortcuts that hold in every view. The palette brings its own. */
export const useWindowKeys = ({
  actions,
  showHelp,
  focusFilter,
}: {
  readonly actions: WindowActions;
  readonly showHelp: () => void;
  readonly focusFilter: () => void;
}): void => {
  useEffect(() => {
    const always = getHotkeyHandler([
      ['mod+L', actions.focusAddress],
      ['mod+F', focusFilter],
      ...views.map(({ name }, index): [string, () => void] => [
        `mod+${index + 1}`,
        () => {
          actions.showView(name);
        },
      ]),
    ]);
    const onKeyDown = (event: KeyboardEvent): void => {
      if (isTaken(event)) return;
      always(event);
      if (isTaken(event) || isTyping(event)) return;
      const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
      const run =
        event.key === '?' && isPlain
          ? showHelp
          : event.key === '/' && isPlain
            ? focusFilter
            : event.key.toLowerCase() === 'z' && (event.ctrlKey || event.metaKey) && !event.shiftKey
              ? undoLast
              : null;
      if (run === null) return;
      event.preventDefault();
      run();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => {
      document.removeEventListener('keydown', onKeyDown);
    };
  }, [actions, showHelp, focusFilter]);
  useEffect(
    () =>
      // Pressed inside the browser view's page, which this window does not hear.
      listen('browser.key', (key) => {
        if (key === 'palette') spotlight.open();
        const view = /^view-(\d)$/.exec(key)?.[1];
        const name = view === undefined ? undefined : views[Number(view) - 1]?.name;
        if (name !== undefined) actions.showView(name);
      }),
    [actions],
  );
};
