/**
 * Which origins of a page keep something in site storage, which does not carry over into the next epoch: asked of each
 * frame, the top one in a world of its own, where the page has changed nothing. A frame that does not answer counts: the
 * person is rather told once too often.
 */
import type { WebContents } from 'electron';

const question = `(async () => {
  const some = async (ask) => { try { return (await ask()) > 0; } catch { return false; } };
  const found = await Promise.all([
    some(() => localStorage.length),
    some(() => sessionStorage.length),
    some(async () => (await indexedDB.databases()).length),
    some(async () => (await caches.keys()).length),
    some(async () => (await navigator.serviceWorker.getRegistrations()).length),
  ]);
  return found.includes(true);
})()`;
const isolatedWorld = 990;
const answerMs = 1_000;

/** Origins of the frames there are, each with whether something is kept. */
async function askForStorage(contents: WebContents): Promise<ReadonlyMap<string, boolean>> {
  const frames = contents.mainFrame.framesInSubtree.filter(({ origin }) => /^https?:/.test(origin));
  const answers = await Promise.all(
    frames.map(async (frame) => {
      const { origin } = frame;
      const asked: Promise<unknown> =
        frame === contents.mainFrame
          ? contents.executeJavaScriptInIsolatedWorld(isolatedWorld, [{ code: question }])
          : frame.executeJavaScript(question);
      return [origin, await isYes(asked)] as const;
    }),
  );
  const found = new Map<string, boolean>();
  for (const [origin, keeps] of answers) found.set(origin, keeps || found.get(origin) === true);
  return found;
}

async function isYes(asked: Promise<unknown>): Promise<boolean> {
  const late = new Promise<true>((resolve) => setTimeout(resolve, answerMs, true));
  return (await Promise.race([asked.catch(() => false), late])) !== false;
}

/** Origins with something in the storage of one session, as far as its pages were looked at. */
export class StorageWatch {
  readonly #keeps = new Map<string, boolean>();

  get origins(): readonly string[] {
    return [...this.#keeps].filter(([, keeps]) => keeps).map(([origin]) => origin);
  }

  /** Another session, which keeps nothing yet. */
  reset(): void {
    this.#keeps.clear();
  }

  /** True: the origins are others than before. Null: the page went away while it was asked. */
  async look(contents: WebContents, isStillThere: () => boolean): Promise<boolean | null> {
    const before = this.origins.join(' ');
    const found = await askForStorage(contents).catch(() => null);
    if (found === null || !isStillThere()) return null;
    for (const [origin, keeps] of found) this.#keeps.set(origin, keeps);
    return this.origins.join(' ') !== before;
  }
}
