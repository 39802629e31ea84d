import { emptyDraft, isMethod } from '../../common/requests/request-draft.ts';
import { keepDraft, readDraft } from '../drafts.ts';
import type { KeptDraft } from './request-session.ts';

const fields = ['method', 'url', 'headers', 'body'] as const;

/** What stands in the request bar. */
export const keptRequest: KeptDraft = {
  read: () => {
    const method = readDraft('request.method');
    return {
      method: isMethod(method) ? method : emptyDraft.method,
      url: readDraft('request.url') ?? '',
      headers: readDraft('request.headers') ?? '',
      body: readDraft('request.body') ?? '',
    };
  },
  keep: (draft) => {
    for (const field of fields)
      keepDraft(`request.${field}`, draft[field] === emptyDraft[field] ? null : draft[field]);
  },
};
