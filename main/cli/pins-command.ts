/** `pins`: the pin of everything in files, and of the chains of servers. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { CertificateFacts } from '../../common/pinning/certificate.ts';
import { readCertificates } from '../certificates/read-certificates.ts';
import { parseTarget } from './check/check-targets.ts';
import { type CommandIo, type RunCommand, complain } from './command.ts';
import { type ExitCode, exitCodes, worstOf } from './exit-codes.ts';
import { isUrl } from './is-url.ts';
import type { SeenServer } from './look-at-server.ts';
import { paintFor } from './paint.ts';
import { type PinSource, certificateItem, itemsOfFile } from './pins-report.ts';
import { sourceWords } from './pins-words.ts';
import { inputName, readInput } from './read-input.ts';

export const run: RunCommand = async (given, io) => {
  const network = ['cacert', 'proxy', 'connect-to'].find((option) => given.has(option));
  const urls = given.positionals.filter(isUrl);
  if (network !== undefined && urls.length === 0)
    return complain(io, exitCodes.usage, `--${network} is for servers, and no https:// URL was given.`);
  if (given.positionals.filter((name) => name === '-').length > 1)
    return complain(io, exitCodes.usage, 'stdin (-) can be read once.');
  const at = Date.now();
  const codes: ExitCode[] = [];
  const sources: PinSource[] = [];
  const show = async (source: PinSource): Promise<void> => {
    sources.push(source);
    if (given.has('json')) return;
    const gap = sources.length > 1 ? '\n' : '';
    await io.stdout.write(`${gap}${sourceWords(source, at, paintFor(io.stdout))}`);
  };
  const servers = urls.length === 0 ? null : await (await import('./open-servers.ts')).openServers(given, io);
  if (servers?.ok === false) return complain(io, servers.error.code, servers.error.sentence);
  for (const name of given.positionals) {
    if (servers === null || !isUrl(name)) {
      codes.push(await showFile(name, io, at, show));
      continue;
    }
    const seen = await servers.value.look(name);
    if (seen.ok) await show(sourceOfServer(name, seen.value, at));
    else await complain(io, exitCodes.notConnected, `${name}: ${seen.error}`);
    codes.push(
      seen.ok
        ? seen.value.validated === null
          ? exitCodes.untrusted
          : exitCodes.good
        : exitCodes.notConnected,
    );
  }
  await servers?.value.close();
  if (given.has('json')) await io.stdout.write(`${JSON.stringify(sources, null, 2)}\n`);
  return worstOf(codes);
};

const showFile = async (
  name: string,
  io: CommandIo,
  at: number,
  show: (source: PinSource) => Promise<void>,
): Promise<ExitCode> => {
  const bytes = await readInput(name, io);
  if (!bytes.ok) return complain(io, exitCodes.unreadable, `${bytes.error}${hostHint(name, io)}`);
  const read = readCertificates(bytes.value);
  if (!read.ok)
    return complain(io, exitCodes.unreadable, `${inputName(name)} cannot be used: ${read.error.sentence}`);
  const items = itemsOfFile(read.value.items, at);
  await show({ source: name, trust: 'not-checked', error: null, items, unused: [] });
  return exitCodes.good;
};

/** For a word that names no file and could be a server. */
const hostHint = (name: string, { workingDirectory }: CommandIo): string =>
  parseTarget(name).ok && /^[^/\\]*[.:][^/\\]*$/.test(name) && !existsSync(resolve(workingDirectory, name))
    ? ` If a server is meant, write https://${name}.`
    : '';

const sourceOfServer = (url: string, { presented, validated, error }: SeenServer, at: number): PinSource => {
  const sent = new Set(presented.map(({ certSha256 }) => certSha256));
  const chain = validated ?? presented;
  const used = new Set(chain.map(({ certSha256 }) => certSha256));
  const unused = presented
    .map((facts, index) => [facts, index] as const)
    .filter(([{ certSha256 }]) => !used.has(certSha256));
  const toItem = (
    facts: CertificateFacts,
    index: number,
    of: readonly CertificateFacts[],
  ): PinSource['items'][number] => certificateItem(facts, [of, index], sent.has(facts.certSha256), at);
  return {
    source: url,
    trust: validated === null ? 'failed' : 'validated',
    error,
    items: chain.map((facts, index) => toItem(facts, index, chain)),
    unused: unused.map(([facts, index]) => ({ ...toItem(facts, index, presented), role: null, choice: [] })),
  };
};
