/** The menu behind the right mouse button, inside the page. */
import type { ContextMenuParams, MenuItemConstructorOptions } from 'electron';
import type { BrowserCommand } from '../../common/ipc/browser-state.ts';

export interface PageMenuOptions {
  readonly run: (command: BrowserCommand) => void;
  /** Opens a link of the page in the view. */
  readonly open: (url: string) => void;
  readonly inspect: (x: number, y: number) => void;
  readonly canGoBack: boolean;
  readonly canGoForward: boolean;
}

type Asked = Pick<ContextMenuParams, 'x' | 'y' | 'isEditable' | 'selectionText' | 'linkURL' | 'editFlags'>;

export function pageMenuTemplate(asked: Asked, options: PageMenuOptions): MenuItemConstructorOptions[] {
  const { editFlags, linkURL } = asked;
  const command = (label: string, name: BrowserCommand, isOn = true): MenuItemConstructorOptions => ({
    label,
    enabled: isOn,
    click: () => {
      options.run(name);
    },
  });
  const edit: MenuItemConstructorOptions[] = asked.isEditable
    ? [
        { role: 'cut', enabled: editFlags.canCut },
        { role: 'copy', enabled: editFlags.canCopy },
        { role: 'paste', enabled: editFlags.canPaste },
        { role: 'selectAll' },
      ]
    : asked.selectionText.trim() === ''
      ? []
      : [{ role: 'copy' }];
  const link: MenuItemConstructorOptions[] = /^https?:\/\//i.test(linkURL)
    ? [
        {
          label: 'Open Link',
          click: () => {
            options.open(linkURL);
          },
        },
      ]
    : [];
  const page =
    edit.length + link.length > 0
      ? []
      : [
          command('Back', 'back', options.canGoBack),
          command('Forward', 'forward', options.canGoForward),
          command('Reload', 'reload'),
        ];
  return [
    ...link,
    ...edit,
    ...page,
    { type: 'separator' },
    {
      label: 'Inspect',
      click: () => {
        options.inspect(asked.x, asked.y);
      },
    },
  ];
}
