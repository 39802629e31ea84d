import { expect, test } from 'vitest';
import { fileNameOf } from '../../../main/ipc/file-name.ts';

test.each([
  ['api.example.com', 'api.example.com'],
  ['*.example.com', 'wildcard.example.com'],
  ['../../etc/passwd', 'etc-passwd'],
  ['C:\\Windows\\a', 'C-Windows-a'],
  ["R11 (Let's Encrypt)", 'R11-Let-s-Encrypt'],
  ['Größe', 'Größe'],
  ['.hidden', 'hidden'],
  ['', 'otherwise'],
  ['///', 'otherwise'],
  ['x'.repeat(500), 'x'.repeat(80)],
])('%j is saved as %s', (text, name) => {
  expect(fileNameOf(text, 'otherwise')).toBe(name);
});
