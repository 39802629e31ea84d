import { randomInt } from 'node:crypto';

const prime = 65_521;

/**
 * The PAC script that spreads hosts over the relay's ports. It never answers DIRECT: an error in it, or a port nobody
 * listens on, fails the request (measured). Chromium does not ask it about loopback and link-local hosts, which go
 * DIRECT whatever it says (chromium net/proxy_resolution/proxy_bypass_rules.cc, MatchesImplicitRules): those hosts
 * belong to a session with fixed proxy rules instead, where `<-loopback>` is honoured.
 *
 * The spread is a matter of chance, so that nobody can choose names that share a port with another host and stall it there. It is
 * squared at the end: names that count up make even steps before, which one multiplier in a hundred would lay on few ports.
 */
export const proxyScript = (
  ports: readonly number[],
  multiplier = randomInt(257, prime),
): string => `function FindProxyForURL(url, host) {
  var ports = [${ports.join(', ')}];
  var priming = /^prime-(\\d+)\\.invalid$/.exec(host);
  if (priming) return 'PROXY 127.0.0.1:' + ports[Number(priming[1])];
  var hash = 0;
  for (var i = 0; i < host.length; i += 1) hash = (hash * ${multiplier} + host.charCodeAt(i)) % ${prime};
  hash = (hash * hash + ${multiplier}) % ${prime};
  return 'PROXY 127.0.0.1:' + ports[hash % ports.length];
}`;

/** The hosts that Chromium sends DIRECT past a PAC script; `host` as the URL names it, without brackets. */
export const isImplicitlyBypassed = (host: string): boolean => {
  const name = host.replace(/\.$/, '').toLowerCase();
  return (
    name === 'localhost' ||
    // Bypassed on Windows only; the session with fixed rules serves it everywhere.
    name === 'loopback' ||
    name.endsWith('.localhost') ||
    /^127(?:\.\d{1,3}){3}$/.test(name) ||
    /^169\.254(?:\.\d{1,3}){2}$/.test(name) ||
    name === '::1' ||
    /^fe[89ab][0-9a-f]:/.test(name) ||
    /^::ffff:(?:7f[0-9a-f]{2}:|a9fe:|127\.|169\.254\.)/.test(name)
  );
};
