/**
 * The door for calls of the page: sender, then size, then shape, then the handler. Nothing a page sends reaches a service
 * unchecked, and nothing a service throws reaches the page.
 */
import type { IpcMain, IpcMainInvokeEvent } from 'electron';
import {
  calls,
  type CallName,
  type CallResults,
  type Parameters,
  type Reply,
} from '../../common/ipc/contract.ts';
import { failure, success } from '../../common/result.ts';
import { whyNotPlainData } from './plain-data.ts';

/** One handler a channel: a missing one does not compile. */
export type Handlers = {
  readonly [Name in CallName]: (
    parameters: Parameters<Name>,
  ) => CallResults[Name] | Promise<CallResults[Name]>;
};

const maximumProblemLength = 300;

export interface CallRegistration {
  readonly ipcMain: Pick<IpcMain, 'handle' | 'removeHandler'>;
  readonly handlers: Handlers;
  readonly isTrusted: (event: IpcMainInvokeEvent) => boolean;
  /** A refused call, or an error a handler threw: `functionName`, error. */
  readonly logError: (where: string, error: unknown) => void;
}

/** Answers every channel of the contract from now on; returns the undo. */
export function registerCalls(registration: CallRegistration): () => void {
  const names = Object.keys(calls) as CallName[];
  for (const name of names) register(name, registration.handlers[name], registration);
  return () => {
    for (const name of names) registration.ipcMain.removeHandler(name);
  };
}

function register<Name extends CallName>(
  name: Name,
  handler: Handlers[Name],
  { ipcMain, isTrusted, logError }: CallRegistration,
): void {
  ipcMain.handle(name, async (event, ...sent: readonly unknown[]): Promise<Reply<Name>> => {
    // Read at once: after an await the sender's frame may be gone.
    const refusal = isTrusted(event) ? undefined : 'This page may not call Pinspect.';
    const parsed = refusal === undefined ? parse(name, sent) : failure(refusal);
    if (!parsed.ok) {
      logError(`registerCalls ${name}`, `refused: ${parsed.error}`);
      return failure({ code: 'refused', message: parsed.error });
    }
    try {
      return success(await handler(parsed.value));
    } catch (error) {
      logError(`registerCalls ${name}`, error);
      return failure({
        code: 'bug',
        message: `${name} failed inside Pinspect. The log in the data folder says how.`,
      });
    }
  });
}

type Parsed<Name extends CallName> =
  { readonly ok: true; readonly value: Parameters<Name> } | { readonly ok: false; readonly error: string };

function parse<Name extends CallName>(name: Name, sent: readonly unknown[]): Parsed<Name> {
  if (sent.length !== 1) return failure(`${name} takes one value, not ${sent.length}.`);
  const why = whyNotPlainData(sent[0]);
  if (why !== undefined) return failure(why);
  const parsed = calls[name].safeParse(sent[0]);
  if (parsed.success) return success(parsed.data as Parameters<Name>);
  const issue = parsed.error.issues[0];
  const problem = `${name}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? 'has the wrong shape'}`;
  // An unknown key is named in full, however long it is.
  return failure(problem.slice(0, maximumProblemLength));
}
