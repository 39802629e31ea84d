import { expect, test } from 'vitest';
import { parseAuthority } from '../../../main/network/connect-request.ts';

test.each([
  ['API.example.com:443', { host: 'api.example.com', port: 443 }],
  ['[::1]:8443', { host: '::1', port: 8443 }],
  [`${'x'.repeat(255)}:443`, { host: 'x'.repeat(255), port: 443 }],
])('%s is an authority', (authority, target) => {
  expect(parseAuthority(authority)).toEqual(target);
});

test.each([
  'api.example.com',
  'api.example.com:0',
  'api.example.com:65536',
  'a b:443',
  `${'x'.repeat(256)}:443`,
])('%s is none, and so is refused', (authority) => {
  expect(parseAuthority(authority)).toBeNull();
});
