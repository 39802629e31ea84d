import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Collection } from '../../../common/requests/collection.ts';
import { BodyStore } from '../../../main/requests/body-store.ts';
import { openCollectionsFile, type CollectionsFile } from '../../../main/requests/collections-file.ts';
import { VerdictMemory } from '../../../main/requests/verdict-memory.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pinspect-requests-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const collection: Collection = {
  id: 'c',
  name: 'One',
  everyMinutes: 5,
  requests: [
    { id: 'r', name: '', method: 'GET', url: 'not a url yet', headers: 'no header either', body: '' },
  ],
};

describe('the saved requests', () => {
  const open = (problems: string[] = []): CollectionsFile =>
    openCollectionsFile({
      path: join(folder, 'requests.json'),
      now: () => Date.UTC(2026, 0, 1),
      onProblem: (title, text) => problems.push(`${title}: ${text}`),
    });

  test('come back as they were typed, from a file of the owner’s', () => {
    const file = open();
    expect(file.read()).toEqual([]);
    file.save([collection]);
    file.flush();
    expect(open().read()).toEqual([collection]);
    expect(statSync(join(folder, 'requests.json')).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['requests.json']);
  });

  test.each([
    ['what is no JSON', '{"version":1,'],
    ['a newer version', '{"version":2,"collections":[]}'],
    ['a bad value', '{"version":1,"collections":[{"id":1}]}'],
  ])('%s is set aside whole, said, and never overwritten', (_what, text) => {
    writeFileSync(join(folder, 'requests.json'), text);
    const problems: string[] = [];
    const file = open(problems);
    expect(file.read()).toEqual([]);
    file.save([collection]);
    file.flush();
    const aside = readdirSync(folder).find((name) => name.includes('unreadable')) ?? '';
    expect(readFileSync(join(folder, aside), 'utf8')).toBe(text);
    expect(problems).toEqual([expect.stringContaining(`The file was set aside as ${join(folder, aside)}`)]);
    expect(open().read()).toEqual([collection]);
  });

  test('that cannot be written are said once, and kept in memory', () => {
    const problems: string[] = [];
    const file = openCollectionsFile({
      path: join(folder, 'missing', 'requests.json'),
      now: Date.now,
      onProblem: (title) => problems.push(title),
    });
    for (let turn = 0; turn < 2; turn += 1) {
      file.save([collection]);
      file.flush();
    }
    expect([problems, file.read()]).toEqual([['The saved requests could not be written'], [collection]]);
  });
});

describe('the body of an answer', () => {
  const store = (): BodyStore =>
    new BodyStore({ folder: join(folder, 'bodies'), memoryBytes: 10, diskBytes: 100, bodies: 2 });
  const saved = async (bodies: BodyStore, token: string): Promise<string> => {
    const path = join(folder, `saved-${token}`);
    return (await bodies.saveTo(token, path)) ?? readFileSync(path, 'latin1');
  };
  const fill = (bodies: BodyStore, token: string, bytes: number): void => {
    bodies.begin(token);
    for (let at = 0; at < bytes; at += 7) bodies.add(token, Buffer.alloc(Math.min(7, bytes - at), token));
  };

  test('is saved whole, from memory or from disk, and the disk’s copy is the owner’s', async () => {
    const bodies = store();
    fill(bodies, 'a', 9);
    fill(bodies, 'b', 99);
    const [name = ''] = readdirSync(join(folder, 'bodies'));
    expect(statSync(join(folder, 'bodies', name)).mode & 0o777).toBe(0o600);
    expect([await saved(bodies, 'a'), await saved(bodies, 'b')]).toEqual(['a'.repeat(9), 'b'.repeat(99)]);
  });

  test('that is larger than the limit is not saved in part: it says so', async () => {
    const bodies = store();
    fill(bodies, 'a', 101);
    expect(await saved(bodies, 'a')).toMatch(/^The body is larger than the/);
    expect(readdirSync(join(folder, 'bodies'))).toEqual([]);
  });

  test('makes room for later ones, and what still comes for it is passed over', async () => {
    const bodies = store();
    for (const token of ['a', 'b', 'c']) fill(bodies, token, 20);
    bodies.add('a', Buffer.from('late'));
    expect(await saved(bodies, 'a')).toBe('The body is no longer kept: others came after it.');
    expect(await saved(bodies, 'b')).toBe('b'.repeat(20));
    expect(readdirSync(join(folder, 'bodies'))).toHaveLength(2);
  });

  test('leaves nothing behind when the store is closed, and an earlier one’s remains go when it is opened', () => {
    const bodies = store();
    fill(bodies, 'a', 50);
    store();
    expect(readdirSync(folder)).toEqual([]);
    bodies.close();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('that cannot be written says why', async () => {
    const bodies = store();
    fill(bodies, 'a', 5);
    expect(await bodies.saveTo('a', join(folder, 'missing', 'file'))).toMatch(
      /^The file cannot be written: ENOENT/,
    );
  });
});

describe('what hosts were judged as the last time', () => {
  const path = (): string => join(folder, 'verdicts.json');
  const pinned = { 'a.test:443': { verdict: 'pinned', action: 'allowed' } } as const;
  const mismatch = { 'a.test:443': { verdict: 'mismatch', action: 'blocked' } } as const;
  const fail = (error: unknown): never => {
    throw error;
  };

  test('is known after a restart; a first time is no change', () => {
    const memory = new VerdictMemory(path(), fail);
    expect(memory.compare('r', pinned)).toEqual([]);
    memory.noteRun('c', 1_000);
    memory.save(new Set(['r']), new Set(['c']));
    const later = new VerdictMemory(path(), fail);
    expect(later.ranAt('c')).toBe(1_000);
    // Not reached meanwhile: the last verdict still counts.
    expect(later.compare('r', {})).toEqual([]);
    expect(later.compare('r', mismatch)).toEqual([
      'a.test was pinned, allowed; now it is mismatch, blocked.',
    ]);
    expect(later.compare('r', mismatch)).toEqual([]);
  });

  test('is forgotten with its request, and a file that cannot be read is as none', () => {
    const memory = new VerdictMemory(path(), fail);
    memory.compare('gone', pinned);
    memory.save(new Set(), new Set());
    expect(readFileSync(path(), 'utf8')).not.toContain('a.test');
    writeFileSync(path(), '{"version":1');
    expect(new VerdictMemory(path(), fail).compare('r', mismatch)).toEqual([]);
  });
});
