import { useState } from 'react';
import type { Failure } from '../../common/ipc/state.ts';
import type { Result } from '../../common/result.ts';

export interface Action {
  readonly isBusy: boolean;
  readonly failure: Failure | null;
  readonly run: (call: () => Promise<Result<unknown, Failure>>) => void;
}

/** Runs one call at a time and keeps how it failed until the next. */
export const useAction = (): Action => {
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  return {
    isBusy,
    failure,
    run: (call) => {
      setBusy(true);
      setFailure(null);
      void call()
        .then((result) => {
          if (!result.ok) setFailure(result.error);
        })
        .finally(() => {
          setBusy(false);
        });
    },
  };
};
