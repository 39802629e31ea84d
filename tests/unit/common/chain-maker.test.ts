import { expect, test } from 'vitest';
import { chainMaker } from '../../../common/chain-maker.ts';

const byChromium = { kind: 'chromium', subject: null } as const;
const forAWhile = { kind: 'this-run', subject: 'CN=Staging CA, O=Shop' } as const;

test('an interceptor made what came through it, unless the chain ends in a root that browsers ship', () => {
  const made = { kind: 'interceptor', name: 'mitmproxy 8.1.1' };
  expect(chainMaker('mitmproxy 8.1.1', { trustedBy: byChromium, isIssuedByKnownRoot: false })).toEqual(made);
  expect(chainMaker('mitmproxy 8.1.1', { trustedBy: forAWhile, isIssuedByKnownRoot: false })).toEqual(made);
  expect(chainMaker('mitmproxy 8.1.1', { trustedBy: byChromium, isIssuedByKnownRoot: true })).toBeNull();
});

test('without one, a CA trusted for a while is named, and what Chromium vouches for is the server’s', () => {
  expect(chainMaker(null, { trustedBy: forAWhile, isIssuedByKnownRoot: false })).toEqual({
    kind: 'trusted-for-a-while',
    name: 'Staging CA',
  });
  expect(chainMaker(null, { trustedBy: byChromium, isIssuedByKnownRoot: false })).toBeNull();
});
