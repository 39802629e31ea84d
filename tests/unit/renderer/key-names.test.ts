import { expect, test } from 'vitest';
import { keyNames } from '../../../renderer/ui/key-names.ts';

const userAgentOn = (system: string): string =>
  `Mozilla/5.0 (${system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Electron/33.2.1 Safari/537.36`;

test.each([
  ['Macintosh; Intel Mac OS X 10_15_7', 'Ctrl+L', '⌘L'],
  ['Macintosh; Intel Mac OS X 10_15_7', 'Ctrl 1 … 7', '⌘ 1 … 7'],
  ['Macintosh; Intel Mac OS X 10_15_7', '?', '?'],
  ['Windows NT 10.0; Win64; x64', 'Ctrl+L', 'Ctrl+L'],
  ['X11; Linux x86_64', 'Ctrl+L', 'Ctrl+L'],
])('on %s, %s is %s', (system, keys, names) => {
  expect(keyNames(keys, userAgentOn(system))).toBe(names);
});
