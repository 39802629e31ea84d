import { expect, test } from 'vitest';
import { redactHeaders, redactUrl } from '../../../common/watch/redact.ts';

test('headers that carry a login lose their value, and keep their name', () => {
  const told = redactHeaders([
    ['Authorization', 'Bearer abc'],
    ['Cookie', 'a=b'],
    ['Set-Cookie', 'a=b'],
    ['X-Api-Key', 'k'],
    ['X-CSRF-Token', 't'],
    ['Accept', 'text/html'],
    ['Author', 'somebody'],
  ]);
  expect(told.filter(([, value]) => value !== '(hidden)')).toEqual([
    ['Accept', 'text/html'],
    ['Author', 'somebody'],
  ]);
});

test('parameters of a URL that carry a login lose their value, and so does its user', () => {
  expect(redactUrl('https://me:pass@a.test/p?q=1&access_token=abc&b=%20#f')).toBe(
    'https://hidden:hidden@a.test/p?q=1&access_token=(hidden)&b=%20#f',
  );
  expect(redactUrl('not a url?token=1')).toBe('not a url?(hidden)');
});
