import { IconFlask, IconPlayerTrackNext } from '@tabler/icons-react';
import { useMemo, useRef, useEffect } from 'react';
import { useCommands, type Command } from '../commands.ts';

interface LabCommands {
  /** Null: not now. */
  readonly onAll: (() => void) | null;
  readonly onStep: (() => void) | null;
}

/** What the palette offers of the lab. */
export const useLabCommands = ({ onAll, onStep }: LabCommands): void => {
  const latest = useRef<LabCommands>({ onAll, onStep });
  useEffect(() => {
    latest.current = { onAll, onStep };
  });
  const canRun = onAll !== null;
  const canStep = onStep !== null;
  const commands = useMemo(
    (): readonly Command[] => [
      ...(canRun
        ? [
            {
              id: 'lab-all',
              label: 'Run the lab',
              group: 'Lab',
              icon: IconFlask,
              run: () => latest.current.onAll?.(),
            },
          ]
        : []),
      ...(canStep
        ? [
            {
              id: 'lab-step',
              label: 'Show the lab’s next step',
              group: 'Lab',
              icon: IconPlayerTrackNext,
              run: () => latest.current.onStep?.(),
            },
          ]
        : []),
    ],
    [canRun, canStep],
  );
  useCommands(commands);
};
