/** A file's name on every system, without its ending: what it is made of (a host, a certificate's name) comes from strangers. */
export const fileNameOf = (text: string, otherwise: string): string => {
  const plain = text
    .replace(/^\*\./, 'wildcard.')
    .replace(/[^\p{L}\p{N}.-]+/gu, '-')
    .replace(/^[.-]+|[.-]+$/g, '')
    .slice(0, 80);
  return plain === '' ? otherwise : plain;
};
