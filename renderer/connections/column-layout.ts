/** Which columns are shown, in which order and how wide: what the person chose, over what fits. */
import type { WindowSettings } from '../../common/ipc/window-settings.ts';
import { allColumns, type Column } from './connection-columns.tsx';

export type ColumnChoice = NonNullable<WindowSettings['columns']>;

export interface PlacedColumn {
  readonly column: Column;
  /** CSS pixels; null: it takes the room that is left. */
  readonly width: number | null;
}

/** Columns that go first when the list gets narrow, while nobody chose any. */
const spare: readonly { readonly below: number; readonly names: readonly string[] }[] = [
  { below: 1_000, names: ['route', 'decided', 'epoch'] },
  { below: 840, names: ['tls'] },
  { below: 640, names: ['sent'] },
  { below: 520, names: ['time', 'other-end'] },
];

/** With an interceptor, "read by …" stands beside what was decided. */
const decisionWidth = (usual: number | null, widthPx: number, hasInterceptor: boolean): number | null => {
  // What was done is never what is cut: a mismatch that was let through must not look like one that was blocked.
  if (widthPx < 520) return 172;
  return hasInterceptor && widthPx >= 1_000 ? 290 : usual;
};

/** In a narrow list a word of it, so that the time stays in view. */
const otherEndWidth = (usual: number | null, widthPx: number): number | null => (widthPx < 760 ? 120 : usual);

/** Chosen columns all stay, and the list is scrolled sideways where they have no room. */
export const placeColumns = (
  chosen: ColumnChoice | null,
  widthPx: number,
  hasInterceptor: boolean,
): readonly PlacedColumn[] => {
  if (chosen !== null) {
    return chosen.flatMap(({ name, width }) => {
      const column = allColumns.find((one) => one.name === name);
      return column === undefined ? [] : [{ column, width: width ?? column.width }];
    });
  }
  const hidden = spare.filter(({ below }) => widthPx < below).flatMap(({ names }) => names);
  return allColumns
    .filter((column) => column.isUsual && !hidden.includes(column.name))
    .filter(({ name }) => name !== 'other-end' || hasInterceptor)
    .map((column) => ({
      column,
      width:
        column.name === 'decision'
          ? decisionWidth(column.width, widthPx, hasInterceptor)
          : column.name === 'other-end'
            ? otherEndWidth(column.width, widthPx)
            : column.width,
    }));
};

/**
 * Text that can be too long is cut. Where it cannot, nothing is: what cuts is a layer of its own to the browser, in each of the
 * rows, and is made anew with each frame.
 */
export const isCut = ({ column, width }: PlacedColumn): boolean =>
  column.isLong === true || (width !== null && column.width !== null && width < column.width);

const smallestFlexible = 160;

export const gridTemplate = (placed: readonly PlacedColumn[]): string =>
  placed.map(({ width }) => (width === null ? `minmax(${smallestFlexible}px, 1fr)` : `${width}px`)).join(' ');

export const narrowest = 48;

const choiceOf = (placed: readonly PlacedColumn[]): ColumnChoice =>
  placed.map(({ column, width }) => ({ name: column.name, width: width === column.width ? null : width }));

export const resizeColumn = (placed: readonly PlacedColumn[], name: string, width: number): ColumnChoice =>
  choiceOf(placed).map((one) =>
    one.name === name ? { name, width: Math.round(Math.max(narrowest, Math.min(width, 1_200))) } : one,
  );

export const toggleColumn = (placed: readonly PlacedColumn[], name: string): ColumnChoice => {
  const chosen = choiceOf(placed);
  if (chosen.some((one) => one.name === name)) return chosen.filter((one) => one.name !== name);
  const order = allColumns.map((column) => column.name);
  const after = chosen.findLastIndex((one) => order.indexOf(one.name) < order.indexOf(name));
  return chosen.toSpliced(after + 1, 0, { name, width: null });
};

/** `by` -1: one place to the left. */
export const moveColumn = (placed: readonly PlacedColumn[], name: string, by: -1 | 1): ColumnChoice => {
  const chosen = choiceOf(placed);
  const from = chosen.findIndex((one) => one.name === name);
  const moved = chosen[from];
  if (moved === undefined) return chosen;
  const to = Math.min(chosen.length - 1, Math.max(0, from + by));
  return chosen.toSpliced(from, 1).toSpliced(to, 0, moved);
};
