/** Which run a result belongs to: a verdict must never stand under something else than what was attacked. */
import type { LabTarget } from '../../common/ipc/lab-state.ts';
import { parseTypedUrl } from '../../common/parse-typed-url.ts';

/** As it is sent: a name without a scheme is meant as https, as everywhere. What is no address stays as typed, and is refused. */
export const addressOf = (typed: string): string => {
  const parsed = parseTypedUrl(typed);
  return parsed.ok ? parsed.value : typed.trim();
};

export const isSameTarget = (one: LabTarget | null, other: LabTarget): boolean =>
  one !== null && one.interceptor === other.interceptor && one.url === other.url;
