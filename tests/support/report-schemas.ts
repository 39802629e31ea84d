import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { isIPv4, isIPv6 } from 'node:net';
import { join } from 'node:path';
import Ajv, { type AnySchemaObject } from 'ajv';
import { ensureJenkinsSchema } from '../../scripts/setup/jenkins-schema.mjs';
import { repositoryFolder } from './electron-runtime.ts';

const require = createRequire(import.meta.url);

/** What is wrong with the report by its schema; an empty text: nothing. */
export const faultsOfJson = async (report: unknown): Promise<string> =>
  faultsBySchema('report.schema.json', report);

/** The same for rows that were exported from the window. */
export const faultsOfConnections = async (rows: unknown): Promise<string> =>
  faultsBySchema('connections.schema.json', rows);

/** The same for a policy file. */
export const faultsOfPolicy = async (policy: unknown): Promise<string> =>
  faultsBySchema('policy.schema.json', policy);

const faultsBySchema = async (name: string, value: unknown): Promise<string> => {
  const schema = JSON.parse(await readFile(join(repositoryFolder, 'docs', name), 'utf8')) as AnySchemaObject;
  const ajv = new Ajv({
    allErrors: true,
    strict: false,
    formats: { 'date-time': isDateTime, uri: isUrl },
  });
  return ajv.validate(schema, value) ? '' : ajv.errorsText();
};

const isUrl = (text: string): boolean => URL.canParse(text);

const isDateTime = (text: string): boolean =>
  /^\d{4}-\d\d-\d\dT.*Z$/.test(text) && !Number.isNaN(Date.parse(text));

/** By the HAR 1.2 schemas that others validate with. */
export const faultsOfHar = (har: unknown): string => {
  const schemas = require('har-schema') as Readonly<Record<string, AnySchemaObject>>;
  const ajv = new Ajv({
    allErrors: true,
    strict: false,
    validateSchema: false,
    formats: { 'date-time': isDateTime, uri: isUrl, ipv4: isIPv4, ipv6: isIPv6 },
  });
  for (const schema of Object.values(schemas)) {
    const { $schema: draft06, ...rest } = schema;
    expectDraft06(draft06);
    ajv.addSchema(rest);
  }
  return ajv.validate('har.json#', har) ? '' : ajv.errorsText();
};

/** Ajv does not know that draft; what these schemas use of it means the same in draft 7. */
const expectDraft06 = (draft: unknown): void => {
  if (draft !== 'http://json-schema.org/draft-06/schema#') throw new Error(`Another draft: ${String(draft)}`);
};

/**
 * With xmllint, by the schema that Jenkins's xunit plugin published, and by the rules that Ant's schema and the plugin's junit-10
 * have in common. The published one is older than the reason of a skipped case, which is taken out for it.
 */
export const faultsOfJunit = async (xml: string): Promise<string> => {
  const published = await ensureJenkinsSchema((line) => void process.stderr.write(`${line}\n`));
  const own = join(repositoryFolder, 'tests/support/schemas/junit.xsd');
  const older = xml.replace(/<skipped message="[^"]*"\/>/g, '<skipped/>');
  return `${await faultsByXsd(own, xml)}${await faultsByXsd(published, older)}`;
};

const faultsByXsd = async (schema: string, xml: string): Promise<string> =>
  new Promise((resolve) => {
    const child = execFile(
      'xmllint',
      ['--noout', '--nonet', '--schema', schema, '-'],
      (error, _stdout, stderr) => {
        resolve(error === null ? '' : stderr);
      },
    );
    child.stdin?.end(xml);
  });

/** RFC 4180, read strictly. */
export const readCsv = (text: string): readonly (readonly string[])[] => {
  const rows: string[][] = [];
  let cells: string[] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy;
  let at = 0;
  for (let match = cell.exec(text); match !== null; match = cell.exec(text)) {
    cells.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === '\r\n') {
      rows.push(cells);
      cells = [];
    }
    at = cell.lastIndex;
    if (at === text.length) break;
  }
  if (at !== text.length) throw new Error(`Not CSV at character ${at}: ${text.slice(at, at + 40)}`);
  return rows;
};
