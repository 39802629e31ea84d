import { mkdir, mkdtemp, readFile, readdir, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { emptyPolicy, type Policy } from '../../../common/pinning/policy.ts';
import { PolicyStore, type PolicyFileEvent } from '../../../main/policies/policy-store.ts';

const pin = `sha256/${'A'.repeat(43)}=`;
const refuseEverything: Policy = { unpinnedHosts: 'refuse', pinSets: [] };

const policyFor = (pattern: string): Policy => ({
  unpinnedHosts: 'allow',
  pinSets: [{ pattern, mode: 'enforce', expires: null, pins: [pin], note: null }],
});
const textFor = (pattern: string): string =>
  JSON.stringify({ version: 1, pinSets: [{ pattern, pins: [pin] }] });

let folder: string;
let path: string;
const undo: (() => void)[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'policies-'));
  path = join(folder, 'policy.json');
});

afterEach(async () => {
  for (const stop of undo.splice(0)) stop();
  await rm(folder, { recursive: true });
});

const watched = (store: PolicyStore): PolicyFileEvent[] => {
  const events: PolicyFileEvent[] = [];
  undo.push(store.watch((event) => events.push(event)));
  return events;
};

const settled = (events: readonly unknown[], count: number): Promise<void> =>
  vi.waitFor(
    () => {
      expect(events.length).toBeGreaterThanOrEqual(count);
    },
    { timeout: 20_000, interval: 20 },
  );

/** Long enough for two looks. */
const quiet = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 600));

describe('at the start', () => {
  it('takes a missing file for the empty policy', () => {
    const store = new PolicyStore(path);
    expect([store.policy, store.unreadable]).toEqual([emptyPolicy, null]);
  });

  it.each([
    ['is no JSON', '{"version": 1,', 'line 1, column 15'],
    ['is empty', '', 'line 1, column 1'],
    ['has a bad pin', textFor('a.test').replace(pin, 'sha256/A='), 'pinSets[0].pins[0]'],
  ])('refuses every host where the file %s', async (_what, text, place) => {
    await writeFile(path, text);
    const store = new PolicyStore(path);
    expect([store.policy, store.unreadable?.problems.map((problem) => problem.path)]).toEqual([
      refuseEverything,
      [place],
    ]);
  });

  it.skipIf(process.platform === 'win32')(
    'refuses every host where the file is a folder, or a link to nothing',
    async () => {
      expect(new PolicyStore(folder).policy).toEqual(refuseEverything);
      await symlink(join(folder, 'gone.json'), path);
      expect(new PolicyStore(path).policy).toEqual(refuseEverything);
    },
  );
});

