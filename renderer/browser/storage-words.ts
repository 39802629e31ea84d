/** Said before it happens: what does not carry over into the next epoch. Null: nothing is at risk. */
export const describeStorageAtRisk = (origins: readonly string[]): string | null => {
  const [first] = origins;
  if (first === undefined) return null;
  const whose = origins.length === 1 ? first : `${origins.length} sites`;
  return `Site storage of ${whose} is lost with the next change of policy, route or trust, and when a refused host is tried again. Cookies carry over.`;
};
