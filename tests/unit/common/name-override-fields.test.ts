import { expect, test } from 'vitest';
import { overrideProblems } from '../../../common/name-override.ts';

const problemsOf = (host: string, port = '', toHost = '', toPort = ''): readonly string[] =>
  Object.keys(overrideProblems({ host, port, toHost, toPort }));

test.each([
  ['*.test', ['host']],
  ['..', ['host']],
  ['127.0.0.1:70000', ['host']],
  ['shop.test:443:127.0.0.1:9443', ['host']],
  ['https://shop.test', ['host']],
  ['two words', ['host']],
  ['-.test', ['host']],
])('%s is no name to override', (host, problems) => {
  expect(problemsOf(host)).toEqual(problems);
});

test('each part is told for itself', () => {
  expect(problemsOf('..', '0', 'a b', '70000')).toEqual(['host', 'toHost', 'port', 'toPort']);
  expect(problemsOf('shop.test', '-1', '127.0.0.1', '9443x')).toEqual(['port', 'toPort']);
});

test.each([
  '',
  'shop.test',
  'SHOP.test.',
  'my_host',
  'localhost',
  '127.0.0.1',
  '::1',
  '[::1]',
  'bücher.example',
])('“%s” is taken', (host) => {
  expect(problemsOf(host, '443', host, '65535')).toEqual([]);
});
