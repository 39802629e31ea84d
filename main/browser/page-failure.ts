/** Why a page's document, or something of it, could not be had: in words, with the connection that explains it. */
import { errorText } from '../../common/error-text.ts';
import type { BlockedSubresource, BrowserFailure } from '../../common/ipc/browser-state.ts';
import type { Connection, HttpRequest } from '../../common/records.ts';
import { describeFailure } from '../network/request-failures.ts';

/** `error` is Chromium's `ERR_…`. */
export function pageFailure(error: string, url: string, connection: Connection | null): BrowserFailure {
  const { host } = new URL(url);
  if (connection === null && error.includes('ERR_HTTP_RESPONSE_CODE_FAILURE'))
    return {
      url,
      isBlock: false,
      connectionId: null,
      failure: {
        code: 'no-page',
        message: `${host} answered with an error and no page.`,
        advice: 'The status is in the request’s row; the server’s log may say why.',
      },
    };
  return { url, connectionId: connection?.id ?? null, ...describeFailure(error, url, connection) };
}

export function crashed(url: string, reason: string): BrowserFailure {
  return {
    url,
    isBlock: false,
    connectionId: null,
    failure: {
      code: 'page-crashed',
      message: `The page’s own process ended (${reason}).`,
      advice: 'Load it again. Nothing else is affected.',
    },
  };
}

export function notOpened(url: string, error: unknown): BrowserFailure {
  const why = errorText(error);
  return {
    url,
    isBlock: false,
    connectionId: null,
    failure: {
      code: 'no-session',
      message: `No session could be opened for the page: ${why}`,
      advice: 'Nothing was sent. Try again.',
    },
  };
}

/** Pages cancel requests all the time: of no interest. */
export const isWorthTelling = ({ error, resourceType }: HttpRequest): boolean =>
  error !== null && error !== 'net::ERR_ABORTED' && resourceType !== 'mainFrame';

export function blockedSubresource(row: HttpRequest, connection: Connection | null): BlockedSubresource {
  const { id, url, resourceType } = row;
  const { isBlock, failure } = describeFailure(row.error ?? '', url, connection);
  return { id, url, resourceType, isBlock, reason: failure.message, connectionId: connection?.id ?? null };
}
