/**
 * The journal's worker, and the processes that tests start and kill, as plain JavaScript: Node 20 cannot run
 * TypeScript. Built from the sources once a run, so that no test looks at a stale `dist/`.
 */
import { mkdtemp } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'vite';
import { oncePerRun, runFolderVariable } from '../once-per-run.ts';

const source = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** The entry's file, to start as a worker or a process. */
export async function bundledJournal(entry: 'journal-worker' | 'journal-process'): Promise<URL> {
  const folder = await oncePerRun('journal-bundle', bundle);
  return pathToFileURL(join(folder, `${entry}.js`));
}

async function bundle(): Promise<string> {
  const folder = await mkdtemp(join(process.env[runFolderVariable] ?? tmpdir(), 'journal-'));
  const nativePackage = dirname(
    createRequire(import.meta.url).resolve('@photostructure/sqlite/package.json'),
  );
  await build({
    configFile: false,
    logLevel: 'error',
    root: source('../../..'),
    plugins: [
      {
        name: 'native-package-by-path',
        enforce: 'pre',
        resolveId: (id) =>
          id === '@photostructure/sqlite'
            ? { id: pathToFileURL(join(nativePackage, 'dist/index.mjs')).href, external: true }
            : null,
      },
    ],
    build: {
      ssr: true,
      outDir: folder,
      target: 'node20',
      minify: false,
      rolldownOptions: {
        input: {
          'journal-worker': source('../../../main/journal/journal-worker.ts'),
          'journal-process': source('./journal-process.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js' },
      },
    },
  });
  return folder;
}
