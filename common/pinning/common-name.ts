/** The name a person knows the holder of an RFC 4514 name by: CN, else O, else the whole text. */
export const commonNameOf = (distinguishedName: string): string => {
  const valueOf = (type: string): string | undefined =>
    new RegExp(`(?:^|, |\\+)${type}=((?:\\\\.|[^,+\\\\])*)`).exec(distinguishedName)?.[1];
  const value = valueOf('CN') ?? valueOf('O') ?? distinguishedName;
  return value.replaceAll(/\\([^0-9A-Fa-f])/g, '$1');
};
