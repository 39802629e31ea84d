/** The channels of the browser view: what the window may ask of it. */
import { z } from 'zod';
import type { Result } from '../result.ts';
import { browserCommands, type BrowserState } from './browser-state.ts';
import type { Failure } from './state.ts';

const text = (maximum: number): z.ZodString => z.string().max(maximum);
const none = z.strictObject({});
const id = z.int().min(1);
const pixels = z.number().min(0).max(100_000);

export const browserCalls = {
  'browser.state': none,
  'browser.open': z.strictObject({ url: text(16_384) }),
  'browser.run': z.strictObject({ command: z.enum(browserCommands) }),
  /** Where the page is drawn, in CSS pixels of the window's page; null: nowhere. */
  'browser.place': z.strictObject({
    bounds: z.strictObject({ x: pixels, y: pixels, width: pixels, height: pixels }).nullable(),
  }),
  /** A page that nobody sees is not loaded again by itself. */
  'browser.show': z.strictObject({ isShown: z.boolean() }),
  'browser.picture': none,
  'browser.logIn': z.strictObject({
    id,
    /** null: none is given. */
    answer: z.strictObject({ username: text(1_024), password: text(1_024) }).nullable(),
  }),
  'browser.forgetRefusals': none,
  'browser.download': z.strictObject({ id, action: z.enum(['cancel', 'show', 'dismiss']) }),
} as const;

export interface BrowserCallResults {
  'browser.state': BrowserState;
  /** The failure is for an address that is none; how it goes from there is told by the state. */
  'browser.open': Result<null, Failure>;
  'browser.run': null;
  'browser.place': null;
  'browser.show': null;
  /** The page as it looks, as a data URL, to stand in for it beneath a dialog; null: none is to be had. */
  'browser.picture': string | null;
  'browser.logIn': null;
  'browser.forgetRefusals': null;
  'browser.download': null;
}
