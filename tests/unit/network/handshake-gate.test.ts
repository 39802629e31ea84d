import { describe, expect, test } from 'vitest';
import { HandshakeGate, type Release } from '../../../main/network/handshake-gate.ts';

const record = (type: number, payload: Buffer): Buffer =>
  Buffer.concat([Buffer.from([type, 3, 3, payload.length >> 8, payload.length & 255]), payload]);
const message = (type: number, body: Buffer): Buffer =>
  Buffer.concat([Buffer.from([type, 0, body.length >> 8, body.length & 255]), body]);
const sixteen = (value: number): Buffer => Buffer.from([value >> 8, value & 255]);
const extension = (type: number, body: Buffer): Buffer =>
  Buffer.concat([sixteen(type), sixteen(body.length), body]);

const serverName = (name: string): Buffer =>
  extension(
    0,
    Buffer.concat([sixteen(name.length + 3), Buffer.from([0]), sixteen(name.length), Buffer.from(name)]),
  );
const clientHello = (...extensions: readonly Buffer[]): Buffer => {
  const block = Buffer.concat(extensions);
  return message(
    1,
    Buffer.concat([
      Buffer.from([3, 3]),
      Buffer.alloc(32, 1),
      Buffer.from([0, 0, 2, 0x13, 0x01, 1, 0]),
      sixteen(block.length),
      block,
    ]),
  );
};
const retryRandom = Buffer.from('cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c', 'hex');
const serverHello = (random: Buffer = Buffer.alloc(32, 2)): Buffer => {
  const block = extension(43, sixteen(0x0304));
  return message(
    2,
    Buffer.concat([
      Buffer.from([3, 3]),
      random,
      Buffer.from([0, 0x13, 0x01, 0]),
      sixteen(block.length),
      block,
    ]),
  );
};
const hello = record(22, clientHello(serverName('a.example.test')));
const changeCipherSpec = record(20, Buffer.from([1]));
const finished = record(23, Buffer.alloc(53, 7));
const alert = record(23, Buffer.alloc(19, 7));

interface Scene {
  readonly gate: HandshakeGate;
  readonly toServer: () => Buffer;
  readonly toClient: () => Buffer;
  readonly cuts: string[];
  answer: Release;
  settled: number;
}

const scene = (answer: Release = 'block'): Scene => {
  const sent: Buffer[] = [];
  const received: Buffer[] = [];
  const made: Scene = {
    gate: new HandshakeGate({
      toServer: (bytes) => sent.push(bytes),
      toClient: (bytes) => received.push(bytes),
      onClientHello: () => undefined,
      onServerHello: () => undefined,
      release: () => made.answer,
      onSettled: () => (made.settled += 1),
      onCut: (why) => made.cuts.push(why.kind === 'protocol' ? why.what : why.kind),
    }),
    toServer: () => Buffer.concat(sent),
    toClient: () => Buffer.concat(received),
    cuts: [],
    answer,
    settled: 0,
  };
  return made;
};

/** Every way to cut the same bytes into TCP segments that matters: whole, and byte by byte. */
const segmentations: readonly (readonly [string, (bytes: Buffer) => readonly Buffer[]])[] = [
  ['whole', (bytes) => [bytes]],
  ['byte by byte', (bytes) => Array.from(bytes, (byte) => Buffer.from([byte]))],
];

