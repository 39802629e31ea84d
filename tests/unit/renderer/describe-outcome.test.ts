import { expect, test } from 'vitest';
import type { RequestHop, RequestOutcome } from '../../../common/ipc/state.ts';
import { describeOutcome } from '../../../renderer/requests/describe-outcome.ts';
import { shortCause, wordFailure } from '../../../renderer/ui/error-wording.ts';

const sent = { method: 'GET', url: 'https://a.test/', headers: [], body: '' } as const;
const hop: RequestHop = {
  method: 'GET',
  url: 'https://a.test/',
  status: 200,
  verdict: 'pinned',
  action: 'allowed',
  connectionId: 1,
  headers: [],
  timing: {
    isReused: null,
    queuedMs: null,
    dialMs: null,
    handshakeMs: null,
    waitingMs: null,
    receivingMs: null,
    totalMs: 131,
  },
};
const outcome = (rest: Partial<RequestOutcome>): RequestOutcome => ({
  requestId: 1,
  hops: [hop],
  outcome: 'response',
  response: {
    status: 200,
    statusText: 'OK',
    headers: [],
    bodyText: '',
    bodyBase64: null,
    bodyBytes: 12_300,
    isTruncated: false,
    durationMs: 131,
  },
  failure: null,
  ...rest,
});
const ended = (rest: Partial<RequestOutcome>): Parameters<typeof describeOutcome>[0] => {
  const whole = outcome(rest);
  return { token: 't', sent, outcome: whole, failure: whole.failure };
};

test('a response is told with size and time', () => {
  expect(describeOutcome(ended({}))).toEqual({
    tone: 'good',
    title: '200 OK',
    text: '12.3 kB in 131 ms',
    advice: '',
    isShownBelow: true,
  });
});

test('a response that only report-only pins let through is no good news', () => {
  expect(describeOutcome(ended({ hops: [{ ...hop, verdict: 'mismatch' }] })).tone).toBe('warn');
});

test('a block is told in a line, since its connection opens below', () => {
  const failure = { code: 'pin-mismatch', message: 'None of the 2 pins …', advice: 'Compare …' };
  expect(describeOutcome(ended({ outcome: 'blocked', response: null, failure }))).toEqual({
    tone: 'bad',
    title: 'Blocked: none of the pins is on the chain',
    text: '',
    advice: '',
    isShownBelow: true,
  });
});

test('what the network did is told in full: what happened, why, what to try', () => {
  const failure = {
    code: 'name-not-resolved',
    message: 'No address was found.',
    advice: 'Check the spelling.',
  };
  expect(
    describeOutcome(
      ended({ outcome: 'failed', response: null, failure, hops: [{ ...hop, connectionId: null }] }),
    ),
  ).toEqual({
    tone: 'bad',
    title: 'The host name was not found',
    text: 'No address was found.',
    advice:
      'Check the spelling. A name that only you know can be led to an address in Settings, under Name overrides.',
    isShownBelow: false,
  });
});

test('cancelling is no error', () => {
  expect(describeOutcome(ended({ outcome: 'cancelled', response: null })).tone).toBe('plain');
});

test('an unknown code is shown as it came', () => {
  expect(wordFailure({ code: 'odd', message: 'Odd thing.', advice: 'Try.' })).toEqual({
    title: 'Odd thing.',
    text: '',
    advice: 'Try.',
  });
  expect(wordFailure({ code: 'odd', message: '', advice: '' }).title).toBe('odd');
  expect([shortCause('odd'), shortCause('connect-refused')]).toEqual([null, 'refused']);
});
