interface Edges {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** They have a point in common that is not on an edge. */
export const overlaps = (one: Edges, other: Edges): boolean =>
  Math.min(one.right, other.right) > Math.max(one.left, other.left) &&
  Math.min(one.bottom, other.bottom) > Math.max(one.top, other.top);

/** How much of the place's height, from below, lies at or under the topmost of these that overlap it; whole pixels. */
export const insetBelow = (place: Edges, others: readonly Edges[]): number =>
  Math.ceil(
    Math.max(0, ...others.filter((other) => overlaps(place, other)).map(({ top }) => place.bottom - top)),
  );
