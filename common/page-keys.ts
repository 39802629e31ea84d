/** The browser view's shortcuts, pressed inside its page or around it: the same ones in both places. */
import type { BrowserCommand, WindowKey } from './ipc/browser-state.ts';

export type PageKey =
  | { readonly kind: 'command'; readonly command: BrowserCommand }
  | { readonly kind: 'window'; readonly key: WindowKey };

const command = (name: BrowserCommand): PageKey => ({ kind: 'command', command: name });
const window = (key: WindowKey): PageKey => ({ kind: 'window', key });

/** A key that went down. */
export interface PressedKey {
  readonly key: string;
  readonly control: boolean;
  readonly meta: boolean;
  readonly alt: boolean;
  readonly shift: boolean;
}

/** null: the page's own. `isLoading`: Escape stops then, and is the page's otherwise. */
export function pageKey(
  input: PressedKey,
  { isMac, isLoading }: { readonly isMac: boolean; readonly isLoading: boolean },
): PageKey | null {
  const isPlain = !input.control && !input.meta && !input.alt;
  const isMain = isMac ? input.meta && !input.control : input.control && !input.meta;
  if (isMain && !input.alt) return withMainKey(input);
  if (input.alt && !input.control && !input.meta && !isMac) {
    if (input.key === 'ArrowLeft') return command('back');
    if (input.key === 'ArrowRight') return command('forward');
    return null;
  }
  if (!isPlain) return null;
  switch (input.key) {
    case 'F5':
      return command(input.shift ? 'reload-without-cache' : 'reload');
    case 'F6':
      return window('around');
    case 'F12':
      return command('dev-tools');
    case 'Escape':
      return isLoading ? command('stop') : null;
    default:
      return null;
  }
}

function withMainKey({ key, shift }: PressedKey): PageKey | null {
  const name = key.toLowerCase();
  if (shift) {
    if (name === 'r') return command('reload-without-cache');
    if (name === 'i') return command('dev-tools');
    // On many keyboards the plus needs Shift.
    return name === '+' ? command('zoom-in') : null;
  }
  if (/^[1-9]$/.test(name)) return window(`view-${Number(name)}`);
  return mainKeys[name] ?? null;
}

const mainKeys: Readonly<Record<string, PageKey>> = {
  l: window('address'),
  k: window('palette'),
  r: command('reload'),
  f5: command('reload-without-cache'),
  '+': command('zoom-in'),
  '=': command('zoom-in'),
  '-': command('zoom-out'),
  '0': command('zoom-reset'),
  '[': command('back'),
  ']': command('forward'),
};
