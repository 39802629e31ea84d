/**
 * curl's `--pinnedpubkey` (lib/vtls, Curl_pin_peer_pubkey): `sha256//…` parts joined by `;`, each compared as text with
 * the base64 of the leaf's key, and nothing else in the chain; or the name of a key file. Read from pasted command lines,
 * from a file for `--config`, or from the value alone. Pins hold for the addresses of their command; where there are
 * none, for every host asked for. What never matches (a key file, other base64) is kept as a pin that never matches.
 */
import type { ClientPolicy, ClientRule, RuleScope } from '../../../common/pinning/clients/client-policy.ts';
import { parsePin } from '../../../common/pinning/pin.ts';
import { failure, success, type Result } from '../../../common/result.ts';
import { bareText } from './bare-pin.ts';
import { readCurlArguments, type CurlTransfer } from './curl-arguments.ts';
import { curlConfigWords } from './curl-config.ts';
import type { FormatInput, FormatProblems, PolicyFormat } from './policy-format.ts';
import { shellCommands, type ShellWord } from '../../../common/shell-words.ts';

const prefix = 'sha256//';
const commandName = /(?:^|[\\/])curl(?:\.exe)?$/i;

const problem = (path: string, found: string, expected: string): Result<never, FormatProblems> =>
  failure([{ path, found, expected }]);

