import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { isImplicitlyBypassed, proxyScript } from '../../../main/network/proxy-script.ts';

const find = (script: string, host: string): string =>
  runInNewContext(`${script}; FindProxyForURL('https://' + host, host)`, { host }) as string;
const ports = [1001, 1002, 1003, 1004, 1005, 1006, 1007, 1008];

test('each port is primed through its own name, and every other host gets one of them, never DIRECT', () => {
  const script = proxyScript(ports);
  for (const [shard, port] of ports.entries())
    expect(find(script, `prime-${shard}.invalid`)).toBe(`PROXY 127.0.0.1:${port}`);
  for (const host of ['a.test', '', 'xn--bcher-kva.test', 'x'.repeat(255), '2001:db8::1', 'prime-.invalid'])
    expect(find(script, host)).toMatch(/^PROXY 127\.0\.0\.1:100[1-8]$/);
});

/** The second makes even steps of names that count up. */
test.each([undefined, 470])(
  'a host keeps its port, and hosts spread evenly (multiplier %s)',
  (multiplier) => {
    const script = proxyScript(ports, multiplier);
    expect(find(script, 'a.example.test')).toBe(find(script, 'a.example.test'));
    const names = Array.from({ length: 800 }, (_, at) => `host-${at}.example.test`);
    const found = runInNewContext(
      `${script}; names.map((host) => FindProxyForURL('https://' + host, host))`,
      {
        names,
      },
    ) as readonly string[];
    const counts = new Map<string, number>();
    for (const port of found) counts.set(port, (counts.get(port) ?? 0) + 1);
    expect(counts.size).toBe(8);
    for (const count of counts.values()) expect(count).toBeGreaterThan(40);
  },
);

test('names that share a port in one session part in others: nobody can choose whom they stall', () => {
  const hosts = Array.from({ length: 400 }, (_, at) => `h${at}.example.test`);
  const one = proxyScript(ports);
  const together = hosts.filter((host) => find(one, host) === find(one, 'h0.example.test'));
  expect(together.length).toBeGreaterThan(20);
  const other = proxyScript(ports);
  expect(new Set(together.map((host) => find(other, host))).size).toBeGreaterThan(4);
});

test.each([
  'localhost',
  'LOCALHOST',
  'localhost.',
  'api.localhost',
  'loopback',
  'loopback.',
  '127.0.0.1',
  '127.9.9.9',
  '169.254.1.2',
  '::1',
  'fe80::1',
  'febf::1',
  '::ffff:7f00:1',
  '::ffff:a9fe:1',
])('%s, which Chromium sends past a PAC script, belongs to the session with fixed rules', (host) => {
  expect(isImplicitlyBypassed(host)).toBe(true);
});

test.each(['localhost.test', 'notlocalhost', '128.0.0.1', '169.255.1.2', 'fec0::1', '::2', 'a.loopback'])(
  '%s does not',
  (host) => {
    expect(isImplicitlyBypassed(host)).toBe(false);
  },
);