describe.each(segmentations)('bytes that come %s', (_how, cut) => {
  const client = ({ gate }: Scene, bytes: Buffer): void => {
    for (const part of cut(bytes)) gate.fromClient(part);
  };
  const server = ({ gate }: Scene, bytes: Buffer): void => {
    for (const part of cut(bytes)) gate.fromServer(part);
  };

  test('before the server’s hello: the client’s hello passes, and nothing is decided', () => {
    const it = scene();
    client(it, hello);
    expect(it.toServer()).toEqual(hello);
    expect([it.gate.isAwaitingDecision, it.cuts]).toEqual([false, []]);
  });

  test('after it: the first record decides, and passes only when released', () => {
    for (const [answer, passed] of [
      ['pass', true],
      ['block', false],
    ] as const) {
      const it = scene(answer);
      client(it, hello);
      server(it, record(22, serverHello()));
      expect(it.gate.isAwaitingDecision).toBe(true);
      client(it, Buffer.concat([changeCipherSpec, finished]));
      expect(it.toServer()).toEqual(passed ? Buffer.concat([hello, changeCipherSpec, finished]) : hello);
      expect([it.settled, it.cuts]).toEqual(passed ? [1, []] : [0, ['blocked']]);
    }
  });

  test('while a verification is under way they are held, and then go on in order, or not at all', () => {
    for (const answer of ['pass', 'block'] as const) {
      const it = scene('hold');
      client(it, hello);
      server(it, record(22, serverHello()));
      client(it, Buffer.concat([changeCipherSpec, finished]));
      expect(it.toServer()).toEqual(hello);
      it.answer = answer;
      it.gate.resume();
      expect(it.toServer()).toEqual(
        answer === 'pass' ? Buffer.concat([hello, changeCipherSpec, finished]) : hello,
      );
    }
  });

  test('a HelloRetryRequest decides nothing, however it is cut into records', () => {
    const retry = serverHello(retryRandom);
    const shapes = [
      record(22, retry),
      Buffer.concat([record(22, retry.subarray(0, 1)), record(22, retry.subarray(1))]),
      Buffer.concat(Array.from(retry, (byte) => record(22, Buffer.from([byte])))),
      Buffer.concat([record(22, Buffer.alloc(0)), record(21, Buffer.from([1, 90])), record(22, retry)]),
    ];
    for (const shape of shapes) {
      const it = scene('block');
      client(it, hello);
      server(it, Buffer.concat([shape, changeCipherSpec]));
      client(it, Buffer.concat([changeCipherSpec, hello]));
      expect(it.toServer()).toEqual(Buffer.concat([hello, changeCipherSpec, hello]));
      expect([it.gate.isAwaitingDecision, it.cuts]).toEqual([false, []]);
      server(it, record(22, serverHello()));
      client(it, finished);
      expect(it.toServer()).toEqual(Buffer.concat([hello, changeCipherSpec, hello]));
      expect(it.cuts).toEqual(['blocked']);
    }
  });

  test('a real hello in the same record as a HelloRetryRequest counts', () => {
    const it = scene('block');
    client(it, hello);
    server(it, record(22, Buffer.concat([serverHello(retryRandom), serverHello()])));
    expect(it.gate.isAwaitingDecision).toBe(true);
  });

  test('a second HelloRetryRequest cuts', () => {
    const it = scene('pass');
    client(it, hello);
    server(it, record(22, serverHello(retryRandom)));
    server(it, record(22, serverHello(retryRandom)));
    expect(it.cuts).toEqual(['The server asked for a second retry of the hello.']);
  });

  test('an alert of the client passes a block, and nothing after it', () => {
    const it = scene('block');
    client(it, hello);
    server(it, record(22, serverHello()));
    client(it, Buffer.concat([alert, finished]));
    expect(it.toServer()).toEqual(Buffer.concat([hello, alert]));
    expect(it.cuts).toEqual(['blocked']);
  });

  test.each([
    ['in the clear', record(21, Buffer.from([2, 51]))],
    ['encrypted', alert],
    ['encrypted, behind a ChangeCipherSpec', Buffer.concat([changeCipherSpec, alert])],
  ])(
    'an alert %s is no end of a handshake: it passes, nothing is settled, and nothing follows',
    (_form, sent) => {
      const it = scene('pass');
      client(it, hello);
      server(it, record(22, serverHello()));
      client(it, Buffer.concat([sent, finished]));
      expect(it.toServer()).toEqual(Buffer.concat([hello, sent]));
      expect([it.settled, it.cuts]).toEqual([0, ['client-alert']]);
    },
  );

  test('a ChangeCipherSpec alone decides nothing, and no later accept takes out one that was refused', () => {
    for (const answers of [
      ['pass', 'block'],
      ['block', 'pass'],
    ] as const) {
      const it = scene(answers[0]);
      client(it, hello);
      server(it, record(22, serverHello()));
      client(it, changeCipherSpec);
      expect([it.toServer(), it.settled, it.cuts]).toEqual([hello, 0, []]);
      it.answer = answers[1];
      client(it, finished);
      expect([it.toServer(), it.settled, it.cuts]).toEqual([hello, 0, ['blocked']]);
    }
  });

  test('once settled, both ways are copied whatever they say', () => {
    const it = scene('pass');
    const noise = Buffer.from('GET / HTTP/1.1\r\n\r\n');
    client(it, hello);
    server(it, record(22, serverHello()));
    client(it, Buffer.concat([changeCipherSpec, finished]));
    client(it, noise);
    server(it, noise);
    expect(it.toServer()).toEqual(Buffer.concat([hello, changeCipherSpec, finished, noise]));
    expect(it.toClient()).toEqual(Buffer.concat([record(22, serverHello()), noise]));
  });
});

