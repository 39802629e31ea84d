import { Spotlight, type SpotlightActionData, type SpotlightActionGroupData } from '@mantine/spotlight';
import { IconSearch } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useAllCommands, type Command } from '../commands.ts';
import { keyNames } from '../ui/key-names.ts';

/** Everything that can be done, found by its words: Ctrl+K. The page never scrolls; a lock would add a style that its policy refuses. */
export const CommandPalette = (): ReactElement => (
  <Spotlight
    actions={toGroups(useAllCommands())}
    shortcut="mod + K"
    tagsToIgnore={[]}
    lockScroll={false}
    attributes={{ content: { 'aria-label': 'Commands' } }}
    nothingFound="Nothing is called that. Try another word."
    highlightQuery
    scrollable
    maxHeight={420}
    searchProps={{
      leftSection: <IconSearch size={18} aria-hidden />,
      placeholder: 'What do you want to do?',
      'aria-label': 'Find a command',
    }}
  />
);

const toGroups = (commands: readonly Command[]): SpotlightActionGroupData[] => {
  const groups = new Map<string, SpotlightActionData[]>();
  for (const { id, label, group, icon: CommandIcon, keys, run } of commands) {
    const actions = groups.get(group) ?? [];
    actions.push({
      id,
      label,
      onClick: run,
      ...(CommandIcon !== undefined && { leftSection: <CommandIcon size={18} stroke={1.6} aria-hidden /> }),
      ...(keys !== undefined && { rightSection: <kbd>{keyNames(keys)}</kbd> }),
    });
    groups.set(group, actions);
  }
  return [...groups].map(([group, actions]) => ({ group, actions }));
};
