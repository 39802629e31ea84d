// @ts-check
import { fileURLToPath } from 'node:url';

/** Where package.json is, without a trailing separator. */
export const projectFolder = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');
