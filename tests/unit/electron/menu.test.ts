import type { MenuItemConstructorOptions } from 'electron';
import { expect, test } from 'vitest';
import { menuTemplate } from '../../../main/electron/menu.ts';

const rolesOf = (items: readonly MenuItemConstructorOptions[]): string[] =>
  items.flatMap((item) => [
    ...(item.role === undefined ? [] : [item.role]),
    ...(Array.isArray(item.submenu) ? rolesOf(item.submenu) : []),
  ]);

const roles = (platform: NodeJS.Platform, isDevelopment: boolean): string[] =>
  rolesOf(menuTemplate({ platform, isDevelopment, openDataFolder: () => undefined }));

test('a release offers neither reload nor developer tools', () => {
  expect(roles('linux', false)).not.toEqual(expect.arrayContaining(['reload']));
  expect(roles('linux', false)).not.toEqual(expect.arrayContaining(['toggleDevTools']));
  expect(roles('linux', true)).toEqual(expect.arrayContaining(['reload', 'toggleDevTools']));
});

test('macOS has its app menu in the place of File', () => {
  expect([roles('darwin', false)[0], roles('win32', false)[0]]).toEqual(['appMenu', 'quit']);
});
