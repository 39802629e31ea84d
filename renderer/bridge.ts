import type {
  Bridge,
  CallName,
  CallResults,
  EventName,
  Events,
  Parameters,
  Reply,
} from '../common/ipc/contract.ts';

declare global {
  interface Window {
    /** Set by the preload; absent when the page is opened in a plain browser. */
    readonly pinspect?: Bridge;
  }
}

/** A call that main refused or that hit a bug in main: shown once, at the edge. */
export class BridgeError extends Error {
  override readonly name = 'BridgeError';
}

/** The person gave more than main takes: no bug, and said as what it is. The message is a sentence. */
export class TooLongError extends Error {
  override readonly name = 'TooLongError';
}

const bridge = (): Bridge => {
  if (window.pinspect === undefined) throw new BridgeError('The bridge to the main process is missing.');
  return window.pinspect;
};

/** Calls main. Expected failures are in the result; whatever throws here is a bug. */
export const call = async <Name extends CallName>(
  name: Name,
  parameters: Parameters<Name>,
): Promise<CallResults[Name]> => {
  const channel = bridge()[name] as (parameters: Parameters<Name>) => Promise<Reply<Name>>;
  const reply = await channel(parameters);
  if (reply.ok) return reply.value;
  if (reply.error.code === 'too-long') throw new TooLongError(reply.error.message);
  throw new BridgeError(`${name}: ${reply.error.message}`);
};

/** Subscribes to what main announces; returns the undo. */
export const listen = <Name extends EventName>(
  name: Name,
  listener: (payload: Events[Name]) => void,
): (() => void) => {
  const subscribe = bridge().on[name] as (listener: (payload: Events[Name]) => void) => () => void;
  return subscribe(listener);
};
