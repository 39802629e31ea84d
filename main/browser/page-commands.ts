import type { WebContents } from 'electron';
import type { BrowserCommand } from '../../common/ipc/browser-state.ts';

type PageCommand = Extract<
  BrowserCommand,
  'reload' | 'reload-without-cache' | 'stop' | 'dev-tools' | 'focus-page'
>;

/** Commands that concern the page alone. */
export const pageCommands: Readonly<Record<PageCommand, (contents: WebContents) => void>> = {
  reload: (contents) => {
    contents.reload();
  },
  'reload-without-cache': (contents) => {
    contents.reloadIgnoringCache();
  },
  stop: (contents) => {
    contents.stop();
  },
  'dev-tools': (contents) => {
    if (contents.isDevToolsOpened()) contents.closeDevTools();
    else contents.openDevTools({ mode: 'detach' });
  },
  'focus-page': (contents) => {
    contents.focus();
  },
};

const pictureMs = 500;

/** What the page looks like, as a data URL; null: there is none to be had soon. */
export async function pictureOf(contents: WebContents): Promise<string | null> {
  const late = new Promise<null>((resolve) => setTimeout(resolve, pictureMs, null));
  const image = await Promise.race([contents.capturePage().catch(() => null), late]);
  if (image === null || image.isEmpty()) return null;
  return `data:image/jpeg;base64,${image.toJPEG(80).toString('base64')}`;
}
