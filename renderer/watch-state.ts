import { call } from './bridge.ts';
import { followedOnce } from './followed-state.ts';

/** The watch, for its view and for the status bar; null until main has answered once. */
export const useWatch = followedOnce('watch.changed', () => call('watch.state', {}));
