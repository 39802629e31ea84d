/**
 * Looks at the first bytes of a client without taking them: its ClientHello, or something that is not TLS. Where the
 * server speaks first it is not TLS either, and waiting for the client would be for ever.
 */
import type { Socket } from 'node:net';
import { HandshakeReader, RecordReader, handshakeType, parseClientHello } from '../network/tls-records.ts';

export type FirstBytes =
  | {
      readonly kind: 'hello';
      readonly serverName: string | null;
      readonly alpn: readonly string[];
      readonly offersTls13: boolean;
    }
  | { readonly kind: 'not-tls' }
  /** It went, and had said nothing that could be judged. */
  | { readonly kind: 'closed' };

export const peekHello = async (client: Socket, server: Socket): Promise<FirstBytes> =>
  new Promise((resolve) => {
    const records = new RecordReader();
    const messages = new HandshakeReader();
    const taken: Buffer[] = [];
    const finish = (first: FirstBytes): void => {
      client.off('readable', read);
      client.off('end', onEnd);
      client.off('close', onEnd);
      server.off('readable', onServerFirst);
      if (taken.length > 0 && !client.destroyed && !client.readableEnded)
        client.unshift(Buffer.concat(taken));
      resolve(first);
    };
    const onEnd = (): void => {
      finish({ kind: 'closed' });
    };
    const onServerFirst = (): void => {
      finish(server.readableLength > 0 ? { kind: 'not-tls' } : { kind: 'closed' });
    };
    const read = (): void => {
      for (
        let chunk = client.read() as Buffer | null;
        chunk !== null;
        chunk = client.read() as Buffer | null
      ) {
        taken.push(chunk);
        const found = firstBytes(records, messages, chunk);
        if (found !== null) {
          finish(found);
          return;
        }
      }
    };
    client.on('readable', read);
    client.once('end', onEnd);
    client.once('close', onEnd);
    server.once('readable', onServerFirst);
  });

/** Null: more bytes are needed. */
const firstBytes = (records: RecordReader, messages: HandshakeReader, chunk: Buffer): FirstBytes | null => {
  const whole = records.push(chunk);
  if (!whole.ok) return { kind: 'not-tls' };
  for (const { payload } of whole.value) messages.push(payload);
  const message = messages.next(handshakeType.clientHello);
  if (!message.ok) return { kind: 'not-tls' };
  if (message.value === null) return null;
  const hello = parseClientHello(message.value.body);
  // What contradicts itself is left to the TLS library, which says so to the client.
  if (!hello.ok) return { kind: 'hello', serverName: null, alpn: [], offersTls13: false };
  const { sni, alpn, offersTls13 } = hello.value;
  return { kind: 'hello', serverName: sni, alpn, offersTls13 };
};
