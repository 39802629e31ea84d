/**
 * Which of the elements that draw rows draws which row. A row keeps its element while it is in view; one that comes takes that
 * of a row that left, of one that looked the same if there is such: then nothing of it changes but its texts. Elements that
 * are made and thrown away sixty times a second cost tens of megabytes until they are collected.
 */
interface Slot {
  /** Of the row it draws. */
  readonly number: number;
  /** What it looks like. */
  readonly look: string;
}

export interface RowSlots {
  /** By slot: the row it draws; undefined: none. */
  readonly assign: (
    numbers: readonly number[],
    lookOf: (number: number) => string,
  ) => readonly (number | undefined)[];
}

export const createRowSlots = (): RowSlots => {
  let slots: readonly (Slot | undefined)[] = [];
  return {
    assign(numbers, lookOf) {
      const coming = new Set(numbers);
      const next = slots.map((slot) => {
        if (slot === undefined || !coming.delete(slot.number)) return undefined;
        return { number: slot.number, look: lookOf(slot.number) };
      });
      const fill = (isFit: (former: Slot | undefined, look: string) => boolean): void => {
        for (const number of coming) {
          const look = lookOf(number);
          const free = next.findIndex((taken, slot) => taken === undefined && isFit(slots[slot], look));
          if (free === -1) continue;
          next[free] = { number, look };
          coming.delete(number);
        }
      };
      fill((former, look) => former?.look === look);
      fill(() => true);
      for (const number of coming) next.push({ number, look: lookOf(number) });
      slots = next;
      return next.map((slot) => slot?.number);
    },
  };
};
