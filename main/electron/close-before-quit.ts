import type { App } from 'electron';

/** What hangs is left behind: the journal and the interceptor are made to survive that. */
const longestMs = 10_000;

/**
 * Runs `close` once, however the app ends, and then exits. All ways meet in `will-quit`: with Quit in the menu, a signal or the
 * end of the desktop session, Electron closes the windows without a `window-all-closed` (Electron, API of `app`).
 */
export function closeBeforeQuit(
  app: Pick<App, 'on' | 'quit' | 'exit'>,
  close: () => Promise<void>,
  onBug: (error: unknown) => void,
): void {
  let isClosing = false;
  app.on('window-all-closed', () => {
    app.quit();
  });
  app.on('will-quit', (event) => {
    event.preventDefault();
    if (isClosing) return;
    isClosing = true;
    const late = new Promise((resolve) => setTimeout(resolve, longestMs));
    void Promise.race([close(), late])
      .catch(onBug)
      .finally(() => {
        app.exit(0);
      });
  });
}
