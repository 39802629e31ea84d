import { describe, expect, test } from 'vitest';
import { parseBaseline } from '../../../main/cli/check/baseline.ts';
import { parseTarget, parseTargetLines, targetsOfPolicy } from '../../../main/cli/check/check-targets.ts';
import { parseConnectTo } from '../../../main/cli/route/connect-to.ts';
import { parseDuration } from '../../../main/cli/check/duration.ts';
import { proxyFromEnvironment } from '../../../main/cli/route/environment-proxy.ts';

const errorOf = (result: { readonly ok: boolean; readonly error?: unknown }): string =>
  result.ok ? '' : String(result.error);
const valueOf = (result: { readonly ok: boolean; readonly value?: unknown }): unknown =>
  result.ok ? result.value : result;

describe('a target', () => {
  test.each([
    ['a.example.test', 'https://a.example.test/'],
    ['a.example.test:8443', 'https://a.example.test:8443/'],
    ['HTTPS://A.example.test/Path?q#part', 'https://a.example.test/Path?q'],
    ['http://a.example.test', 'http://a.example.test/'],
    ['[::1]:8443', 'https://[::1]:8443/'],
    ['bücher.example', 'https://xn--bcher-kva.example/'],
  ])('%s is %s', (text, url) => {
    expect(valueOf(parseTarget(text))).toBe(url);
  });

  test.each([
    ['ftp://a.example.test', /neither https/],
    ['javascript:alert(1)', /no URL and no host/],
    ['file:///etc/passwd', /neither https/],
    ['https://user:secret@a.example.test', /user name or password/],
    ['https://a.example\n.test', /control character/],
    ['a b', /space/],
    ['https://', /no URL/],
    ['https://a.example.test:99999/', /no URL/],
    ['', /no URL/],
    ['https://%00/', /no URL/],
    ['x'.repeat(9_000), /longer than 8192/],
  ])('%j is refused', (text, sentence) => {
    expect(errorOf(parseTarget(text))).toMatch(sentence);
  });

  test('a password never stands in the sentence that refuses it', () => {
    // The person wrote it, but the sentence may land in a CI log.
    expect(errorOf(parseTarget('https://user:s3cret@a.example.test'))).not.toContain('s3cret');
  });
});

describe('a file of targets', () => {
  test('has comments, empty lines, any line end and a byte order mark', () => {
    const text =
      '\uFEFF# hosts\r\na.example.test # ours\r\n\r\n  b.example.test  \rhttps://c.example.test/#part\t# theirs\n';
    expect(valueOf(parseTargetLines(text, 't'))).toEqual(
      ['a', 'b', 'c'].map((name) => `https://${name}.example.test/`),
    );
  });

  test('is refused whole, with the line of each fault, at most twenty', () => {
    const text = ['a.example.test', ...Array.from({ length: 23 }, () => 'ftp://x')].join('\n');
    const lines = errorOf(parseTargetLines(text, 'targets.txt')).split('\n');
    expect(lines).toHaveLength(21);
    expect(lines[0]).toMatch(/^targets\.txt, line 2: /);
    expect(lines[20]).toBe('targets.txt: and 3 more.');
  });

  test('may not be endless', () => {
    expect(errorOf(parseTargetLines('a.test\n'.repeat(100_001), 't'))).toMatch(/more than 100000/);
  });
});

test('the targets of a policy are its exact hosts, and what is left out is said', () => {
  const scope = [
    { kind: 'pattern', pattern: 'a.example.test' },
    { kind: 'pattern', pattern: '*.example.test' },
    { kind: 'pattern', pattern: '::1' },
    { kind: 'domain', domain: 'Shop.example.test', includeSubdomains: true },
    { kind: 'every-host' },
  ] as const;
  const found = targetsOfPolicy({
    format: 'pinspect',
    selection: 'union',
    notes: [],
    rules: scope.map((one) => ({ scope: one, mode: 'enforce' as const, expires: null, groups: [] })),
  });
  expect(found.targets).toEqual(['https://a.example.test/', 'https://[::1]/', 'https://shop.example.test/']);
  expect(found.leftOut.map((sentence) => sentence.split(' ')[0])).toEqual(['*.example.test', 'Of', 'The']);
});

test.each([
  ['a:443:b:8443', { host: 'a', port: 443, toHost: 'b', toPort: 8443 }],
  ['::127.0.0.1:', { host: '', port: null, toHost: '127.0.0.1', toPort: null }],
  ['A::[::1]:', { host: 'a', port: null, toHost: '::1', toPort: null }],
])('--connect-to %s is read as curl does', (text, override) => {
  expect(valueOf(parseConnectTo(text))).toEqual(override);
});

test.each(['a:b', 'a:443:b', 'a:x:b:1', 'a:1:b:70000', 'a:0:b:1', 'a:1:b:1:c'])(
  '--connect-to %s is refused',
  (text) => {
    expect(errorOf(parseConnectTo(text))).toContain(text);
  },
);

test.each([
  ['30d', 30 * 86_400_000],
  ['12h', 12 * 3_600_000],
  ['6w', 42 * 86_400_000],
])('%s is a span of time', (text, milliseconds) => {
  expect(valueOf(parseDuration(text))).toBe(milliseconds);
});

test.each(['30', 'd', '0d', '-1d', '1m', '1.5d', '999999d'])('%s is no span of time', (text) => {
  expect(errorOf(parseDuration(text))).toMatch(/no span of time/);
});

test('a proxy of the environment that cannot be read is named, not shown', () => {
  const read = proxyFromEnvironment({ HTTPS_PROXY: 'gopher://user:s3cret@proxy.test' });
  expect(errorOf(read)).toMatch(/^HTTPS_PROXY is no proxy address/);
  expect(errorOf(read)).not.toContain('s3cret');
});

test.each([
  ['', /not JSON/],
  ['[]', /no results/],
  ['{"command":"lab","version":1,"results":[]}', /no results of a check/],
  ['{"command":"check","version":2,"results":[]}', /version is 2/],
  ['{"command":"check","version":1,"results":[null]}', /results\[0\] is no object/],
  ['{"command":"check","version":1,"results":[{"url":"x"}]}', /lacks its url/],
  [
    '{"command":"check","version":1,"results":[{"url":"x","verdict":"pinned","expectedPins":[],"chain":[1]}]}',
    /chain is no list/,
  ],
])('%s is no baseline', (text, sentence) => {
  const read = parseBaseline(text, 'last.json');
  expect(errorOf(read)).toMatch(/^last\.json is no JSON report/);
  expect(errorOf(read)).toMatch(sentence);
});
