import { BrowserWindow, nativeTheme, screen, type Session } from 'electron';
import { join } from 'node:path';
import { appPage } from './app-origin.ts';
import { blockNavigation, blockWindowOpen } from './hardening.ts';
import { loadSavedWindow, minimumSize, placeWindow, saveWindow } from './window-bounds.ts';

export interface MainWindowOptions {
  /** Locked by `lockWindowSession` beforehand. */
  readonly session: Session;
  /** dist/preload/index.cjs */
  readonly preloadPath: string;
  readonly dataFolder: string;
  readonly isDevelopment: boolean;
  /** A PNG, for Linux and Windows in development; a packed app has its own. */
  readonly iconPath?: string;
  /** What could not be saved or loaded: `functionName`, error. */
  readonly onProblem: (where: string, error: unknown) => void;
}

/** The colours of an empty page by theme: what is seen until the first paint. */
const backgroundColor = (): string => (nativeTheme.shouldUseDarkColors ? '#1a1b1e' : '#ffffff');

/**
 * V8 lets a small heap grow fourfold before it collects: what the window draws while it is scrolled would be a hundred megabytes of
 * garbage over ten that are in use. With half as much again it collects oftener, and each time little. A switch of the window's own
 * process: pages of the browser view, whose heaps are large, are left as they are.
 */
const smallHeap = '--js-flags=--heap-growing-percent=50';

const saveDelayMs = 500;

/** Opens Pinspect's one window; it shows itself when the page has painted. */
export function openMainWindow(options: MainWindowOptions): BrowserWindow {
  const savedPath = join(options.dataFolder, 'window.json');
  const primary = screen.getPrimaryDisplay();
  const displays = [primary, ...screen.getAllDisplays().filter(({ id }) => id !== primary.id)];
  const place = placeWindow(
    loadSavedWindow(savedPath),
    displays.map(({ workArea }) => workArea),
  );
  const window = new BrowserWindow({
    title: 'Pinspect',
    width: place.width,
    height: place.height,
    ...place.position,
    minWidth: minimumSize.width,
    minHeight: minimumSize.height,
    show: false,
    backgroundColor: backgroundColor(),
    ...(options.iconPath === undefined ? {} : { icon: options.iconPath }),
    webPreferences: {
      session: options.session,
      preload: options.preloadPath,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      nodeIntegrationInWorker: false,
      webviewTag: false,
      webSecurity: true,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: options.isDevelopment,
      additionalArguments: [smallHeap],
    },
  });
  blockNavigation(window.webContents);
  blockWindowOpen(window.webContents);
  if (place.isMaximized) window.maximize();
  window.once('ready-to-show', () => {
    window.show();
  });
  const recolour = (): void => {
    window.setBackgroundColor(backgroundColor());
  };
  nativeTheme.on('updated', recolour);
  window.once('closed', () => nativeTheme.off('updated', recolour));
  rememberPlace(window, savedPath, options.onProblem);
  window.loadURL(appPage).catch((error: unknown) => {
    options.onProblem('openMainWindow', error);
  });
  return window;
}

function rememberPlace(window: BrowserWindow, path: string, onProblem: MainWindowOptions['onProblem']): void {
  const save = (): void => {
    clearTimeout(timer);
    try {
      saveWindow(path, { ...window.getNormalBounds(), isMaximized: window.isMaximized() });
    } catch (error) {
      onProblem('rememberPlace', error);
    }
  };
  let timer: NodeJS.Timeout | undefined;
  const saveSoon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(save, saveDelayMs);
  };
  window.on('resize', saveSoon);
  window.on('move', saveSoon);
  window.on('close', save);
  window.on('closed', () => {
    clearTimeout(timer);
  });
}
