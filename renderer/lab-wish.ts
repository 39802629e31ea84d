/** How the lab was asked for from elsewhere in the window: one step at a time, or all at once. The lab's view takes it. */
export type LabWish = 'step' | 'all';

let pending: LabWish | null = null;
let taker: ((wish: LabWish) => void) | null = null;

const deliver = (): void => {
  if (taker === null || pending === null) return;
  const wish = pending;
  pending = null;
  taker(wish);
};

export const wishForLab = (wish: LabWish): void => {
  pending = wish;
  deliver();
};

/** What was wished for before anybody took wishes comes a moment later. Returns the undo. */
export const takeLabWishes = (onWish: (wish: LabWish) => void): (() => void) => {
  taker = onWish;
  queueMicrotask(deliver);
  return () => {
    if (taker === onWish) taker = null;
  };
};