const readTransfers = (text: string): Result<readonly CurlTransfer[], FormatProblems> => {
  const value = text.trim().replace(/^(["'])(.*)\1$/, '$2');
  if (value.startsWith(prefix)) {
    const words = [
      { text: '--pinnedpubkey', isExpanded: false },
      { text: value, isExpanded: false },
    ];
    return success(readCurlArguments(words));
  }
  if (!text.includes('--pinnedpubkey') || !/\bcurl\b/i.test(text))
    return success(readCurlArguments(curlConfigWords(text)));
  const scanned = shellCommands(text);
  if ('openQuote' in scanned)
    return problem(`line ${scanned.openQuote.line}`, 'a quote that never ends', 'the whole command');
  return success(
    scanned.commands.flatMap((words) => {
      const name = words.findIndex((word) => commandName.test(word.text));
      return name === -1 ? [] : readCurlArguments(words.slice(name + 1));
    }),
  );
};

interface Notes {
  readonly sentences: Set<string>;
}

const readPins = (value: string, { sentences }: Notes): readonly string[] => {
  if (!value.startsWith(prefix)) {
    sentences.add(
      `The key file "${value}" is not read: which key it holds is not known, so no chain matches it here.`,
    );
    return [];
  }
  return value
    .slice(prefix.length)
    .split(`;${prefix}`)
    .flatMap((text) => {
      const pin = parsePin(`sha256/${text}`);
      if (pin.ok) return [pin.value.text];
      sentences.add(
        `"${text.slice(0, 80)}" is not base64 of 32 bytes; curl compares texts, so it never matches.`,
      );
      return [];
    });
};

const parseUrl = (text: string): URL | null => {
  try {
    return new URL(text);
  } catch {
    return null;
  }
};

/** Null: no name that could be looked up. */
const hostOf = (address: string, { sentences }: Notes): string | null => {
  const url = parseUrl(/^[a-z][a-z0-9+.-]*:\/\//i.test(address) ? address : `http://${address}`);
  if (url === null || url.hostname === '' || /[{[].*[}\]]/.test(address.replace(/\/\/\[[\da-f:.]+\]/i, ''))) {
    sentences.add(`The address "${address.slice(0, 80)}" is no single host, and is left out.`);
    return null;
  }
  if (!/^https:|^wss:/i.test(url.protocol))
    sentences.add(`"${address.slice(0, 80)}" is not asked for by https: curl compares no pin there.`);
  return url.hostname.replace(/^\[|\]$/g, '');
};

const scopesOf = (urls: readonly ShellWord[], notes: Notes): readonly RuleScope[] => {
  if (urls.length === 0) return [{ kind: 'every-host' }];
  const hosts = new Set(urls.flatMap(({ text }) => hostOf(text, notes) ?? []));
  return [...hosts].map((domain) => ({ kind: 'domain', domain, includeSubdomains: false }));
};

const readTransfer = (
  transfer: CurlTransfer,
  notes: Notes,
): Result<readonly ClientRule[], FormatProblems> => {
  const { pins, urls } = transfer;
  if (transfer.pinsProxy)
    notes.sentences.add('--proxy-pinnedpubkey pins the proxy, not the host, and is left out.');
  if (pins === null) return success([]);
  const unknown = [pins, ...urls].find(({ isExpanded }) => isExpanded);
  if (unknown !== undefined) {
    const found = `"${unknown.text.slice(0, 80)}", which only a shell can read`;
    return problem('the command', found, 'the value itself, without variables');
  }
  if (transfer.isInsecure)
    notes.sentences.add('--insecure: curl validates no chain there; the pin is compared all the same.');
  if (transfer.followsRedirects)
    notes.sentences.add('--location: curl compares no pin with the other hosts that it is redirected to.');
  const groups = [{ position: 'leaf', pins: readPins(pins.text, notes) }] as const;
  return success(scopesOf(urls, notes).map((scope) => ({ scope, mode: 'enforce', expires: null, groups })));
};

const read = ({ text }: FormatInput): Result<ClientPolicy, FormatProblems> => {
  if (text === null) return problem('the file', 'bytes that are no text', 'a curl command');
  const transfers = readTransfers(text);
  if (!transfers.ok) return transfers;
  const notes: Notes = { sentences: new Set() };
  const rules: ClientRule[] = [];
  for (const transfer of transfers.value) {
    const read = readTransfer(transfer, notes);
    if (!read.ok) return read;
    rules.push(...read.value);
  }
  if (rules.length === 0)
    return problem('the file', 'no pin for any host', 'a curl command with --pinnedpubkey');
  return success({ format: 'curl', selection: 'union', rules, notes: [...notes.sentences] });
};

const commandFor = ({ scope, mode, expires, groups }: ClientRule): Result<string, string> => {
  const isOneHost = scope.kind === 'every-host' || (scope.kind === 'domain' && !scope.includeSubdomains);
  if (!isOneHost) return failure('one host name, or every host: curl knows no wildcards');
  if (mode !== 'enforce' || expires !== null)
    return failure('enforced pins without an expiry: curl knows no other');
  const [group] = groups;
  if (groups.length !== 1 || group?.position !== 'leaf' || group.pins.length === 0)
    return failure('pins of leaves: curl compares the leaf only');
  if (group.pins.some((pin) => !pin.startsWith('sha256/'))) return failure('sha256 pins of public keys');
  const pins = group.pins.map((pin) => `${prefix}${bareText(pin)}`).join(';');
  const command = `curl --pinnedpubkey '${pins}'`;
  if (scope.kind !== 'domain') return success(command);
  const host = scope.domain.includes(':') ? `[${scope.domain}]` : scope.domain;
  return success(`${command} 'https://${host}/'`);
};

const write = (policy: ClientPolicy): Result<string, FormatProblems> => {
  const lines: string[] = [];
  const problems: { path: string; found: string; expected: string }[] = [];
  for (const [index, rule] of policy.rules.entries()) {
    const command = commandFor(rule);
    if (command.ok) lines.push(`${command.value}\n`);
    else
      problems.push({ path: `rules[${index}]`, found: 'what curl cannot express', expected: command.error });
  }
  return problems.length > 0 ? failure(problems) : success(lines.join(''));
};

export const curl: PolicyFormat = {
  format: 'curl',
  name: 'curl --pinnedpubkey',
  fileExtension: 'sh',
  recognises: ({ text }) =>
    text !== null && (/^\s*(["']?)sha256\/\//.test(text) || /(?:^|\s)-{0,2}pinnedpubkey[\s=:]/m.test(text)),
  read,
  write,
};
