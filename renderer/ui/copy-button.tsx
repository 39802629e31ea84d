import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import type { ReactElement } from 'react';

interface CopyButtonProps {
  readonly text: string;
  /** What is copied, as part of the accessible name: `pin of CN=example.com`. */
  readonly what: string;
  /** Draws a button with a word instead of an icon alone. */
  readonly label?: string;
}

export const CopyButton = ({ text, what, label }: CopyButtonProps): ReactElement => {
  const { copied, copy } = useClipboard({ timeout: 1500 });
  const icon = copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />;
  const onClick = (): void => {
    copy(text);
  };
  const name = copied ? `Copied ${what}` : `Copy ${what}`;
  if (label !== undefined) {
    return (
      <Button variant="default" leftSection={icon} aria-label={name} onClick={onClick}>
        <span aria-live="polite">{copied ? 'Copied' : label}</span>
      </Button>
    );
  }
  return (
    <Tooltip label={copied ? 'Copied' : `Copy ${what}`}>
      <ActionIcon aria-label={name} onClick={onClick} color={copied ? 'teal' : 'gray'}>
        {icon}
      </ActionIcon>
    </Tooltip>
  );
};
