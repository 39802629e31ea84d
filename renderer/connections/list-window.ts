/**
 * Which rows are in view, and where: arithmetic only. A browser's element ends at some 33 million pixels (less when zoomed), and a
 * million rows are 28 million: beyond `tallest` the scroll bar stands for more than itself, and one pixel of it for
 * several of the list.
 */
export const rowHeight = 28;
const tallest = 8_000_000;

export interface ListExtent {
  readonly total: number;
  /** Of the part that shows rows, in CSS pixels. */
  readonly viewportPx: number;
}

const contentPx = ({ total }: ListExtent): number => total * rowHeight;

/** Height of the element that the scroll bar measures. */
export const canvasPx = (extent: ListExtent): number => Math.min(contentPx(extent), tallest);

/** How far the list can be scrolled, in its own pixels. */
export const furthestTop = (extent: ListExtent): number => Math.max(0, contentPx(extent) - extent.viewportPx);

const furthestScroll = (extent: ListExtent): number => Math.max(0, canvasPx(extent) - extent.viewportPx);

export const isScaled = (extent: ListExtent): boolean => contentPx(extent) > tallest;

/** From the scroll bar's position to the list's. */
export const topOfScroll = (scroll: number, extent: ListExtent): number =>
  isScaled(extent)
    ? Math.min(furthestTop(extent), (scroll / Math.max(1, furthestScroll(extent))) * furthestTop(extent))
    : scroll;

/** From the list's position to the scroll bar's. */
export const scrollOfTop = (top: number, extent: ListExtent): number =>
  isScaled(extent) ? (top / Math.max(1, furthestTop(extent))) * furthestScroll(extent) : top;

export const clampTop = (top: number, extent: ListExtent): number =>
  Math.min(furthestTop(extent), Math.max(0, top));

/** How many rows a long list has in view, at most, with those beyond. */
export const mostInView = ({ viewportPx }: ListExtent, beyond: number): number =>
  Math.ceil(viewportPx / rowHeight) + 1 + 2 * beyond;

/**
 * The rows in view and some beyond, as indexes from the top: from, up to but without to. Within the list they are
 * equally many at every position, so that the elements of those that leave are enough for those that come.
 */
export const rowsInView = (
  top: number,
  extent: ListExtent,
  beyond: number,
): { readonly from: number; readonly to: number } => {
  const from = Math.floor(top / rowHeight) - beyond;
  return { from: Math.max(0, from), to: Math.min(extent.total, from + mostInView(extent, beyond)) };
};

/** The smallest move that brings the whole row into view. */
export const topShowing = (index: number, top: number, extent: ListExtent): number => {
  const start = index * rowHeight;
  if (start < top) return start;
  const end = start + rowHeight - extent.viewportPx;
  return end > top ? clampTop(end, extent) : top;
};
