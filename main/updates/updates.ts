/**
 * Updates, on demand and, if the person agreed, once a day. Nothing is downloaded unasked and nothing is installed unasked.
 * A release is taken only when it is newer and signed (`verifyRelease`); its files only when their SHA-512 is the signed one
 * (electron-updater checks that while it downloads).
 */
import type { AppUpdater, CancellationToken, UpdateInfo } from 'electron-updater';
import { errorText } from '../../common/error-text.ts';
import type { Failure, UpdateState } from '../../common/ipc/state.ts';
import { type Result, failure, success } from '../../common/result.ts';
import { verifyRelease } from './signed-release.ts';

export interface UpdatePreferences {
  /** The person agreed to one question a day. */
  readonly isDaily: boolean;
  /** Epoch milliseconds; null: never. */
  readonly checkedAt: number | null;
}

/** What this copy updates itself with, or the sentence why it cannot. */
type Means =
  | { readonly updater: AppUpdater; readonly createCancellation: () => CancellationToken }
  | { readonly updater: null; readonly unavailableBecause: string };

export type UpdatesOptions = Means & {
  /** PEM of the key that releases are signed with. */
  readonly publicKeyPem: string;
  readonly preferences: UpdatePreferences;
  readonly onPreferences: (preferences: UpdatePreferences) => void;
  readonly onChange: () => void;
};

const hourMs = 60 * 60 * 1_000;
const dayMs = 24 * hourMs;

export class Updates {
  readonly #options: UpdatesOptions;
  #state: UpdateState;
  #preferences: UpdatePreferences;
  #cancellation: CancellationToken | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: UpdatesOptions) {
    this.#options = options;
    this.#state =
      options.updater === null
        ? { kind: 'unavailable', why: options.unavailableBecause }
        : { kind: 'idle', checkedAt: options.preferences.checkedAt };
    this.#preferences = options.preferences;
    if (options.updater !== null) this.#configure(options.updater);
    this.#schedule();
  }

  get state(): UpdateState {
    return this.#state;
  }

  get isDaily(): boolean {
    return this.#preferences.isDaily;
  }

  /** Asks at once when the last question is a day old. */
  setDaily(isDaily: boolean): void {
    this.#remember({ isDaily });
    this.#schedule();
    this.#options.onChange();
  }

  /** Asks the feed. Expected failures: `update-check-failed`, `update-not-signed`, `updates-unavailable`. */
  async check(): Promise<Result<null, Failure>> {
    const options = this.#options;
    if (options.updater === null) return failure(unavailable(options.unavailableBecause));
    if (this.#state.kind === 'checking' || this.#state.kind === 'downloading') return success(null);
    this.#set({ kind: 'checking' });
    try {
      const found = await options.updater.checkForUpdates();
      const checkedAt = Date.now();
      this.#remember({ checkedAt });
      if (found?.isUpdateAvailable !== true) {
        this.#set({ kind: 'idle', checkedAt });
        return success(null);
      }
      const signed = verifyRelease(found.updateInfo, this.#options.publicKeyPem);
      if (!signed.ok)
        return this.#fail(
          'update-not-signed',
          `Version ${found.updateInfo.version} was refused: ${signed.error}`,
          'Do not install it by hand either before its makers have explained this.',
        );
      this.#set({ kind: 'available', ...describe(found.updateInfo) });
      return success(null);
    } catch (error) {
      return this.#fail(
        'update-check-failed',
        `The update feed could not be read: ${oneLine(error)}`,
        'Check the connection, and try again.',
      );
    }
  }

  /** Downloads what `check` found. Expected failures: `update-download-failed`, `updates-unavailable`. */
  async download(): Promise<Result<null, Failure>> {
    const options = this.#options;
    if (options.updater === null) return failure(unavailable(options.unavailableBecause));
    if (this.#state.kind !== 'available') return success(null);
    const { version, notes, sizeBytes } = this.#state;
    const cancellation = options.createCancellation();
    this.#cancellation = cancellation;
    this.#set({ kind: 'downloading', version, percent: 0 });
    try {
      await options.updater.downloadUpdate(cancellation);
      this.#set({ kind: 'ready', version });
      return success(null);
    } catch (error) {
      if (cancellation.cancelled) {
        this.#set({ kind: 'available', version, notes, sizeBytes });
        return success(null);
      }
      return this.#fail(
        'update-download-failed',
        `Version ${version} was not downloaded, or is not what was signed: ${oneLine(error)}`,
        'Nothing was installed. Try again later.',
      );
    } finally {
      this.#cancellation = null;
    }
  }

  cancelDownload(): void {
    this.#cancellation?.cancel();
  }

  /** Quits, installs and starts again. Only what was downloaded and verified. */
  install(): void {
    if (this.#state.kind === 'ready') this.#options.updater?.quitAndInstall();
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.cancelDownload();
  }

  #remember(change: Partial<UpdatePreferences>): void {
    this.#preferences = { ...this.#preferences, ...change };
    this.#options.onPreferences(this.#preferences);
  }

  /** A failed question is asked again an hour later, not at once. */
  #schedule(minimumMs = 0): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (!this.#preferences.isDaily || this.#options.updater === null) return;
    const dueMs = Math.max(minimumMs, (this.#preferences.checkedAt ?? 0) + dayMs - Date.now());
    this.#timer = setTimeout(() => {
      void this.check().finally(() => {
        this.#schedule(hourMs);
      });
    }, dueMs);
  }

  #configure(updater: AppUpdater): void {
    updater.autoDownload = false;
    updater.autoInstallOnAppQuit = false;
    updater.allowDowngrade = false;
    updater.allowPrerelease = false;
    updater.disableWebInstaller = true;
    updater.logger = null;
    updater.on('download-progress', ({ percent }) => {
      if (this.#state.kind === 'downloading') this.#set({ ...this.#state, percent: Math.round(percent) });
    });
    // Told by `check` and `download`; without a listener the event would be thrown.
    updater.on('error', () => undefined);
  }

  #fail(code: string, message: string, advice: string): Result<null, Failure> {
    const problem = { code, message, advice };
    this.#set({ kind: 'failed', failure: problem });
    return failure(problem);
  }

  #set(state: UpdateState): void {
    this.#state = state;
    this.#options.onChange();
  }
}

const unavailable = (why: string): Failure => ({
  code: 'updates-unavailable',
  message: why,
  advice: 'Install a newer version the way this one came.',
});

const describe = ({
  version,
  files,
  releaseNotes,
}: UpdateInfo): { version: string; notes: string; sizeBytes: number | null } => ({
  version,
  notes: typeof releaseNotes === 'string' ? releaseNotes.slice(0, 10_000) : '',
  sizeBytes: files[0]?.size ?? null,
});

const oneLine = (error: unknown): string => errorText(error).split('\n')[0]?.slice(0, 300) ?? '';
