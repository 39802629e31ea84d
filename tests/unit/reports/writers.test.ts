import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderCsv } from '../../../main/reports/csv.ts';
import { renderHar } from '../../../main/reports/har.ts';
import { renderHtml } from '../../../main/reports/html.ts';
import { renderJson } from '../../../main/reports/json.ts';
import { renderJunit } from '../../../main/reports/junit.ts';
import type { CaseOutcome, HttpExchange } from '../../../main/reports/report.ts';
import { faultsOfHar, faultsOfJson, faultsOfJunit, readCsv } from '../../support/report-schemas.ts';
import { sampleCase, sampleReport } from '../../support/sample-report.ts';

const outcomes: readonly CaseOutcome[] = ['passed', 'failed', 'error', 'not-run'];
const oneOfEach = sampleReport(
  outcomes.map((outcome) => sampleCase({ outcome, name: outcome, word: outcome, failureText: 'why\n  so' })),
);
const hostile =
  '<script>alert(1)</script> ]]> &amp; "\' \u0000\u0007\u001b[31m \ud800 \uffff \u202egpj \r\n\t=1+1';
const allHostile = sampleReport([
  sampleCase({
    outcome: 'failed',
    group: hostile,
    name: hostile,
    word: hostile,
    sentence: hostile,
    failureText: hostile,
    advice: [hostile],
    facts: [{ label: hostile, value: hostile }],
    expectedPins: [hostile],
    commands: [hostile],
    chain: sampleCase().chain.map((certificate) => ({ ...certificate, subject: hostile, issuer: hostile })),
    row: { url: hostile },
  }),
]);

describe('JUnit', () => {
  test('is valid, and counts each outcome once', async () => {
    const xml = renderJunit(oneOfEach);
    expect(await faultsOfJunit(xml)).toBe('');
    expect(xml).toContain('tests="4" failures="1" errors="1" skipped="1" time="3.000"');
    expect(xml.match(/<(failure|error|skipped) /g)).toEqual(['<failure ', '<error ', '<skipped ']);
  });

  test('the schema that says so refuses what is not valid', async () => {
    const xml = renderJunit(oneOfEach);
    expect(await faultsOfJunit(xml.replace('hostname="localhost" ', ''))).toMatch(/hostname/);
    expect(await faultsOfJunit(xml.replace('time="1.234"', 'time="1,234"'))).toMatch(/time/);
  });

  test('stays valid whatever a server or a file says', async () => {
    expect(await faultsOfJunit(renderJunit(allHostile))).toBe('');
  });

  test('is well-formed for any text', async () => {
    const texts = fc.sample(fc.string({ unit: 'binary', maxLength: 20 }), 30);
    const cases = texts.map((text, index) =>
      sampleCase({
        outcome: 'failed',
        name: `${index} ${text}`,
        group: text,
        sentence: text,
        failureText: text,
        word: text,
      }),
    );
    expect(await faultsOfJunit(renderJunit(sampleReport(cases)))).toBe('');
  });
});

