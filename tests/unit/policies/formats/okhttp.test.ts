import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClientFormat } from '../../../../common/pinning/clients/client-policy.ts';
import { readPolicyFile } from '../../../../main/policies/formats/read-policy-file.ts';
import { pinOf } from '../../../support/pinning/sample-hashes.ts';

const [a, b, c] = ['a', 'b', 'c'].map(pinOf) as [string, string, string];

/** `pattern pin pin`, one line a rule; problems as `place: found`. */
const read = (source: string, format: ClientFormat | null = null): readonly string[] => {
  const policy = readPolicyFile(Buffer.from(source), { format });
  if (!policy.ok) return policy.error.map(({ path, found }) => `${path}: ${found}`);
  return policy.value.rules.map(({ scope, groups }) =>
    [scope.kind === 'pattern' ? scope.pattern : scope.kind, ...(groups[0]?.pins ?? [])].join(' '),
  );
};
const formatOf = (source: string, fileName: string | null = null): string => {
  const policy = readPolicyFile(Buffer.from(source), { fileName });
  return policy.ok ? policy.value.format : policy.error.map(({ expected }) => expected).join();
};

describe('OkHttp code in Kotlin', () => {
  it('is read as its documentation writes it', () => {
    const source = `
      val client = OkHttpClient.Builder()
        .certificatePinner(
          CertificatePinner.Builder()
            .add("publicobject.com", "${a}")
            .add("publicobject.com", "${b}")
            .add("*.publicobject.com", "${c}", "${a}")
            .build())
        .build()`;
    expect(read(source)).toEqual([`publicobject.com ${a} ${b}`, `*.publicobject.com ${c} ${a}`]);
    expect(formatOf(source)).toBe('okhttp-kotlin');
  });

  it('follows constants, sums, templates, lists, raw texts and named arguments', () => {
    const source = `
      object Pins {
        const val HOST: String = "example.com"
        private const val HASH = "${a.slice(7)}"
        const val LEAF = "sha256/" + HASH
        val SPARE: List<String> = listOf("${b}", "${c}")
      }
      private val domain = "api.$HOST"
      val pinner = okhttp3.CertificatePinner.Builder()
        .add(Pins.HOST, Pins.LEAF, *SPARE)
        .add(pattern = domain, "sha256/\${Pins.HASH}")
        .add("""raw.example.com""", """${b}""")
        .build()`;
    expect(read(source)).toEqual([
      `example.com ${a} ${b} ${c}`,
      `api.example.com ${a}`,
      `raw.example.com ${b}`,
    ]);
  });

  it('leaves out comments, however they nest, and texts that only look like code', () => {
    const source = `
      // .add("comment.example", "${b}")
      /* .add("block.example", "${b}") /* nested */ .add("still.example", "${b}") */
      val sample = ".add(\\"text.example\\", \\"${b}\\")" // CertificatePinner
      val quote = '"'
      CertificatePinner.Builder().add("real.example", "${a}").build()`;
    expect(read(source)).toEqual([`real.example ${a}`]);
  });

  it('sees calls in blocks and on variables', () => {
    const source = `
      val builder = CertificatePinner.Builder()
      builder.add("variable.example", "${a}")
      if (BuildConfig.RELEASE) { builder.add("release.example", "${b}") }
      val other = CertificatePinner.Builder().apply {
        add("block.example", "${c}")
      }.build()
      names.add("not a pin")`;
    expect(read(source)).toEqual([`variable.example ${a}`, `release.example ${b}`, `block.example ${c}`]);
  });
});

describe('OkHttp code in Java', () => {
  it('is read with constants and arrays', () => {
    const source = `
      class Pinning {
        private static final String HOST = "example.com";
        static final String[] PINS = new String[] { "${a}", "${b}" };
        static final String[] MORE = { "${c}" };
        CertificatePinner pinner = new CertificatePinner.Builder()
            .add("**." + HOST, PINS)
            .add(HOST, Pinning.MORE)
            .build();
      }`;
    expect(read(source)).toEqual([`**.example.com ${a} ${b}`, `example.com ${c}`]);
    expect(formatOf(source)).toBe('okhttp-java');
  });

  it('follows a builder in a variable', () => {
    const source = `CertificatePinner.Builder builder = new CertificatePinner.Builder();
      builder.add("example.com", "${a}").add("b.example.com", "${b}");`;
    expect(read(source)).toEqual([`example.com ${a}`, `b.example.com ${b}`]);
  });
});

