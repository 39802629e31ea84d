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
import { failure, success, type Result } from '../../common/result.ts';
import { tooLarge, whyNotPlainData } from './plain-data.ts';

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
    const parsed = refusal === undefined ? parse(name, sent) : refused(refusal);
    if (!parsed.ok) {
      logError(`registerCalls ${name}`, `refused: ${parsed.error.message}`);
      return failure(parsed.error);
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

type Refused = Extract<Reply<CallName>, { readonly ok: false }>['error'];

const refused = (message: string): Result<never, Refused> =>
  // An unknown key is named in full, however long it is.
  failure({ code: 'refused', message: message.slice(0, maximumProblemLength) });

/** A sentence for the person, who gave too much: there is no other reason why a page of ours would send it. */
const tooLong = (message: string): Result<never, Refused> => failure({ code: 'too-long', message });

function parse<Name extends CallName>(
  name: Name,
  sent: readonly unknown[],
): Result<Parameters<Name>, Refused> {
  if (sent.length !== 1) return refused(`${name} takes one value, not ${sent.length}.`);
  const why = whyNotPlainData(sent[0]);
  if (why !== undefined) return why === tooLarge ? tooLong(why) : refused(why);
  const parsed = calls[name].safeParse(sent[0]);
  if (parsed.success) return success(parsed.data as Parameters<Name>);
  const issue = parsed.error.issues[0];
  if (issue?.code === 'too_big' && (issue.origin === 'string' || issue.origin === 'array')) {
    const unit = issue.origin === 'string' ? 'characters' : 'entries';
    return tooLong(`At most ${issue.maximum.toLocaleString('en')} ${unit} are taken there.`);
  }
  return refused(`${name}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? 'has the wrong shape'}`);
}
