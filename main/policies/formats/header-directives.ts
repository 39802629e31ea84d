/**
 * The directives of a header field, by the grammar of RFC 7469, 2.1 (RFC 7230's token and quoted-string): a name, and
 * maybe `=` and a value. An empty directive (`;;`, or a `;` at the end) is passed over, as browsers do.
 */
import { failure, success, type Result } from '../../../common/result.ts';

export interface Directive {
  /** Lower-case. */
  readonly name: string;
  /** Null: a name alone. */
  readonly value: string | null;
  readonly isQuoted: boolean;
}

const directive =
  /[ \t]*(?:([!#$%&'*+.^_`|~\w-]+)[ \t]*(?:=[ \t]*(?:([!#$%&'*+.^_`|~\w-]+)|"((?:[^"\\]|\\.)*)"))?)?[ \t]*(;|$)/y;

/** The error is the place of the first character that fits nowhere, from 1. */
export const readDirectives = (text: string): Result<readonly Directive[], number> => {
  const directives: Directive[] = [];
  directive.lastIndex = 0;
  for (let place = 0; place < text.length; place = directive.lastIndex) {
    directive.lastIndex = place;
    const found = directive.exec(text);
    if (found === null) return failure(place + 1);
    const [, name, token, quoted] = found;
    if (name === undefined) continue;
    const value = token ?? quoted?.replaceAll(/\\(.)/g, '$1') ?? null;
    directives.push({ name: name.toLowerCase(), value, isQuoted: quoted !== undefined });
  }
  return success(directives);
};
