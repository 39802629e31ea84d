import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts', 'tests/**/*.spec.ts'],
    environment: 'node',
    globalSetup: ['tests/support/global-setup.ts'],
    setupFiles: ['tests/support/own-display.ts'],
    // For what hangs: a machine with more to do takes five times as long as a quiet one. Longer than Playwright waits (30 s), so that it
    // can say for what it waited in vain.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 20_000 } },
    // Two cores: one file drives an Electron while the other computes. More would only make timings lie.
    maxWorkers: 2,
  },
});
