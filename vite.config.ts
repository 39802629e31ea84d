import { builtinModules } from 'node:module';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type EnvironmentOptions } from 'vite';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

// Loaded from node_modules at run time: Electron itself, Node's modules, and the one package with native code.
const external = ['electron', /^node:/, ...builtinModules, '@photostructure/sqlite'];

/** Tests build just the part they run. */
const only = process.env.PINSPECT_BUILD_ONLY;

const nodeSide = (
  input: Record<string, string>,
  outDir: string,
  format: 'es' | 'cjs',
): EnvironmentOptions => ({
  consumer: 'server',
  define: { pinspectUpdateKey: JSON.stringify(process.env.PINSPECT_UPDATE_KEY ?? '') },
  resolve: {
    external: ['electron', '@photostructure/sqlite'],
    noExternal: true,
    conditions: ['node', 'module'],
  },
  build: {
    outDir: path(outDir),
    emptyOutDir: true,
    // The runtime under test is Electron 33 (Node 20.18); the shipped one is newer.
    target: 'node20',
    minify: false,
    sourcemap: true,
    ssr: true,
    rolldownOptions: {
      input,
      external,
      output: {
        format,
        entryFileNames: format === 'cjs' ? '[name].cjs' : '[name].js',
        chunkFileNames: '[name]-[hash].js',
      },
    },
  },
});

export default defineConfig({
  root: path('renderer'),
  base: './',
  plugins: [react()],
  builder: {
    async buildApp(builder) {
      for (const environment of Object.values(builder.environments)) {
        if (only === undefined || environment.name === only) await builder.build(environment);
      }
    },
  },
  environments: {
    client: {
      build: { outDir: path('dist/renderer'), emptyOutDir: true, target: 'chrome130', sourcemap: true },
    },
    main: nodeSide(
      { index: path('main/index.ts'), 'journal-worker': path('main/journal/journal-worker.ts') },
      'dist/main',
      'es',
    ),
    cli: nodeSide({ index: path('main/cli/node-entry.ts') }, 'dist/cli', 'es'),
    preload: nodeSide({ index: path('preload/index.ts') }, 'dist/preload', 'cjs'),
    harness: nodeSide({ index: path('tests/support/harness/main.ts') }, 'dist/harness', 'es'),
    updates: nodeSide({ index: path('tests/support/updates/main.ts') }, 'dist/updates', 'es'),
    shell: nodeSide({ index: path('tests/support/shell/main.ts') }, 'dist/shell', 'es'),
    labHarness: nodeSide({ index: path('tests/support/lab/main.ts') }, 'dist/lab-harness', 'es'),
  },
});
