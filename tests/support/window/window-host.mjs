// An Electron with one empty window: Chromium for tests of what the page draws, with a scripted main process behind it.
import { app, BrowserWindow } from 'electron';

// Not awaited: Electron is ready only after its main script has run.
void app.whenReady().then(() => {
  const window = new BrowserWindow({
    width: 1280,
    height: 800,
    webPreferences: { sandbox: true, contextIsolation: true },
  });
  return window.loadURL('about:blank');
});
