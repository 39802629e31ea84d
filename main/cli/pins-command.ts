import { readCertificates } from '../certificates/read-certificates.ts';
import { type RunCommand, complain } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import { readInput } from './read-input.ts';

export const run: RunCommand = async (given, io) => {
  for (const name of given.positionals) {
    const bytes = await readInput(name, io);
    if (!bytes.ok) return complain(io, exitCodes.unreadable, bytes.error);
    const read = readCertificates(bytes.value);
    if (!read.ok) return complain(io, exitCodes.unreadable, `${name}: ${read.error.sentence}`);
    for (const item of read.value.items) await io.stdout.write(`${item.facts.spkiSha256}\n`);
  }
  return exitCodes.good;
};