describe('what has no business before the decision cuts, and does not pass', () => {
  test.each([
    ['data before the server’s hello', [finished]],
    ['early data', [record(22, clientHello(extension(42, Buffer.alloc(0))))]],
    ['early data in a second hello', [hello, record(22, clientHello(extension(42, Buffer.alloc(0))))]],
    ['a heartbeat', [record(24, Buffer.from([1, 0, 1, 0]))]],
    ['another handshake message', [record(22, message(11, Buffer.alloc(3)))]],
    ['another protocol', [Buffer.from('GET / HTTP/1.1\r\n\r\n')]],
    ['SSL 2', [Buffer.from([0x80, 0x2e, 1, 3, 3])]],
    ['a record that is too long', [Buffer.from([22, 3, 1, 0xff, 0xff])]],
    ['a hello that is too long', [record(22, Buffer.from([1, 0, 0x80, 0]))]],
    ['a hello that contradicts its lengths', [record(22, message(1, Buffer.alloc(40, 255)))]],
  ])('from the client: %s', (_what, chunks) => {
    const it = scene('pass');
    for (const chunk of chunks) it.gate.fromClient(chunk);
    expect(it.cuts).toHaveLength(1);
    expect(it.toServer()).toEqual(chunks.length === 2 ? hello : Buffer.alloc(0));
    it.gate.fromClient(finished);
    it.gate.fromServer(record(22, serverHello()));
    expect(it.toServer().length).toBe(chunks.length === 2 ? hello.length : 0);
  });

  test.each([
    ['data before its hello', finished],
    ['another protocol', Buffer.from('SSH-2.0-OpenSSH_9.2\r\n')],
    ['a certificate before its hello', record(22, message(11, Buffer.alloc(3)))],
    ['a hello without its random', record(22, message(2, Buffer.alloc(10)))],
    ['a hello that is too long', record(22, Buffer.from([2, 0, 0x80, 0]))],
  ])('from the server: %s', (_what, chunk) => {
    const it = scene('pass');
    it.gate.fromClient(hello);
    it.gate.fromServer(chunk);
    expect(it.cuts).toHaveLength(1);
    expect(it.toClient()).toEqual(Buffer.alloc(0));
  });

  test('a client that floods while it is held is cut', () => {
    const it = scene('hold');
    it.gate.fromClient(hello);
    it.gate.fromServer(record(22, serverHello()));
    for (let sent = 0; sent < 100; sent += 1) it.gate.fromClient(record(23, Buffer.alloc(16_000)));
    expect(it.cuts).toHaveLength(1);
    expect(it.toServer()).toEqual(hello);
  });
});

test('a hello dripped in one-byte records costs time in proportion to its length', () => {
  // Of the processor, not of the clock: other programs run too.
  const costOf = (records: number): number => {
    const it = scene();
    it.gate.fromClient(hello);
    it.gate.fromServer(record(22, Buffer.from([2, 0, 0x3f, 0xff])));
    const before = process.cpuUsage();
    for (let sent = 0; sent < records; sent += 1) it.gate.fromServer(record(22, Buffer.from([1])));
    const { user, system } = process.cpuUsage(before);
    expect(it.gate.isAwaitingDecision).toBe(false);
    return user + system;
  };
  /** The least of several: a garbage collection or a compilation in between belongs to no record. */
  const leastCost = (records: number): number =>
    Math.min(...Array.from({ length: 5 }, () => costOf(records)));
  costOf(2_000);
  // Eight times the length; joining the parts as they come made it more than fifty times the cost.
  expect(leastCost(16_000) / leastCost(2_000)).toBeLessThan(30);
});