describe('HTML', () => {
  test('runs and loads nothing of what a server says', () => {
    const text = renderHtml(allHostile);
    expect(text).not.toContain('<script');
    for (const character of ['\u202e', '\u001b', '\u0000']) expect(text).not.toContain(character);
    expect(text).toContain('&lt;script&gt;');
    expect(text).toContain("default-src 'none'");
  });

  test('refers to nothing outside itself', () => {
    const text = renderHtml(oneOfEach);
    const references = [...text.matchAll(/(?:src|href|url)\s*[=(]\s*["']?([^"')\s>]*)/gi)].map(
      ([, to]) => to,
    );
    expect(references.length).toBeGreaterThan(0);
    expect(references.filter((to) => to?.startsWith('#') !== true)).toEqual([]);
  });

  test('every link leads to a case, and what did not pass is open', () => {
    const text = renderHtml(oneOfEach);
    for (const [, id = ''] of text.matchAll(/href="#([^"]+)"/g)) expect(text).toContain(`id="${id}"`);
    expect(text.match(/<details [^>]* open/g)).toHaveLength(3);
    expect(text).toContain('1 of 4 passed, 1 failed, 1 could not be judged, 1 was not run.');
  });

  test('says once what to ask of whoever renews the certificates', () => {
    const request = 'Renew with the same key.';
    const text = renderHtml(
      sampleReport([sampleCase({ request }), sampleCase({ request, name: 'b' }), sampleCase({ name: 'c' })]),
    );
    const [, section = ''] = /For whoever renews the certificates<\/h2>([^]*?)<\/ul>/.exec(text) ?? [];
    expect(section.match(/<li>/g)).toHaveLength(1);
    expect(section).toContain(request);
  });

  test('never calls a presented certificate pinned that is not on the chain that was judged', () => {
    const [judged] = sampleCase().chain;
    if (judged === undefined) throw new Error('A case without a chain.');
    const appended = { ...judged, subject: 'CN=appended', certSha256: 'cd'.repeat(32) };
    const chain = [{ ...judged, subject: 'CN=attacker', certSha256: 'ef'.repeat(32), pinned: false }];
    const text = renderHtml(sampleReport([sampleCase({ chain, presentedChain: [...chain, appended] })]));
    expect(text).toContain('CN=appended <em>has a pinned key, but is not on the chain that was judged</em>');
    expect(text).not.toContain('<strong>pinned</strong>');
  });

  test('marks the expected pin that is on the chain', () => {
    const text = renderHtml(sampleReport([sampleCase()]));
    expect(text).toMatch(/B{43}=<\/code> <strong>on the chain<\/strong>/);
    const other = { ...sampleCase(), chain: sampleCase().chain.map((one) => ({ ...one, pinned: false })) };
    expect(renderHtml(sampleReport([other]))).not.toContain('on the chain</strong>');
  });
});

describe('JSON', () => {
  test('follows its schema, and has an outcome for each result', async () => {
    const report = JSON.parse(renderJson(oneOfEach)) as {
      readonly results: readonly { readonly outcome: string }[];
    };
    expect(await faultsOfJson(report)).toBe('');
    expect(report.results.map(({ outcome }) => outcome)).toEqual(outcomes);
  });

  test('the schema refuses a result of a check that lacks its verdict', async () => {
    const report = JSON.parse(renderJson({ ...oneOfEach, command: 'check' })) as unknown;
    expect(await faultsOfJson(report)).toMatch(/verdict/);
  });
});

const exchange: HttpExchange = {
  url: 'https://a.example.test/x?y=1&z=%20',
  method: 'GET',
  status: 302,
  statusText: 'Found',
  headers: [
    ['Content-Type', 'text/html'],
    ['Location', '/there'],
  ],
  bodyBytes: 12,
  serverAddress: '127.0.0.1',
  connectionId: 7,
  connectMs: 5,
  handshakeMs: 20,
};

describe('HAR', () => {
  test('is valid, and every entry has a response', () => {
    const har = JSON.parse(
      renderHar(sampleReport([sampleCase({ exchange }), sampleCase({ name: 'refused' })])),
    ) as {
      readonly log: {
        readonly entries: readonly {
          readonly response: object;
          readonly time: number;
          readonly timings: Readonly<Record<string, number>>;
        }[];
        readonly comment: string;
      };
    };
    expect(faultsOfHar(har)).toBe('');
    const [entry] = har.log.entries;
    expect(har.log.entries).toHaveLength(1);
    expect(entry?.response).toMatchObject({
      status: 302,
      redirectURL: '/there',
      content: { mimeType: 'text/html' },
    });
    // HAR 1.2: `time` is the sum of the timings that are known, and `ssl` is inside `connect`.
    const { connect = 0, send = 0, wait = 0, receive = 0 } = entry?.timings ?? {};
    expect(connect + send + wait + receive).toBe(entry?.time);
    expect(entry?.time).toBe(1_234);
    expect(har.log.comment).toMatch(/^1 more without an answer/);
  });

  test('the schema refuses an entry without a response', () => {
    const har = JSON.parse(renderHar(sampleReport([sampleCase({ exchange })]))) as {
      log: { entries: { response?: object }[] };
    };
    delete har.log.entries[0]?.response;
    expect(faultsOfHar(har)).toMatch(/response/);
  });
});

describe('CSV', () => {
  test('every text comes back as it was, but for what a spreadsheet would run', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1, maxLength: 5 }), (texts) => {
        const rows = readCsv(
          renderCsv(sampleReport(texts.map((url) => sampleCase({ row: { url, n: null } })))),
        );
        expect(rows[0]).toEqual(['url', 'n']);
        const back = rows.slice(1).map(([url]) => url);
        expect(back).toEqual(texts.map((text) => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text)));
      }),
    );
  });

  test.each(['=1+1', '+1', '-1', '@x', '\tx', '\rx'])('%j is no formula', (text) => {
    const [, [cell] = []] = readCsv(renderCsv(sampleReport([sampleCase({ row: { url: text } })])));
    expect(cell).toBe(`'${text}`);
  });
});
