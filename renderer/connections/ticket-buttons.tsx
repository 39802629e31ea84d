import { ActionIcon, Button, Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconChevronDown, IconClipboardText } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { findingAsMarkdown, findingAsText } from '../../common/finding-text.ts';
import type { ConnectionDetail } from '../../common/ipc/contract.ts';

/** The whole finding on the clipboard: what was found, expected and presented, and how to look again. */
export const TicketButtons = ({ detail }: { readonly detail: ConnectionDetail }): ReactElement => {
  const copy = async (text: string, form: string): Promise<void> => {
    await navigator.clipboard.writeText(text);
    notifications.show({ message: `Copied the finding as ${form}, ready to paste into a ticket.` });
  };
  return (
    <Button.Group>
      <Button
        variant="default"
        leftSection={<IconClipboardText size={14} aria-hidden />}
        onClick={() => void copy(findingAsMarkdown(detail), 'Markdown')}
      >
        Copy for a ticket
      </Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size={30} aria-label="Other forms for a ticket">
            <IconChevronDown size={14} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => void copy(findingAsMarkdown(detail), 'Markdown')}>As Markdown</Menu.Item>
          <Menu.Item onClick={() => void copy(findingAsText(detail), 'plain text')}>As plain text</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </Button.Group>
  );
};
