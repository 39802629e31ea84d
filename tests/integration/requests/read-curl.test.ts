// What a pasted curl command becomes, against the real curl: both are sent to one server, which has to see the same.
import { execFile } from 'node:child_process';
import { createServer, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readCurl } from '../../../common/requests/read-curl.ts';
import { parseDraft } from '../../../common/requests/request-draft.ts';

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const seen: Seen[] = [];
const server = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk: Buffer) => (body += chunk.toString()));
  request.on('end', () => {
    seen.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
    response.end();
  });
});
let origin = '';

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
});

const byCurl = async (command: string): Promise<Seen | undefined> => {
  await promisify(execFile)('bash', ['-c', command]);
  return seen.at(-1);
};

const byDraft = async (command: string): Promise<Seen | undefined> => {
  const read = readCurl(command);
  if (!read.ok) throw new Error(read.error);
  const parsed = parseDraft(read.value.draft);
  if (!parsed.ok) throw new Error(parsed.error);
  const { method, url, headers, body } = parsed.value;
  await new Promise((resolve, reject) => {
    const sent = httpRequest(url, { method, headers: Object.fromEntries(headers) }, (response) => {
      response.resume().on('end', resolve);
    });
    sent.on('error', reject);
    sent.end(body);
  });
  return seen.at(-1);
};

const told = [
  'content-type',
  'accept',
  'authorization',
  'cookie',
  'referer',
  'x-one',
  'x-empty',
  'user-agent',
];
const comparable = (one: Seen | undefined, headers: readonly string[]): unknown => [
  one?.method,
  one?.url,
  one?.body,
  headers.map((name) => [name, one?.headers[name]]),
];

test.each([
  ['a plain one', '', []],
  ['a method and headers', `-X DELETE -H 'X-One: 1' -H 'Accept: text/plain'`, ['x-one', 'accept']],
  ['a short option with its value in one word', `-XPATCH -H'X-One: 1' -d a`, ['x-one']],
  ['data', `-d a=1 -d 'b=x y'`, ['content-type']],
  ['raw data with an at sign', `--data-raw '@not-a-file'`, ['content-type']],
  ['data of its own type', `-H 'content-type: text/plain' -d hello`, ['content-type']],
  ['data that is encoded', `--data-urlencode 'q=ä b&c!(x)~-.' --data-urlencode '=x=y'`, ['content-type']],
  ['data in the query', `-G -d q=1 -d r=2`, []],
  ['JSON', `--json '{"a":1}'`, ['content-type', 'accept']],
  ['user and password', `-u 'ada:pass wörd'`, ['authorization']],
  ['a bearer token', `--oauth2-bearer abc`, ['authorization']],
  [
    'cookies, referer and agent',
    `-b 'a=1; b=2' -e http://r.test/ -A Agent/1`,
    ['cookie', 'referer', 'user-agent'],
  ],
  ['an empty header', `-H 'X-Empty;'`, ['x-empty']],
  [
    'what a browser copies',
    `-H $'X-One: it\\'s' --data-raw $'{"a":"\\u00e9\\n"}' --compressed`,
    ['x-one', 'content-type'],
  ],
  ['double quotes with escapes', `-H "X-One: a \\"b\\" \\\\ c"`, ['x-one']],
] as const)('%s is sent as curl sends it', async (_what, options, headers) => {
  expect(told).toEqual(expect.arrayContaining([...headers]));
  const command = `curl -s '${origin}/path?x=1' \\\n  ${options}`;
  expect(comparable(await byDraft(command), headers)).toEqual(comparable(await byCurl(command), headers));
});

describe('what a request cannot say is said:', () => {
  test.each([
    ['-d @body.json', 'The body from the file body.json is not read.'],
    ['-F file=@a.png', '--form is not taken over.'],
    ['-k', '--insecure is not taken over: here every certificate is judged.'],
    ['-x http://proxy.test:1', '--proxy is not taken over.'],
    ['--cert client.pem', '--cert is not taken over.'],
    ['-b cookies.txt', 'Cookies from the file cookies.txt are not read.'],
    ['-X PURGE', 'The method PURGE cannot be sent here.'],
    ['-H "A: $TOKEN"', 'It holds a variable or a command of the shell, which stands here as it was written.'],
    ['https://other.test/', 'Of several URLs the first is taken.'],
    ['; rm -rf /', 'What comes after the first command is left out.'],
  ])('%s', (options, note) => {
    const read = readCurl(`curl https://a.test/ ${options}`);
    expect(read.ok && read.value.notes).toEqual([note]);
  });
});

test.each([
  ['wget https://a.test/', 'A curl command begins with “curl”.'],
  ['', 'A curl command begins with “curl”.'],
  ['curl -s', 'The curl command names no URL.'],
  [`curl 'https://a.test/`, 'On line 1, a quote is opened that never ends.'],
])('%j is refused with a sentence', (command, error) => {
  expect(readCurl(command)).toEqual({ ok: false, error });
});
