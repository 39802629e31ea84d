// What the help says of --proxy is what is read.
import { expect, test } from 'vitest';
import { commands } from '../../../main/cli/commands.ts';
import { parseProxyUrl } from '../../../main/network/route.ts';

const withProxy = Object.entries(commands).flatMap(([name, { options }]) =>
  options.proxy === undefined ? [] : [[name, options.proxy.help] as const],
);

test('four commands take a proxy', () => {
  expect(withProxy.map(([name]) => name)).toEqual(['pins', 'check', 'lab', 'watch']);
});

test.each(withProxy)(
  '%s names every scheme that is taken, and the ports that stand for none',
  (_name, help) => {
    const schemes = [...help.matchAll(/(\w+):\/\//g)].map(([, scheme = '']) => scheme);
    expect(schemes).toEqual(['http', 'https', 'socks4', 'socks4a', 'socks5', 'socks5h']);
    const ports = ['', ...schemes.map((scheme) => `${scheme}://`)].map((scheme) => {
      const proxy = parseProxyUrl(`${scheme}proxy.test`);
      return proxy.ok ? proxy.value.port : proxy.error;
    });
    expect(ports).toEqual([80, 80, 443, 1080, 1080, 1080, 1080]);
    expect(help).toContain('Without a port it is 80, 443 or 1080.');
  },
);
