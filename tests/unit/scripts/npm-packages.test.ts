import { expect, it } from 'vitest';
import { satisfies } from '../../../scripts/setup/npm-packages.mjs';

const locked = {
  '': { version: '1.0.0' },
  'node_modules/zod': { version: '4.6.7', integrity: 'sha512-a' },
  'node_modules/fsevents': { version: '2.3.3', integrity: 'sha512-b', optional: true },
};

it('has nothing to do when every package is installed as locked', () => {
  expect(satisfies({ 'node_modules/zod': { version: '4.6.7', integrity: 'sha512-a' } }, locked)).toBe(true);
});

it.each([
  ['a package is missing', {}],
  ['a version differs', { 'node_modules/zod': { version: '4.6.6', integrity: 'sha512-a' } }],
  ['a hash differs', { 'node_modules/zod': { version: '4.6.7', integrity: 'sha512-c' } }],
  [
    'an optional package is there in another version',
    {
      'node_modules/zod': { version: '4.6.7', integrity: 'sha512-a' },
      'node_modules/fsevents': { version: '2.3.2', integrity: 'sha512-b' },
    },
  ],
])('installs when %s', (_, installed) => {
  expect(satisfies(installed, locked)).toBe(false);
});
