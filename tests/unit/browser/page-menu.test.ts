import { expect, test } from 'vitest';
import { pageMenuTemplate } from '../../../main/browser/page-menu.ts';

type Asked = Parameters<typeof pageMenuTemplate>[0];

const asked = (changes: Partial<Asked>): Asked => ({
  x: 3,
  y: 4,
  isEditable: false,
  selectionText: '',
  linkURL: '',
  editFlags: { canCut: false, canCopy: true, canPaste: true } as Asked['editFlags'],
  ...changes,
});

const done: string[] = [];
const menu = (changes: Partial<Asked>): ReturnType<typeof pageMenuTemplate> =>
  pageMenuTemplate(asked(changes), {
    canGoBack: true,
    canGoForward: false,
    run: (command) => done.push(command),
    open: (url) => done.push(url),
    inspect: (x, y) => done.push(`inspect ${x},${y}`),
  });
const entries = (changes: Partial<Asked>): readonly (string | undefined)[] =>
  menu(changes).map(
    ({ label, role, type, enabled }) => `${label ?? role ?? type}${enabled === false ? ' (off)' : ''}`,
  );

test('the menu is about what lies beneath the pointer', () => {
  expect([
    entries({}),
    entries({ selectionText: 'some words' }),
    entries({ linkURL: 'https://a.test/' }),
    entries({ isEditable: true }),
  ]).toEqual([
    ['Back', 'Forward (off)', 'Reload', 'separator', 'Inspect'],
    ['copy', 'separator', 'Inspect'],
    ['Open Link', 'separator', 'Inspect'],
    ['cut (off)', 'copy', 'paste', 'selectAll', 'separator', 'Inspect'],
  ]);
});

test('a link that is not the web’s is no link', () => {
  expect(entries({ linkURL: 'file:///etc/passwd' })[0]).toBe('Back');
});

test('its entries do what they say', () => {
  const press = (changes: Partial<Asked>, label: string): void => {
    const click = menu(changes).find((one) => one.label === label)?.click as (() => void) | undefined;
    click?.();
  };
  press({}, 'Back');
  press({ linkURL: 'https://a.test/' }, 'Open Link');
  press({}, 'Inspect');
  expect(done).toEqual(['back', 'https://a.test/', 'inspect 3,4']);
});
