import { describe, expect, it } from 'vitest';
import { curl } from '../../../../main/policies/formats/curl.ts';
import { bareOf, inputOf, pinOf, problemsIn, readAs, writtenBy } from './format-input.ts';

const value = `sha256//${bareOf(1)};sha256//${bareOf(2)}`;

const hostsOf = (text: string): readonly string[] =>
  readAs(curl, text).rules.map(({ scope }) => (scope.kind === 'domain' ? scope.domain : scope.kind));

const pinsOf = (text: string): readonly string[] =>
  readAs(curl, text).rules.flatMap(({ groups }) => groups.flatMap(({ pins }) => pins));

describe('curl --pinnedpubkey', () => {
  it('pins the leaf, for the host of the command only', () => {
    expect(readAs(curl, `curl --pinnedpubkey '${value}' https://api.example.com/x`)).toEqual({
      format: 'curl',
      selection: 'union',
      notes: [],
      rules: [
        {
          scope: { kind: 'domain', domain: 'api.example.com', includeSubdomains: false },
          mode: 'enforce',
          expires: null,
          groups: [{ position: 'leaf', pins: [pinOf(1), pinOf(2)] }],
        },
      ],
    });
  });

  it.each([
    ['the value alone', value],
    ['the value in quotes', `"${value}"`],
    ['a command without an address', `curl --pinnedpubkey "${value}"`],
    ['a line of a configuration', `pinnedpubkey = "${value}"`],
    ['another spelling of it', `# mine\n--pinnedpubkey ${value}\nsilent`],
  ])('holds for every host in %s', (_, text) => {
    expect(curl.recognises(inputOf(text))).toBe(true);
    expect(hostsOf(text)).toEqual(['every-host']);
    expect(pinsOf(text)).toEqual([pinOf(1), pinOf(2)]);
  });

  it.each([
    [
      'lines that go on',
      `curl \\\n  -sS \\\n  --pinnedpubkey '${value}' \\\n  https://a.example`,
      ['a.example'],
    ],
    [
      'options with values',
      `curl -o https.txt -H 'X: y' -x http://proxy:80 --pinnedpubkey '${value}' https://a.example`,
      ['a.example'],
    ],
    ['a cluster of letters', `curl -sSfLo out --pinnedpubkey '${value}' https://a.example`, ['a.example']],
    [
      '--url',
      `curl --pinnedpubkey '${value}' --url https://a.example https://b.example`,
      ['a.example', 'b.example'],
    ],
    [
      'a path to curl',
      `sudo /usr/bin/curl --pinnedpubkey '${value}' https://a.example && echo https://b.example`,
      ['a.example'],
    ],
    ['an IPv6 address', `curl --pinnedpubkey '${value}' 'https://[::1]:8443/'`, ['::1']],
    [
      'a configuration',
      `pinnedpubkey = "${value}"\nurl = "https://a.example/"\nnext\nurl = https://b.example`,
      ['a.example'],
    ],
  ])('finds the hosts in %s', (_, text, hosts) => {
    expect(hostsOf(text)).toEqual(hosts);
  });

  it('starts afresh after --next, and takes the last of two pins', () => {
    const text = `curl --pinnedpubkey sha256//${bareOf(9)} --pinnedpubkey 'sha256//${bareOf(1)}' https://a.example --next --pinnedpubkey sha256//${bareOf(2)} https://b.example`;
    expect(hostsOf(text)).toEqual(['a.example', 'b.example']);
    expect(pinsOf(text)).toEqual([pinOf(1), pinOf(2)]);
  });

  it.each([
    ['a key file', 'pins.pem', 'key file'],
    ['a prefix in capitals, which curl takes for a file', `SHA256//${bareOf(1)}`, 'key file'],
    ['base64 without padding', `sha256//${bareOf(1).slice(0, -1)}`, 'never matches'],
    ['a space after the semicolon', `sha256//${bareOf(1)}; sha256//${bareOf(2)}`, 'never matches'],
  ])('keeps %s as a pin that never matches', (_, text, words) => {
    const policy = readAs(curl, `curl --pinnedpubkey '${text}' https://a.example`);
    expect(policy.rules[0]?.groups).toEqual([{ position: 'leaf', pins: [] }]);
    expect(policy.notes.join(' ')).toContain(words);
  });

  it.each([
    ['-k', '--insecure'],
    ['-L', '--location'],
    ['--proxy-pinnedpubkey x', 'pins the proxy'],
    ['http://plain.example', 'not asked for by https'],
    ['https://{a,b}.example', 'no single host'],
  ])('says what %s means', (word, words) => {
    const text = `curl ${word} --pinnedpubkey '${value}' https://a.example`;
    expect(readAs(curl, text).notes.join(' ')).toContain(words);
  });

  it.each([
    ['a variable', `curl --pinnedpubkey "$PINS" https://a.example`, 'only a shell can read'],
    ['a command', 'curl --pinnedpubkey `pins` https://a.example', 'only a shell can read'],
    ['an open quote', `curl \\\n --pinnedpubkey '${value} https://a.example`, 'a quote that never ends'],
    ['no pins', 'curl https://a.example --pinnedpubkey', 'no pin'],
  ])('refuses %s', (_, text, found) => {
    expect(problemsIn(curl, text)[0]?.found).toContain(found);
  });

  it('never takes a single-quoted dollar for a variable', () => {
    const text = `curl -H 'X: $y' --pinnedpubkey '${value}' https://a.example`;
    expect(hostsOf(text)).toEqual(['a.example']);
  });

  it('writes what it read', () => {
    const text = `curl --pinnedpubkey '${value}' https://a.example --next --pinnedpubkey '${value}' 'https://[::1]/'`;
    const policy = readAs(curl, text);
    expect(readAs(curl, writtenBy(curl, policy)).rules).toEqual(policy.rules);
    const everywhere = readAs(curl, value);
    expect(readAs(curl, writtenBy(curl, everywhere)).rules).toEqual(everywhere.rules);
  });

  it.each([
    ['subdomains', { scope: { kind: 'domain', domain: 'a.example', includeSubdomains: true } }],
    ['pins for any place', { groups: [{ position: 'any', pins: [pinOf(1)] }] }],
    ['report-only pins', { mode: 'report-only' }],
  ] as const)('refuses to write %s', (_, change) => {
    const policy = readAs(curl, value);
    const changed = { ...policy, rules: policy.rules.map((rule) => ({ ...rule, ...change })) };
    expect(curl.write(changed).ok).toBe(false);
  });
});
