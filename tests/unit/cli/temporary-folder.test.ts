import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { expect, test } from 'vitest';
import { useTemporaryFolder } from '../../../main/cli/electron-entry.ts';

const use = (): { readonly folder: string; readonly remove: () => void } => {
  let folder = '';
  const remove = useTemporaryFolder({
    commandLine: { hasSwitch: () => false },
    setPath: (_name, path) => (folder = path),
  });
  return { folder, remove };
};

test.skipIf(process.platform === 'win32')(
  'the removal of a folder that is still written to says nothing',
  async () => {
    const { folder, remove } = use();
    const writing = 'i=0; while :; do i=$((i+1)); : > "$0/$i" 2>/dev/null || mkdir -p "$0"; done';
    const writer = spawn('bash', ['-c', writing, folder]);
    try {
      await expect.poll(() => (existsSync(folder) ? readdirSync(folder).length : 0)).toBeGreaterThan(10);
      expect(remove).not.toThrow();
    } finally {
      writer.kill('SIGKILL');
      await once(writer, 'close');
      rmSync(folder, { recursive: true, force: true });
    }
  },
);

test('what another command left behind goes once it is a day old', () => {
  const { folder } = use();
  try {
    use().remove();
    expect(existsSync(folder)).toBe(true);
    const twoDaysAgo = new Date(Date.now() - 48 * 3_600_000);
    utimesSync(folder, twoDaysAgo, twoDaysAgo);
    use().remove();
    expect(existsSync(folder)).toBe(false);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
