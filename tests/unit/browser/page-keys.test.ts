import { describe, expect, test } from 'vitest';
import { pageKey, type PressedKey } from '../../../common/page-keys.ts';

/** `Ctrl+Shift+r` */
const press = (keys: string): PressedKey => {
  const parts = keys.split('+');
  const key = parts.pop() ?? '';
  return {
    key: key === '' ? '+' : key,
    control: parts.includes('Ctrl'),
    meta: parts.includes('Cmd'),
    alt: parts.includes('Alt'),
    shift: parts.includes('Shift'),
  };
};
const meaning = (keys: string, isMac = false, isLoading = false): string => {
  const found = pageKey(press(keys), { isMac, isLoading });
  if (found === null) return 'the page’s';
  return found.kind === 'command' ? found.command : `window: ${found.key}`;
};

describe('elsewhere than on a Mac', () => {
  test.each([
    ['Alt+ArrowLeft', 'back'],
    ['Alt+ArrowRight', 'forward'],
    ['F5', 'reload'],
    ['Ctrl+r', 'reload'],
    ['Ctrl+Shift+R', 'reload-without-cache'],
    ['Ctrl+F5', 'reload-without-cache'],
    ['Shift+F5', 'reload-without-cache'],
    ['Ctrl++', 'zoom-in'],
    ['Ctrl+=', 'zoom-in'],
    ['Ctrl+-', 'zoom-out'],
    ['Ctrl+0', 'zoom-reset'],
    ['F12', 'dev-tools'],
    ['Ctrl+Shift+I', 'dev-tools'],
    ['Ctrl+l', 'window: address'],
    ['Ctrl+k', 'window: palette'],
    ['F6', 'window: around'],
    ['Ctrl+3', 'window: view-3'],
  ])('%s: %s', (keys, what) => {
    expect(meaning(keys)).toBe(what);
  });

  test.each(['a', 'Ctrl+c', 'ArrowLeft', 'Ctrl+Alt+l', 'Cmd+r', 'Escape', 'Ctrl+Shift+k', 'Alt+l'])(
    '%s stays with the page',
    (keys) => {
      expect(meaning(keys)).toBe('the page’s');
    },
  );

  test('Escape stops what loads', () => {
    expect(meaning('Escape', false, true)).toBe('stop');
  });
});

test.each([
  ['Cmd+r', 'reload'],
  ['Cmd+[', 'back'],
  ['Cmd+l', 'window: address'],
  ['Ctrl+r', 'the page’s'],
  ['Alt+ArrowLeft', 'the page’s'],
])('on a Mac, %s: %s', (keys, what) => {
  expect(meaning(keys, true)).toBe(what);
});
