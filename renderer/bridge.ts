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

/** A call that main refused or that hit a bug in main: shown once, at the edge, as a bug. */
export class BridgeError extends Error {
  override readonly name = 'BridgeError';
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
