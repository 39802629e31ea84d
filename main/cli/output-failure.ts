import { exitCodes } from './exit-codes.ts';
import { fileErrorReason } from './read-input.ts';

/** What a shell reports of a program whose reader went away: 128 + SIGPIPE. */
const readerWentAway = 141;

/** Results could not be written to stdout. Thrown, so that a command takes away what it has opened before it ends. */
export class OutputFailure extends Error {
  override readonly name = 'OutputFailure';
  readonly exitCode: typeof readerWentAway | typeof exitCodes.unreadable;

  constructor(cause: NodeJS.ErrnoException) {
    super(`the output cannot be written: ${fileErrorReason(cause)}`, { cause });
    // Windows says EOF of a pipe that its reader has closed.
    const isGone = cause.code === 'EPIPE' || cause.code === 'EOF';
    this.exitCode = isGone ? readerWentAway : exitCodes.unreadable;
  }

  /** `… | head` has read enough: that is no error, and there is nobody left to tell. */
  get isSilent(): boolean {
    return this.exitCode === readerWentAway;
  }
}
