/** Copies the chosen connections, as text, Markdown, curl commands or a policy, and says what was copied. */
import { notifications } from '@mantine/notifications';
import { connectionsAsCurl, connectionsAsMarkdown, connectionsAsText } from '../../common/connection-text.ts';
import type { ConnectionRow } from '../../common/ipc/contract.ts';
import { policyOfChains } from '../../common/pinning/policy-of-chains.ts';
import { call } from '../bridge.ts';

export type CopyFormat = 'text' | 'markdown' | 'curl' | 'policy';

export const copyFormats: readonly { readonly format: CopyFormat; readonly label: string }[] = [
  { format: 'text', label: 'Copy as text' },
  { format: 'markdown', label: 'Copy as Markdown' },
  { format: 'curl', label: 'Copy as curl' },
  { format: 'policy', label: 'Copy as policy' },
];

/** Each needs its chain read: as many hosts are pinned at a time. */
const mostHosts = 200;

export const copyRows = async (ids: readonly number[], format: CopyFormat): Promise<void> => {
  const rows = await call('connections.byId', { ids: [...ids] });
  if (rows.length === 0) return;
  const text = format === 'policy' ? await asPolicy(rows) : asLines(rows, format);
  if (text === null) {
    notifications.show({
      color: 'yellow',
      message: 'None of the chosen connections has a validated chain to take pins from.',
    });
    return;
  }
  await navigator.clipboard.writeText(text);
  notifications.show({
    message: `Copied ${rows.length.toLocaleString('en')} ${rows.length === 1 ? 'connection' : 'connections'} as ${format === 'markdown' ? 'Markdown' : format}.`,
  });
};

const asLines = (rows: readonly ConnectionRow[], format: Exclude<CopyFormat, 'policy'>): string => {
  switch (format) {
    case 'text':
      return connectionsAsText(rows);
    case 'markdown':
      return connectionsAsMarkdown(rows);
    case 'curl':
      return connectionsAsCurl(rows);
  }
};

/** From the newest validated chain of each host. */
const asPolicy = async (rows: readonly ConnectionRow[]): Promise<string | null> => {
  const chains = new Map<string, { readonly leaf: string; readonly issuer: string | null }>();
  for (const row of rows) {
    if (chains.has(row.host) || row.verificationId === null || chains.size >= mostHosts) continue;
    const detail = await call('connections.detail', { id: row.id });
    const validated = detail.ok ? (detail.value.verification?.validatedChain ?? []) : [];
    const [leaf, issuer] = validated;
    if (leaf !== undefined)
      chains.set(row.host, { leaf: leaf.spkiSha256, issuer: issuer?.spkiSha256 ?? null });
  }
  return chains.size === 0 ? null : policyOfChains(chains);
};
