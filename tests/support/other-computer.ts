/**
 * A network namespace that stands for another computer, for clients with an address of their own. It is laid before the first
 * test and taken away after the last: Chromium gives up what it is connecting whenever an address comes or goes.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

export interface OtherComputer {
  readonly namespace: string;
  /** Of this computer, as that one sees it. */
  readonly here: string;
  readonly there: string;
}

/** Set by global-setup.ts. */
const variable = 'PINSPECT_TEST_OTHER_COMPUTER';

/** Null where none can be made: network namespaces take root and Linux. */
export const otherComputer = (): OtherComputer | null => {
  const given = process.env[variable];
  return given === undefined ? null : (JSON.parse(given) as OtherComputer);
};

const ip = (...words: readonly string[]): void => {
  execFileSync('ip', words, { stdio: 'ignore' });
};

/** Of runs that were killed: their address would lead elsewhere. */
const removeLeftOvers = (): void => {
  const names = execFileSync('ip', ['netns', 'list'], { encoding: 'utf8' });
  for (const [name, pid] of names.matchAll(/^pinspect-(\d+)/gm))
    if (!existsSync(`/proc/${pid ?? ''}`)) ip('netns', 'delete', name);
};

/** Returns how to take it away. */
export const layOtherComputer = (): (() => void) => {
  const namespace = `pinspect-${process.pid}`;
  // At most 15 characters.
  const [outside, inside] = [`pw${process.pid}`, `px${process.pid}`];
  // Runs beside each other have a net each.
  const net = `10.77.${process.pid % 256}`;
  const [here, there] = [`${net}.1`, `${net}.2`];
  try {
    removeLeftOvers();
    ip('netns', 'add', namespace);
  } catch {
    return () => undefined;
  }
  const remove = (): void => {
    ip('netns', 'delete', namespace);
  };
  try {
    ip('link', 'add', outside, 'type', 'veth', 'peer', 'name', inside);
    ip('link', 'set', inside, 'netns', namespace);
    // No IPv6 address of its own, which would come seconds later.
    ip('link', 'set', outside, 'addrgenmode', 'none');
    ip('addr', 'add', `${here}/24`, 'dev', outside);
    ip('link', 'set', outside, 'up');
    const within = ['netns', 'exec', namespace, 'ip'];
    ip(...within, 'addr', 'add', `${there}/24`, 'dev', inside);
    ip(...within, 'link', 'set', inside, 'up');
  } catch {
    remove();
    return () => undefined;
  }
  process.env[variable] = JSON.stringify({ namespace, here, there } satisfies OtherComputer);
  return remove;
};
