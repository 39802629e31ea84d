import {
  IconArrowLeft,
  IconArrowRight,
  IconCode,
  IconPlayerStop,
  IconRefresh,
  IconWorld,
  IconZoomIn,
  IconZoomOut,
  IconZoomReset,
  type Icon,
} from '@tabler/icons-react';
import type { BrowserCommand } from '../../common/ipc/browser-state.ts';
import { call } from '../bridge.ts';
import type { Command } from '../commands.ts';

const ofPage: readonly (readonly [BrowserCommand, label: string, Icon, keys: string])[] = [
  ['back', 'Back', IconArrowLeft, 'Alt+Left'],
  ['forward', 'Forward', IconArrowRight, 'Alt+Right'],
  ['reload', 'Reload the page', IconRefresh, 'F5'],
  ['reload-without-cache', 'Reload the page without its cache', IconRefresh, 'Ctrl+Shift+R'],
  ['stop', 'Stop loading', IconPlayerStop, 'Esc'],
  ['zoom-in', 'Zoom the page in', IconZoomIn, 'Ctrl++'],
  ['zoom-out', 'Zoom the page out', IconZoomOut, 'Ctrl+-'],
  ['zoom-reset', 'Zoom the page to 100 %', IconZoomReset, 'Ctrl+0'],
  ['dev-tools', 'Developer tools of the page', IconCode, 'F12'],
];

/** For the palette; those of a page only while there is one. */
export const browserPaletteCommands = (
  hasPage: boolean,
  showBrowser: () => void,
  focusAddress: () => void,
): readonly Command[] => [
  {
    id: 'browser-address',
    label: 'Open an address in the browser',
    group: 'Browser',
    icon: IconWorld,
    run: focusAddress,
  },
  ...(hasPage
    ? ofPage.map(([command, label, icon, keys]): Command => ({
        id: `browser-${command}`,
        label,
        group: 'Browser',
        icon,
        keys,
        run: () => {
          showBrowser();
          void call('browser.run', { command });
        },
      }))
    : []),
];
