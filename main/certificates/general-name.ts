// GeneralName, RFC 5280, 4.2.1.6: what a subjectAltName and a name constraint are made of.
import {
  constructedContext,
  DerError,
  DerReader,
  derTags,
  primitiveContext,
  readOnly,
  type DerElement,
} from './der.ts';
import { withoutControls } from './der-strings.ts';
import { objectIdentifierOf } from './der-values.ts';
import { nameText } from './distinguished-name.ts';
import { ipText } from './ip-address.ts';

export type GeneralName =
  /** IA5String types: the text as written, ASCII. */
  | { readonly kind: 'dns' | 'email' | 'uri'; readonly text: string }
  /** Address bytes; in a name constraint address and mask. */
  | { readonly kind: 'ip'; readonly bytes: Buffer }
  /** The Name with its header. */
  | { readonly kind: 'directory'; readonly name: Buffer }
  /** Kinds nobody judges here; `text` names it for people. */
  | { readonly kind: 'other' | 'x400' | 'ediParty' | 'registeredId'; readonly text: string };

const asciiKinds = new Map<number, 'email' | 'dns' | 'uri'>([
  [primitiveContext(1), 'email'],
  [primitiveContext(2), 'dns'],
  [primitiveContext(6), 'uri'],
]);

/** Throws `DerError`. */
export function parseGeneralName({ tag, content }: DerElement): GeneralName {
  const kind = asciiKinds.get(tag);
  if (kind !== undefined) {
    if (!content.every((byte) => byte < 0x80)) throw new DerError(`A name of kind ${kind} is not ASCII.`);
    return { kind, text: content.toString('latin1') };
  }
  switch (tag) {
    case constructedContext(0):
      return { kind: 'other', text: `otherName:${typeIdentifier(content)}` };
    case constructedContext(3):
      return { kind: 'x400', text: 'x400Address' };
    case constructedContext(4):
      return { kind: 'directory', name: readOnly(content, derTags.sequence, 'directory name').bytes };
    case constructedContext(5):
      return { kind: 'ediParty', text: 'ediPartyName' };
    case primitiveContext(7):
      return { kind: 'ip', bytes: content };
    case primitiveContext(8):
      return { kind: 'registeredId', text: `registeredID:${objectIdentifierOf(content, 'registered name')}` };
    default:
      throw new DerError('A name is of a kind that does not exist.');
  }
}

function typeIdentifier(content: Buffer): string {
  const type = new DerReader(content).expect(derTags.objectIdentifier, 'type of a name').content;
  return objectIdentifierOf(type, 'type of a name');
}

const labels = { dns: 'DNS', email: 'email', uri: 'URI' } as const;

/** `DNS:example.com`, `IP:192.0.2.1`, `email:…`, `URI:…`, `dirName:CN=…`, `otherName:1.2.3`. Throws `DerError`. */
export function generalNameText(name: GeneralName): string {
  switch (name.kind) {
    case 'dns':
    case 'email':
    case 'uri':
      return `${labels[name.kind]}:${withoutControls(name.text)}`;
    case 'ip':
      return name.bytes.length === 4 || name.bytes.length === 16
        ? `IP:${ipText(name.bytes)}`
        : `IP:#${name.bytes.toString('hex')}`;
    case 'directory':
      return `dirName:${nameText(name.name)}`;
    case 'other':
    case 'x400':
    case 'ediParty':
    case 'registeredId':
      return name.text;
  }
}
