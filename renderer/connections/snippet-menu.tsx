import { Button, Menu } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconChevronDown } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { CertificateFacts } from '../../common/pinning/certificate.ts';
import { snippets } from '../../common/pinning/snippets.ts';

/** Copies the pin as another client writes it. */
export const SnippetMenu = ({
  certificate,
  host,
  name,
}: {
  readonly certificate: CertificateFacts;
  readonly host: string;
  readonly name: string;
}): ReactElement => {
  const { copied, copy } = useClipboard({ timeout: 1500 });
  const source = { host, pins: [{ text: certificate.spkiSha256, isLeaf: !certificate.isCa }] };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          size="compact-xs"
          aria-label={copied ? `Copied a snippet for ${name}` : `Copy as …: the pin of ${name}`}
          rightSection={
            copied ? <IconCheck size={13} aria-hidden /> : <IconChevronDown size={13} aria-hidden />
          }
        >
          {copied ? 'Copied' : 'Copy as'}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Copy as</Menu.Label>
        {snippets(source).map((snippet) => (
          <Menu.Item
            key={snippet.name}
            onClick={() => {
              copy(snippet.text);
            }}
          >
            {snippet.name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
};
