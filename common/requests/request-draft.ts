/** From what was typed to what is sent. Refuses with a sentence, and never changes what stands in the boxes. */
import { failure, success, type Result } from '../result.ts';
import { parseTypedUrl } from '../parse-typed-url.ts';

export const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
export type Method = (typeof methods)[number];

export const isMethod = (value: string | null): value is Method => methods.some((method) => method === value);

export interface Draft {
  readonly method: Method;
  readonly url: string;
  /** One `Name: value` a line. */
  readonly headers: string;
  readonly body: string;
}

export const emptyDraft: Draft = { method: 'GET', url: '', headers: '', body: '' };

export interface SentRequest {
  readonly method: Method;
  readonly url: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

/** RFC 9110, 5.1: a field name is a token. Empty lines are skipped. */
const headerLine = /^(?<name>[!#$%&'*+.^_`|~\w-]+):[ \t]*(?<value>.*)$/;

export const parseHeaderLines = (text: string): Result<readonly (readonly [string, string])[], string> => {
  const headers: [string, string][] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue;
    const groups = headerLine.exec(line.trim())?.groups;
    if (groups === undefined) return failure(`Header line ${index + 1} is not “Name: value”: ${line.trim()}`);
    headers.push([groups.name ?? '', (groups.value ?? '').trim()]);
  }
  return success(headers);
};

/** Fetch's rule: a body with these is refused, so what stands in the box is kept there and not sent. */
export const carriesBody = (method: Method): boolean => method !== 'GET' && method !== 'HEAD';

export const parseDraft = (draft: Draft): Result<SentRequest, string> => {
  const url = parseTypedUrl(draft.url);
  if (!url.ok) return url;
  const headers = parseHeaderLines(draft.headers);
  if (!headers.ok) return headers;
  return success({
    method: draft.method,
    url: url.value,
    headers: headers.value,
    body: carriesBody(draft.method) ? draft.body : '',
  });
};

export const countHeaders = (text: string): number =>
  text.split('\n').filter((line) => line.trim() !== '').length;
