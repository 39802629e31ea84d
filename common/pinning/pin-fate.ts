/** What becomes of one pin on the day of a renewal, and the certificate that decides it. */
import type { CompiledPin } from './compile-policy.ts';
import type { ChainPlace, NextChain, OpenPart } from './next-chain.ts';
import { isDummyPin } from './pin.ts';

export interface PinFate {
  readonly pin: string;
  /** `absent`: known to be on no certificate of the next chain, and not seen on today's. */
  readonly fate: 'holds' | 'gone' | 'open' | 'absent';
  /** A clause that follows the pin: `is the key of the next leaf`. */
  readonly clause: string;
  /** The certificate that decides; null: none does. */
  readonly certificate: string | null;
}

const placeWords: Readonly<Record<ChainPlace, string>> = {
  leaf: 'the leaf',
  intermediate: 'the intermediate',
  root: 'the root',
};

const named = (place: ChainPlace, name: string): string =>
  /^(?:the|this) /.test(name) ? name : `${placeWords[place]} ${name}`;

const openWords: Readonly<Record<OpenPart, string>> = {
  'next-key': 'the next key’s, if that is a spare held back',
  issuer: 'the issuer’s, which is not known yet',
  root: 'the root’s, which is not in the chain at hand',
};

const certificatePrefix = 'cert-sha256/';

/** Of a pin as a compiled policy has it. */
export const pinFate = ({ text, hash }: CompiledPin, next: NextChain): PinFate => {
  const isOfCertificate = text.startsWith(certificatePrefix);
  const member = next.members.find((one) =>
    isOfCertificate ? one.certSha256 === hash : one.spkiSha256 === hash || one.spkiSha1 === hash,
  );
  if (member !== undefined) {
    const what = member.name.includes(' key') && !isOfCertificate ? member.name : null;
    const key = what ?? `the key of ${named(member.place, member.name)}`;
    return {
      pin: text,
      fate: 'holds',
      clause:
        (isOfCertificate ? `is ${named(member.place, member.name)}, as a whole` : `is ${key}`) +
        (member.provided === null ? '' : `, ${member.provided}`),
      certificate: named(member.place, member.name),
    };
  }
  const gone = next.gone.find((one) =>
    isOfCertificate
      ? one.certSha256 === hash
      : one.isKeyGone && [one.spkiSha256, one.spkiSha1].includes(hash),
  );
  if (gone !== undefined) {
    const name = named(gone.place, gone.name);
    return {
      pin: text,
      fate: 'gone',
      clause: isOfCertificate
        ? `is today’s certificate of ${name} as a whole, which is replaced`
        : `is the key of ${name}, which will not be on the chain`,
      certificate: name,
    };
  }
  if (isDummyPin(text)) return { pin: text, fate: 'absent', clause: 'is a dummy', certificate: null };
  if (next.open.length > 0)
    return {
      pin: text,
      fate: 'open',
      clause: `may be ${next.open.map((part) => openWords[part]).join(', or ')}`,
      certificate: null,
    };
  return { pin: text, fate: 'absent', clause: 'is on no certificate of the next chain', certificate: null };
};
