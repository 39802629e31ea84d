/** Which rows are chosen: the one that the keyboard is on, where a range began, and the ids. Nothing else is chosen than what is in view or was. */
export interface Selection {
  /** The entry that the keyboard is on; null: none yet. */
  readonly active: { readonly number: number; readonly id: number | null } | null;
  /** Where a range began. */
  readonly anchor: number | null;
  /** Of connections, in no order. */
  readonly ids: ReadonlySet<number>;
}

export const nothingSelected: Selection = { active: null, anchor: null, ids: new Set() };

/** One entry alone; `id` null: a host, which is no connection. */
export const selectOne = (number: number, id: number | null): Selection => ({
  active: { number, id },
  anchor: number,
  ids: new Set(id === null ? [] : [id]),
});

/** Adds it or takes it out. */
export const toggleOne = (before: Selection, number: number, id: number): Selection => {
  const ids = new Set(before.ids);
  if (!ids.delete(id)) ids.add(id);
  return { active: { number, id }, anchor: number, ids };
};

/** Everything between where the range began and this entry, whose ids are given. */
export const selectRange = (
  before: Selection,
  number: number,
  id: number | null,
  ids: readonly number[],
): Selection => ({
  active: { number, id },
  anchor: before.anchor ?? number,
  ids: new Set(ids),
});

/** The connection whose detail is open (null: none) is chosen, alone unless it was among the chosen already. */
export const withOpened = (before: Selection, openId: number | null): Selection =>
  openId === null || before.ids.has(openId) ? before : { active: null, anchor: null, ids: new Set([openId]) };
