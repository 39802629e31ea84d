/** One request at a time: what is typed, what runs, how the last one ended. Nothing typed is ever dropped. */
import { useSyncExternalStore } from 'react';
import type { Failure, RequestOutcome } from '../../common/ipc/state.ts';
import { call, listen } from '../bridge.ts';
import { emptyDraft, parseDraft, type Draft, type SentRequest } from '../../common/requests/request-draft.ts';

export interface RunningRequest {
  readonly token: string;
  readonly sent: SentRequest;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly step: string;
  readonly bytesReceived: number;
}

export interface EndedRequest {
  /** Names its answer's body to main. */
  readonly token: string;
  readonly sent: SentRequest;
  /** Null when main could not even try; then `failure` says why. */
  readonly outcome: RequestOutcome | null;
  readonly failure: Failure | null;
}

export interface RequestSessionState {
  readonly draft: Draft;
  readonly running: RunningRequest | null;
  readonly ended: EndedRequest | null;
  /** What is wrong with the draft, after an attempt to send it. */
  readonly problem: string | null;
}

export interface RequestSession {
  readonly subscribe: (listener: () => void) => () => void;
  readonly read: () => RequestSessionState;
  readonly edit: (change: Partial<Draft>) => void;
  /** Sends what is typed. */
  readonly sendDraft: () => void;
  readonly send: (request: SentRequest) => void;
  readonly cancel: () => void;
  readonly dismiss: () => void;
}

export interface KeptDraft {
  readonly read: () => Draft;
  readonly keep: (draft: Draft) => void;
}

/** `kept`: where what is typed outlives the window; null: nowhere. */
export const createRequestSession = (
  onEnded: (ended: EndedRequest) => void,
  kept: KeptDraft | null = null,
): RequestSession => {
  let state: RequestSessionState = {
    draft: kept?.read() ?? emptyDraft,
    running: null,
    ended: null,
    problem: null,
  };
  const listeners = new Set<() => void>();
  const put = (change: Partial<RequestSessionState>): void => {
    state = { ...state, ...change };
    for (const listener of listeners) listener();
  };

  listen('request.progress', ({ token, step, bytesReceived }) => {
    if (state.running?.token === token) put({ running: { ...state.running, step, bytesReceived } });
  });

  const run = async (sent: SentRequest): Promise<void> => {
    const token = crypto.randomUUID();
    put({
      running: { token, sent, startedAt: Date.now(), step: 'connecting', bytesReceived: 0 },
      problem: null,
    });
    try {
      const result = await call('request.send', {
        token,
        url: sent.url,
        method: sent.method,
        headers: sent.headers.map(([name, value]) => [name, value]),
        body: sent.body,
      });
      const ended: EndedRequest = result.ok
        ? { token, sent, outcome: result.value, failure: result.value.failure }
        : { token, sent, outcome: null, failure: result.error };
      put({ running: null, ended });
      onEnded(ended);
    } catch (error) {
      put({ running: null });
      throw error;
    }
  };

  const send = (sent: SentRequest): void => {
    if (state.running === null) void run(sent);
  };

  return {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    read: () => state,
    edit: (change) => {
      const draft = { ...state.draft, ...change };
      put({ draft, problem: null });
      kept?.keep(draft);
    },
    send,
    sendDraft: () => {
      const parsed = parseDraft(state.draft);
      if (parsed.ok) send(parsed.value);
      else put({ problem: parsed.error });
    },
    cancel: () => {
      if (state.running !== null) void call('request.cancel', { token: state.running.token });
    },
    dismiss: () => {
      put({ ended: null });
    },
  };
};

export const useRequestSession = (session: RequestSession): RequestSessionState =>
  useSyncExternalStore(session.subscribe, session.read);