describe('save', () => {
  it('writes a file that only its owner reads, and leaves nothing else behind', async () => {
    const store = new PolicyStore(path);
    expect(await store.save(policyFor('a.test'), 0)).toEqual({ ok: true, value: { revision: 1 } });
    expect(store.policy).toEqual(policyFor('a.test'));
    expect(new PolicyStore(path).policy).toEqual(policyFor('a.test'));
    expect(await readdir(folder)).toEqual(['policy.json']);
    if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('refuses a revision that is not the one in force', async () => {
    const store = new PolicyStore(path);
    const saves = await Promise.all([store.save(policyFor('a.test'), 0), store.save(policyFor('b.test'), 0)]);
    expect(saves.map(({ ok }) => ok)).toEqual([true, false]);
    expect(new PolicyStore(path).policy).toEqual(policyFor('a.test'));
  });

  it('refuses a malformed policy and leaves file and force as they are', async () => {
    await writeFile(path, textFor('a.test'));
    const store = new PolicyStore(path);
    const saved = await store.save(policyFor('a.*'), 0);
    expect(saved.ok ? [] : saved.error.problems.map((problem) => problem.path)).toEqual([
      'pinSets[0].pattern',
    ]);
    expect([store.policy, await readFile(path, 'utf8')]).toEqual([policyFor('a.test'), textFor('a.test')]);
  });

  it('takes over what others wrote since, instead of writing over it', async () => {
    await writeFile(path, textFor('a.test'));
    const store = new PolicyStore(path);
    await writeFile(path, textFor('b.test'));
    expect((await store.save(policyFor('c.test'), 0)).ok).toBe(false);
    expect([store.policy, store.revision]).toEqual([policyFor('b.test'), 1]);
    expect((await store.save(policyFor('c.test'), 1)).ok).toBe(true);
  });

  it('writes nothing over a file that cannot be read, and puts nothing in force', async () => {
    await writeFile(path, '{"version": 2}');
    const store = new PolicyStore(path);
    const saved = await store.save(policyFor('a.test'), 0);
    expect(saved).toEqual({ ok: false, error: { code: 'unreadable', problems: [] } });
    expect([store.policy, await readFile(path, 'utf8')]).toEqual([refuseEverything, '{"version": 2}']);
    expect(await readdir(folder)).toEqual(['policy.json']);
  });

  it('writes nothing where the file that could not be read is gone: its pins are not known', async () => {
    await writeFile(path, '{');
    const store = new PolicyStore(path);
    const events = watched(store);
    await rm(path);
    await settled(events, 1);
    expect(await store.save(emptyPolicy, 0)).toMatchObject({ error: { code: 'unreadable' } });
    expect([store.policy, await readdir(folder)]).toEqual([refuseEverything, []]);
  });

  it.skipIf(process.platform === 'win32')('writes through a link', async () => {
    await writeFile(join(folder, 'shared.json'), textFor('a.test'));
    await symlink(join(folder, 'shared.json'), path);
    await new PolicyStore(path).save(policyFor('b.test'), 0);
    expect(new PolicyStore(join(folder, 'shared.json')).policy).toEqual(policyFor('b.test'));
  });

  it('says that the disk could not be written, and keeps what is in force', async () => {
    await mkdir(join(folder, `.policy.json.${process.pid}.tmp`));
    const store = new PolicyStore(path);
    const saved = await store.save(policyFor('a.test'), 0);
    expect(saved.ok ? '' : saved.error.problems[0]?.expected).toBe('a file that can be written');
    expect(store.revision).toBe(0);
  });
});

describe('setAside', () => {
  const bad = '{"version": 1,';

  const asideIn = async (): Promise<readonly string[]> =>
    (await readdir(folder)).filter((name) => name !== 'policy.json');

  it('moves a file that was never read away under a name with the time, and begins with the empty policy', async () => {
    await writeFile(path, bad);
    const store = new PolicyStore(path);
    const moved = await store.setAside();
    const [name = ''] = await asideIn();
    expect(name).toMatch(/^policy\.json\.set-aside-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{3}Z$/);
    expect(moved).toEqual({ ok: true, value: { movedTo: join(folder, name) } });
    expect(await readFile(join(folder, name), 'utf8')).toBe(bad);
    expect([store.policy, store.unreadable, store.revision]).toEqual([emptyPolicy, null, 1]);
    expect(new PolicyStore(path).policy).toEqual(emptyPolicy);
  });

  it('keeps each of several, whatever the clock says', async () => {
    const texts = ['{"a', '{"b', '{"c'];
    vi.useFakeTimers({ toFake: ['Date'], now: 0 });
    try {
      for (const text of texts) {
        await writeFile(path, text);
        expect((await new PolicyStore(path).setAside()).ok).toBe(true);
      }
    } finally {
      vi.useRealTimers();
    }
    const kept = await Promise.all((await asideIn()).map((name) => readFile(join(folder, name), 'utf8')));
    expect(kept.sort()).toEqual(texts);
  });

  it('writes the policy in force where one was read before', async () => {
    await writeFile(path, textFor('a.test'));
    const store = new PolicyStore(path);
    const events = watched(store);
    await writeFile(path, bad);
    await settled(events, 1);
    expect(store.unreadable).toMatchObject({ isGone: false, isEverythingRefused: false });
    expect((await store.setAside()).ok).toBe(true);
    expect([store.policy, new PolicyStore(path).policy]).toEqual([policyFor('a.test'), policyFor('a.test')]);
  });

  it('is undone: the file is back, and everything is refused again', async () => {
    await writeFile(path, bad);
    const store = new PolicyStore(path);
    await store.setAside();
    expect(await store.bringBack()).toEqual({ ok: true, value: null });
    expect([await readFile(path, 'utf8'), await asideIn()]).toEqual([bad, []]);
    expect([store.policy, store.revision]).toEqual([refuseEverything, 2]);
    expect(store.unreadable).toMatchObject({ isEverythingRefused: true });
    expect(await store.save(policyFor('a.test'), 2)).toMatchObject({ error: { code: 'unreadable' } });
  });

  it('is not undone over a policy that was made since', async () => {
    await writeFile(path, bad);
    const store = new PolicyStore(path);
    await store.setAside();
    await store.save(policyFor('a.test'), 1);
    expect(await store.bringBack()).toMatchObject({ error: { code: 'stale' } });
    expect([store.policy, (await asideIn()).length]).toEqual([policyFor('a.test'), 1]);
  });

  it('moves nothing that can be read, mended a moment ago included', async () => {
    await writeFile(path, bad);
    const store = new PolicyStore(path);
    await writeFile(path, textFor('a.test'));
    expect(await store.setAside()).toMatchObject({ error: { code: 'stale' } });
    expect([store.policy, await asideIn()]).toEqual([policyFor('a.test'), []]);
  });
});

describe('watch', () => {
  it('puts an edit in force and tells before and after', async () => {
    await writeFile(path, textFor('a.test'));
    const store = new PolicyStore(path);
    const events = watched(store);
    await writeFile(path, textFor('b.test'));
    await settled(events, 1);
    expect(events).toEqual([{ kind: 'changed', before: policyFor('a.test'), after: policyFor('b.test') }]);
    expect([store.policy, store.revision]).toEqual([policyFor('b.test'), 1]);
  });

  it('sees each of several edits by an editor that renames a new file into place', async () => {
    await writeFile(path, textFor('a.test'));
    const store = new PolicyStore(path);
    const events = watched(store);
    for (const [index, pattern] of ['b.test', 'c.test', 'd.test'].entries()) {
      await writeFile(join(folder, 'policy.json~'), textFor(pattern));
      await rename(join(folder, 'policy.json~'), path);
      await settled(events, index + 1);
    }
    expect(events.map((event) => event.kind === 'changed' && event.after)).toEqual(
      ['b.test', 'c.test', 'd.test'].map(policyFor),
    );
  });

  it('sees an edit made between the start and the watch', async () => {
    const store = new PolicyStore(path);
    await writeFile(path, textFor('a.test'));
    const events = watched(store);
    await settled(events, 1);
    expect(store.policy).toEqual(policyFor('a.test'));
  });

  it('keeps the policy in force while the file is bad, and tells why once', async () => {
    await writeFile(path, textFor('a.test'));
    const store = new PolicyStore(path);
    const events = watched(store);
    await writeFile(path, '{"version": 1, "pinSets": [], "colour": "red"}');
    await settled(events, 1);
    await quiet();
    expect(
      events.map((event) => event.kind === 'unreadable' && event.problems.map(({ path }) => path)),
    ).toEqual([['colour']]);
    expect([store.policy, store.revision]).toEqual([policyFor('a.test'), 0]);
  });

  it('keeps the policy in force when the file is gone', async () => {
    await writeFile(path, textFor('a.test'));
    const store = new PolicyStore(path);
    const events = watched(store);
    await rm(path);
    await settled(events, 1);
    expect(events.map((event) => event.kind)).toEqual(['unreadable']);
    expect(store.policy).toEqual(policyFor('a.test'));
    expect((await store.save(policyFor('b.test'), 0)).ok).toBe(true);
  });

  it('opens again what a mended file allows', async () => {
    await writeFile(path, '{');
    const store = new PolicyStore(path);
    const events = watched(store);
    await writeFile(path, textFor('a.test'));
    await settled(events, 1);
    expect(events).toEqual([{ kind: 'changed', before: null, after: policyFor('a.test') }]);
    expect(store.unreadable).toBeNull();
  });

  it('is silent about its own saves and about other files', async () => {
    const store = new PolicyStore(path);
    const events = watched(store);
    await store.save(policyFor('a.test'), 0);
    await writeFile(join(folder, 'other.json'), '{');
    await store.save(policyFor('b.test'), 1);
    await quiet();
    expect([events, store.revision]).toEqual([[], 2]);
  });

  it('reads no half-written file', async () => {
    const whole = textFor('b.test');
    await writeFile(path, textFor('a.test'));
    const store = new PolicyStore(path);
    const events = watched(store);
    await writeFile(path, whole.slice(0, 20));
    await new Promise((resolve) => setTimeout(resolve, 200));
    await writeFile(path, whole);
    await settled(events, 1);
    expect(events.map((event) => event.kind)).toEqual(['changed']);
  });

  it('hears nothing after its undo', async () => {
    const store = new PolicyStore(path);
    const events = watched(store);
    for (const stop of undo.splice(0)) stop();
    await writeFile(path, textFor('a.test'));
    await quiet();
    expect(events).toEqual([]);
  });
});
