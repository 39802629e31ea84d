import { expect, test } from 'vitest';
import { emptyDraft, parseDraft, parseHeaderLines } from '../../../common/requests/request-draft.ts';
import { parseTypedUrl } from '../../../common/parse-typed-url.ts';

test.each([
  ['example.com', 'https://example.com/'],
  [' localhost:8443/a ', 'https://localhost:8443/a'],
  ['http://example.com', 'http://example.com/'],
  ['[::1]:8443', 'https://[::1]:8443/'],
  ['BÜCHER.example', 'https://xn--bcher-kva.example/'],
])('%s is meant as %s', (typed, url) => {
  expect(parseTypedUrl(typed)).toEqual({ ok: true, value: url });
});

test.each([
  ['', 'Type a URL or a host name.'],
  ['https://', '“https://” is not a URL. Write a host name, or https://host/path.'],
  ['two words', '“two words” is not a URL. Write a host name, or https://host/path.'],
  // As Chromium makes a host of “two words”, and takes it.
  ['https://two%20words/', '“https://two%20words/” is not a URL. Write a host name, or https://host/path.'],
  ['x'.repeat(300), `“${'x'.repeat(60)}…” is too long for a host name: 253 characters at most.`],
  ['ftp://example.com', 'Only https:// and http:// can be sent, not ftp://'],
])('%j is refused with a sentence', (typed, sentence) => {
  expect(parseTypedUrl(typed)).toEqual({ ok: false, error: sentence });
});

test('headers are read line by line, values may hold colons, empty lines are skipped', () => {
  expect(parseHeaderLines('Accept: */*\r\n\n X-When : no\nA:b:c')).toEqual({
    ok: false,
    error: 'Header line 3 is not “Name: value”: X-When : no',
  });
  expect(parseHeaderLines('Accept: */*\n\nA:b:c\nEmpty:')).toEqual({
    ok: true,
    value: [
      ['Accept', '*/*'],
      ['A', 'b:c'],
      ['Empty', ''],
    ],
  });
});

test('a body is sent with the methods that carry one, and only with them', () => {
  const draft = { ...emptyDraft, url: 'a.test', body: 'x' };
  const bodies = (['GET', 'HEAD', 'POST', 'DELETE'] as const).map((method) => {
    const parsed = parseDraft({ ...draft, method });
    return parsed.ok ? parsed.value.body : parsed.error;
  });
  expect(bodies).toEqual(['', '', 'x', 'x']);
});
