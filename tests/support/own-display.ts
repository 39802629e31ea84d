// vitest.config.ts has it run before each test file, so that this hook is the last of the file's.
import { afterAll } from 'vitest';
import { stopOwnDisplay } from './display.ts';

afterAll(stopOwnDisplay);
