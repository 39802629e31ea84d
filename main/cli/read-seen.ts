/** `--seen FILE …`: the chains that hosts showed, from PEM, PKCS#7 or reports. The error names the file. */
import type { SeenChain } from '../../common/pinning/seen-chain.ts';
import { failure, success, type Result } from '../../common/result.ts';
import { readSeenChains } from '../certificates/seen-chains.ts';
import type { CommandIo } from './command.ts';
import { inputName, readInput } from './read-input.ts';

export const readSeen = async (
  files: readonly string[],
  io: CommandIo,
): Promise<Result<readonly SeenChain[], string>> => {
  const seen: SeenChain[] = [];
  for (const file of files) {
    const read = await readInput(file, io);
    if (!read.ok) return read;
    const chains = readSeenChains(read.value);
    if (!chains.ok) return failure(`${inputName(file)}: ${chains.error}`);
    seen.push(...chains.value);
  }
  return success(seen);
};
