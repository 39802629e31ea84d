/**
 * Where the window opens: where it was, unless that place is gone. A window is never restored so that its title bar
 * cannot be reached, nor larger than the display.
 */
import { readFileSync } from 'node:fs';
import type { Rectangle } from 'electron';
import { z } from 'zod';
import { writeWhole } from '../files/write-whole.ts';

export const minimumSize = { width: 880, height: 560 };
const defaultSize = { width: 1_280, height: 820 };

/** Of the title bar, in pixels, that must lie on a display for a person to drag the window by. */
const reachable = { width: 120, height: 32 };

const savedWindow = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int().positive(),
  height: z.int().positive(),
  isMaximized: z.boolean(),
});

export type SavedWindow = z.infer<typeof savedWindow>;

export interface WindowPlace {
  /** Undefined: the system centres it. */
  readonly position: { readonly x: number; readonly y: number } | undefined;
  readonly width: number;
  readonly height: number;
  readonly isMaximized: boolean;
}

/** `workAreas`: of every display, the primary one first. */
export function placeWindow(saved: SavedWindow | undefined, workAreas: readonly Rectangle[]): WindowPlace {
  const home = workAreas.find((area) => saved !== undefined && isReachable(saved, area));
  const area = home ?? workAreas[0];
  const wanted = saved ?? defaultSize;
  return {
    position: saved === undefined || home === undefined ? undefined : { x: saved.x, y: saved.y },
    width: clamp(wanted.width, minimumSize.width, area?.width),
    height: clamp(wanted.height, minimumSize.height, area?.height),
    isMaximized: saved?.isMaximized ?? false,
  };
}

/** Undefined when there is none, or none that can be read: the window then opens as on the first start. */
export function loadSavedWindow(path: string): SavedWindow | undefined {
  try {
    return savedWindow.safeParse(JSON.parse(readFileSync(path, 'utf8'))).data;
  } catch {
    return undefined;
  }
}

/** Throws what the file system throws. */
export function saveWindow(path: string, window: SavedWindow): void {
  writeWhole(path, `${JSON.stringify(window)}\n`);
}

function isReachable(window: Rectangle, area: Rectangle): boolean {
  const visibleWidth = Math.min(window.x + window.width, area.x + area.width) - Math.max(window.x, area.x);
  const isTopVisible = window.y >= area.y && window.y + reachable.height <= area.y + area.height;
  return visibleWidth >= reachable.width && isTopVisible;
}

/** The display wins over the minimum: a window larger than its display has edges nobody can reach. */
function clamp(value: number, minimum: number, maximum: number | undefined): number {
  return Math.min(Math.max(value, minimum), maximum ?? Number.POSITIVE_INFINITY);
}
