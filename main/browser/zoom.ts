/** Chromium's own steps (components/zoom/page_zoom_constants.cc), in percent. */
const steps = [25, 33, 50, 67, 75, 80, 90, 100, 110, 125, 150, 175, 200, 250, 300, 400, 500];

/** The next step up or down; at the ends it stays. */
export const nextZoom = (percent: number, direction: 'in' | 'out'): number =>
  direction === 'in'
    ? (steps.find((step) => step > percent) ?? percent)
    : (steps.findLast((step) => step < percent) ?? percent);
