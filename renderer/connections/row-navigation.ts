/** The row a key leads to, or null for a key that moves nothing. `current` is -1 while no row is active. */
export const indexAfterKey = (
  key: string,
  current: number,
  count: number,
  pageRows: number,
): number | null => {
  if (count === 0) return null;
  const within = (index: number): number => Math.min(count - 1, Math.max(0, index));
  switch (key) {
    case 'ArrowDown':
      return within(current + 1);
    case 'ArrowUp':
      return within(current - 1);
    case 'PageDown':
      return within(Math.max(0, current) + pageRows);
    case 'PageUp':
      return within(current - pageRows);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
};
