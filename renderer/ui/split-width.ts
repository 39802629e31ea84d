/** How wide the side pane may be: both sides keep a readable width, and the side never more than the window has. */
export const minimumSideWidth = 380;
const minimumMainWidth = 360;
/** One press of an arrow key, in CSS pixels. */
export const widthStep = 32;

/** Clamps a wished width, in CSS pixels. */
export const sideWidthWithin = (wished: number, total: number): number =>
  Math.round(Math.max(minimumSideWidth, Math.min(wished, total - minimumMainWidth)));

/** Before anyone moved the border: a bit less than half, and no wider than a pin and its explanation need. */
export const usualSideWidth = (total: number): number => sideWidthWithin(Math.min(total * 0.47, 760), total);
