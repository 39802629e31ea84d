/** Opens the page's menu where the person asked for it. */
import { type BrowserWindow, type ContextMenuParams, Menu } from 'electron';
import { type PageMenuOptions, pageMenuTemplate } from './page-menu.ts';

export const openPageMenu = (
  window: BrowserWindow | null,
  asked: ContextMenuParams,
  options: PageMenuOptions,
): void => {
  if (window !== null) Menu.buildFromTemplate(pageMenuTemplate(asked, options)).popup({ window });
};
