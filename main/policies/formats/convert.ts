/**
 * From one client's format to another. What was written is read again by the same reader that reads other people's
 * files, and the losses are what that reading demands differently: never what the writer thinks it wrote.
 */
import type { ClientFormat, ClientPolicy } from '../../../common/pinning/clients/client-policy.ts';
import { compareClientPolicies, type Loss } from '../../../common/pinning/clients/compare-client-policies.ts';
import { clientTraits } from '../../../common/pinning/clients/client-traits.ts';
import { namesOf } from '../../../common/pinning/clients/probe-hosts.ts';
import { boundToHost, translate, type TranslateOptions } from '../../../common/pinning/clients/translate.ts';
import { failure, success, type Result } from '../../../common/result.ts';
import { policyFormats } from './formats.ts';
import type { FormatProblems } from './policy-format.ts';
import { readPolicyFile } from './read-policy-file.ts';

export interface WrittenPolicy {
  readonly text: string;
  /** Empty: the same hosts are protected in the same way. */
  readonly losses: readonly Loss[];
  /** Sentences about what no comparison of hosts shows. */
  readonly notes: readonly string[];
}

const notesOf = (from: ClientPolicy, to: ClientPolicy): readonly string[] => {
  const [source, target] = [clientTraits[from.format], clientTraits[to.format]];
  const notes = [...to.notes];
  if (source.trailingDot !== target.trailingDot && to.rules.length > 0) {
    const [apart, together] = source.trailingDot === 'other-host' ? [source, target] : [target, source];
    notes.push(
      `${apart.client} has no pins for a name with a dot at its end (https://example.com./); ${together.client} takes it for the same host.`,
    );
  }
  const hasDays = to.rules.some(({ expires }) => expires !== null);
  if (source.dayBegins !== target.dayBegins && hasDays) {
    const [device, utc] = source.dayBegins === 'device' ? [source, target] : [target, source];
    notes.push(
      `${device.client} begins the day of expiry at midnight where the device is, ${utc.client} at 00:00 UTC.`,
    );
  }
  return notes;
};

/** `at` of the options in epoch milliseconds. Problems: a host that is missing, or what the format cannot hold at all. */
export const writePolicy = (
  policy: ClientPolicy,
  format: ClientFormat,
  options: TranslateOptions,
): Result<WrittenPolicy, FormatProblems> => {
  const target = policyFormats.find((known) => known.format === format);
  if (target === undefined) return failure([{ path: 'format', found: format, expected: 'a known format' }]);
  const translated = translate(policy, format, options);
  if (!translated.ok) return translated;
  const written = target.write(translated.value);
  if (!written.ok) return written;
  const text = written.value;
  const [onlyName] = namesOf([policy]);
  const host = options.host ?? onlyName ?? null;
  const again = readPolicyFile(Buffer.from(text), { format, host });
  if (!again.ok) {
    const [first] = again.error;
    const found = first === undefined ? 'nothing' : `${first.found} at ${first.path}`;
    return failure([
      { path: 'the written text', found, expected: first?.expected ?? 'text that can be read again' },
    ]);
  }
  const bound = (read: ClientPolicy): ClientPolicy => (host === null ? read : boundToHost(read, host));
  const losses = compareClientPolicies(bound(policy), bound(again.value), options.at, options.places);
  return success({ text, losses, notes: notesOf(policy, again.value) });
};
