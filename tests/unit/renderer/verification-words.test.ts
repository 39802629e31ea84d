import { expect, test } from 'vitest';
import { restsOnEarlierVerification } from '../../../renderer/connections/verification-words.ts';

const row = { action: 'allowed', protocol: 'tls', verificationId: 7, isNewVerification: false } as const;

test('an accepted connection that nothing was judged anew for is marked, and no other', () => {
  expect(restsOnEarlierVerification(row)).toBe(true);
  expect(restsOnEarlierVerification({ ...row, isNewVerification: true })).toBe(false);
  expect(restsOnEarlierVerification({ ...row, action: 'blocked' })).toBe(false);
  expect(restsOnEarlierVerification({ ...row, protocol: 'cleartext' })).toBe(false);
  expect(restsOnEarlierVerification({ ...row, verificationId: null })).toBe(false);
});
