/** What goes to disk, in the order it was recorded. Recording an id again replaces the row. */
import type { Connection, HttpRequest, InterceptorEvent, Verification } from '../../common/records.ts';

export type JournalRecord =
  | { readonly kind: 'verification'; readonly record: Verification }
  | { readonly kind: 'connection'; readonly record: Connection }
  | { readonly kind: 'request'; readonly record: HttpRequest }
  | { readonly kind: 'interceptor-event'; readonly record: InterceptorEvent & { readonly id: number } };

/** The largest ids in use, 0 where there are none. */
export interface LargestIds {
  readonly verification: number;
  readonly connection: number;
  readonly request: number;
  readonly interceptorEvent: number;
}
