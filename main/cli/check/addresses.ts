/** The addresses behind a name (A and AAAA), so that each server can be asked by itself. */
import type { NameOverride } from '../../../common/name-override.ts';
import { lookup } from 'node:dns/promises';
import { targetOf } from '../../network/connection-log.ts';
import { applyOverrides } from '../../network/route.ts';
import type { CheckTarget } from './check-result.ts';
import type { CheckRound } from './run-check.ts';

/** Each target once per address of its host, the n-th address of every host in the n-th round. */
export const roundsByAddress = async (
  urls: readonly string[],
  round: number,
  overrides: readonly NameOverride[],
): Promise<readonly CheckRound[]> => {
  const names = new Map<string, readonly string[]>();
  const targets = urls.map((url) => {
    const { host, port } = targetOf(url);
    return { url, host, port, to: applyOverrides({ host, port }, overrides) };
  });
  const wanted = [...new Set(targets.map(({ to }) => to.host))];
  await Promise.all(wanted.map(async (host) => names.set(host, await addressesOf(host))));
  const count = Math.max(1, ...[...names.values()].map(({ length }) => length));
  return Array.from({ length: count }, (_, index) => {
    const roundTargets: CheckTarget[] = [];
    const roundOverrides: NameOverride[] = [];
    for (const { url, host, port, to } of targets) {
      const addresses = names.get(to.host) ?? [];
      const address = addresses[index] ?? null;
      // A name that is not found is asked once, and then says so itself.
      if (address === null && (index > 0 || addresses.length > 0)) continue;
      roundTargets.push({ url, round, wantedAddress: address, redirectedFrom: null });
      if (address !== null) roundOverrides.push({ host, port, toHost: address, toPort: to.port });
    }
    return { targets: roundTargets, overrides: roundOverrides };
  });
};

const addressesOf = async (host: string): Promise<readonly string[]> => {
  try {
    const found = await lookup(host, { all: true, order: 'verbatim' });
    return [...new Set(found.map(({ address }) => address))];
  } catch {
    return [];
  }
};
