import { expect, test } from 'vitest';
import type { Connection } from '../../../common/records.ts';
import { describeFailure } from '../../../main/network/request-failures.ts';

const url = 'https://shop.example.test/';
const rowThat = (errorCode: string, reason: string): Connection => ({ errorCode, reason }) as Connection;

test('a change of this computer’s network is told as such, not as what became of the connection', () => {
  const rows = ['cancelled', 'no-decision', 'client-left'].map((code) => rowThat(code, 'It was given up.'));
  for (const connection of [null, ...rows])
    expect(describeFailure('net::ERR_NETWORK_CHANGED', url, connection)).toMatchObject({
      isBlock: false,
      failure: { code: 'network-changed', advice: 'Send the request again.' },
    });
});

test('it hides no refusal', () => {
  const refused = rowThat('pin-mismatch', 'No pin matches.');
  expect(describeFailure('net::ERR_NETWORK_CHANGED', url, refused)).toMatchObject({
    isBlock: true,
    failure: { code: 'pin-mismatch', message: 'No pin matches.' },
  });
});
