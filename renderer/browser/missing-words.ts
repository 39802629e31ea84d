const parts = (count: number): string => (count === 1 ? '1 part' : `${count} parts`);

/** `stopped` of them by Pinspect; of very many only the latest are known by kind. */
export const describeMissing = (count: number, stopped: number): string => {
  if (stopped === 0) return `${parts(count)} of this page could not be loaded.`;
  if (stopped === count) return `${parts(count)} of this page ${count === 1 ? 'was' : 'were'} stopped.`;
  return `${parts(count)} of this page are missing: ${stopped} stopped by the policy, ${count - stopped} not loaded.`;
};
