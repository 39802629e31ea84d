/** Saved requests, their runs and the bodies of answers: built on the data folder and the network. */
import { join } from 'node:path';
import type { CollectionRun } from '../../common/requests/collection-run.ts';
import type { RequestParts } from '../ipc/request-handlers.ts';
import type { PinnedNetwork } from '../network/pinned-network.ts';
import { BodyStore } from '../requests/body-store.ts';
import { ChangeNotices, type ChangeNoticeOptions } from '../requests/change-notices.ts';
import { openCollectionsFile } from '../requests/collections-file.ts';
import { RunControl } from '../requests/run-control.ts';
import { VerdictMemory } from '../requests/verdict-memory.ts';

export interface RequestsSurroundings {
  readonly dataFolder: string;
  readonly network: () => PinnedNetwork;
  readonly chooseCollectionFile: () => Promise<string | null>;
  readonly onRun: (run: CollectionRun) => void;
  readonly notices: ChangeNoticeOptions['notices'];
  /** Where the system shows what happens while the window is not looked at. */
  readonly notifyDesktop: ChangeNoticeOptions['notifyDesktop'];
  readonly onProblem: (title: string, text: string) => void;
  readonly onBug: (where: string, error: unknown) => void;
}

/** Shown in the window whole, so there is no use in a file for it. */
const memoryBytes = 2 * 1024 * 1024;
const diskBytes = 1_000_000_000;
const keptBodies = 8;

export const prepareRequests = (
  surroundings: RequestsSurroundings,
): RequestParts & { readonly close: () => void } => {
  const { dataFolder, network, chooseCollectionFile, onRun, onProblem, onBug } = surroundings;
  const changes = new ChangeNotices({ ...surroundings, now: Date.now });
  const collections = openCollectionsFile({
    path: join(dataFolder, 'requests.json'),
    now: Date.now,
    onProblem,
  });
  const bodies = new BodyStore({
    folder: join(dataFolder, 'response-bodies'),
    memoryBytes,
    diskBytes,
    bodies: keptBodies,
  });
  const runs = new RunControl({
    network,
    collections: collections.read,
    memory: new VerdictMemory(join(dataFolder, 'request-verdicts.json'), (error) => {
      onBug('saveVerdicts', error);
    }),
    now: Date.now,
    onRun,
    onChanges: (collection, found) => {
      changes.tell(collection, found);
    },
    onBug,
  });
  runs.onCollections();
  return {
    bodies,
    collections,
    runs,
    chooseCollectionFile,
    close: () => {
      runs.close();
      collections.flush();
      bodies.close();
    },
  };
};
