import { expect, it } from 'vitest';
import { wordAptFailure } from '../../../scripts/setup/system-packages.mjs';

it.each([
  [
    'E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 12 (apt)',
    'holds the package manager',
  ],
  ["E: You don't have enough free space in /var/cache/apt/archives/.", 'The disk is full'],
  ['E: Unable to locate package xvfb', 'apt knows no such packages'],
  ['E: Failed to fetch http://deb.example/x.deb  Temporary failure resolving', 'out of reach'],
  ['Reading package lists...\nE: dpkg was interrupted, you must manually run x', 'E: dpkg was interrupted'],
])('words %s', (output, sentence) => {
  expect(wordAptFailure(output)).toContain(sentence);
});
