import { readFileSync, writeFileSync } from 'node:fs';
import type { UpdatePreferences } from './updates.ts';

const none: UpdatePreferences = { isDaily: false, checkedAt: null };

/** What the person agreed to. A file that cannot be read counts as no agreement. */
export const readUpdatePreferences = (path: string): UpdatePreferences => {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof value !== 'object' || value === null) return none;
    const isDaily = 'isDaily' in value && value.isDaily === true;
    const checkedAt = 'checkedAt' in value && typeof value.checkedAt === 'number' ? value.checkedAt : null;
    // A clock that was wrong once must not put the next question off for ever.
    return { isDaily, checkedAt: checkedAt !== null && checkedAt > Date.now() ? null : checkedAt };
  } catch {
    return none;
  }
};

/** Throws what the file system throws. */
export const writeUpdatePreferences = (path: string, preferences: UpdatePreferences): void => {
  writeFileSync(path, `${JSON.stringify(preferences)}\n`, { mode: 0o600 });
};