describe('what cannot be followed is refused, because a pin left out would open a host', () => {
  it.each([
    [
      'a call',
      `CertificatePinner.Builder().add(hostOf(config), "${a}")`,
      'line 1, column 29: hostOf(config)',
    ],
    [
      'a loop',
      `val b = CertificatePinner.Builder()\nfor (p in pins) b.add("example.com", p)`,
      'line 2, column 19: p',
    ],
    [
      'a name with two values',
      `var H = "a.test"\nH = "b.test"\nCertificatePinner.Builder().add(H, "${a}")`,
      'line 3, column 29: H',
    ],
    [
      'a text that goes on',
      `val H = "A.test".lowercase()\nCertificatePinner.Builder().add(H, "${a}")`,
      'line 2, column 29: H',
    ],
    ['a circle', `val H = G\nval G = H\nCertificatePinner.Builder().add(H, "${a}")`, 'line 3, column 29: H'],
    [
      'an expression in a template',
      `CertificatePinner.Builder().add("\${f()}.test", "${a}")`,
      'line 1, column 29: "${f()}.test"',
    ],
  ])('%s', (_what, source, problem) => {
    expect(read(source, 'okhttp-kotlin')).toEqual([problem]);
  });

  it.each([
    ['example.*', a],
    ['*.*.example.com', a],
    ['example.com:443', a],
    ['example.com', 'sha512/AAAA'],
    ['example.com', 'sha256/*'],
    ['example.com', 'sha256/AAAAA'],
  ])('%s with %s, where OkHttp throws', (pattern, pin) => {
    expect(read(`CertificatePinner.Builder().add("${pattern}", "${pin}")`)).toHaveLength(1);
    expect(read(`CertificatePinner.Builder().add("${pattern}", "${pin}")`)[0]).toMatch(
      /^line 1, column 29: "/,
    );
  });

  it('no call at all', () => {
    expect(read('val pinner = CertificatePinner.DEFAULT')).toEqual(['the file: no pins']);
  });
});

it('decodes pins as Okio does, keeps those of a wrong length, and says so', () => {
  const urlSafe = pinOf('a')
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace('sha256_', 'sha256/')
    .replace('=', '');
  const policy = readPolicyFile(
    Buffer.from(`CertificatePinner.Builder().add("example.com", "${urlSafe}").add("b.test", "sha256/AAAA")`),
  );
  expect(policy.ok && [policy.value.rules.map(({ groups }) => groups[0]?.pins), policy.value.notes]).toEqual([
    [[a], ['sha256/AAAA']],
    [
      `${urlSafe} is read as ${a}.`,
      'sha256/AAAA holds 3 bytes instead of 32: OkHttp takes it, and it never matches.',
    ],
  ]);
});

it('never throws and never hangs, whatever the code', () => {
  const piece = fc.constantFrom(
    'CertificatePinner.Builder()',
    '.add(',
    '"a.test"',
    ',',
    `"${a}"`,
    ')',
    '{',
    '}',
    '(',
    '/*',
    '*/',
    '//',
    '"""',
    '"',
    "'",
    '\\',
    '$',
    '${',
    'val x = ',
    'x',
    '+',
    '*',
    '=',
    'new ',
    'listOf(',
    '\n',
    ' ',
    'add',
    '[',
    ']',
  );
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 60 }),
      fc.constantFrom('okhttp-kotlin', 'okhttp-java'),
      (pieces, format) => {
        const result = readPolicyFile(Buffer.from(pieces.join('')), { format });
        if (!result.ok) expect(result.error.length).toBeGreaterThan(0);
      },
    ),
    { numRuns: 500 },
  );
  const long = `CertificatePinner.Builder()${`.add("example.com", "${a}")\n`.repeat(20_000)}`;
  const started = performance.now();
  expect(read(long)).toEqual([`example.com ${a}`]);
  expect(read(`${'('.repeat(50_000)}CertificatePinner.Builder().add("example.com", x)`)).toHaveLength(1);
  expect(read('CertificatePinner.Builder().apply { '.repeat(50_000))).toEqual(['the file: no pins']);
  expect(read('CertificatePinner.Builder('.repeat(50_000))).toEqual(['the file: no pins']);
  const doubling = Array.from({ length: 30 }, (_, index) => `val x${index} = x${index + 1} + x${index + 1}`);
  expect(
    read(`${doubling.join('\n')}\nval x30 = "a"\nCertificatePinner.Builder().add(x0, "${a}")`),
  ).toHaveLength(1);
  expect(performance.now() - started).toBeLessThan(10_000);
});
