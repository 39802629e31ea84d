#!/usr/bin/env node
// @ts-check
// Makes a .deb from the command line that electron-builder gives fpm, with Debian's own dpkg-deb: for machines that cannot
// download fpm. A release is made by fpm itself. Only what electron-builder uses is understood; anything else is an error.
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    source: { type: 'string', short: 's' },
    target: { type: 'string', short: 't' },
    depends: { type: 'string', short: 'd', multiple: true },
    'deb-recommends': { type: 'string', multiple: true },
    force: { type: 'boolean' },
    architecture: { type: 'string' },
    'after-install': { type: 'string' },
    'after-remove': { type: 'string' },
    category: { type: 'string' },
    'deb-changelog': { type: 'string' },
    'deb-compression': { type: 'string' },
    'deb-priority': { type: 'string' },
    description: { type: 'string' },
    license: { type: 'string' },
    maintainer: { type: 'string' },
    name: { type: 'string' },
    package: { type: 'string' },
    url: { type: 'string' },
    vendor: { type: 'string' },
    version: { type: 'string' },
  },
});
if (values.source !== 'dir' || values.target !== 'deb')
  throw new Error(`Only dir to deb, not ${values.source} to ${values.target}.`);

/** @param {string} name */
const demand = (name) => {
  const value = /** @type {Record<string, unknown>} */ (values)[name];
  if (typeof value !== 'string' || value === '') throw new Error(`--${name} is missing.`);
  return value;
};

const root = mkdtempSync(join(tmpdir(), 'pinspect-deb-'));
try {
  for (const mapping of positionals) {
    const [from, to] = mapping.split('=');
    if (!from || !to) throw new Error(`Not SOURCE=TARGET: ${mapping}`);
    const target = join(root, to);
    mkdirSync(from.endsWith('/') ? target : dirname(target), { recursive: true });
    cpSync(from, target, { recursive: true, dereference: false, verbatimSymlinks: true });
  }
  const changelog = values['deb-changelog'];
  if (changelog) {
    const folder = join(root, 'usr/share/doc', demand('name'));
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'changelog.gz'), gzipSync(readFileSync(changelog), { level: 9 }));
  }
  normaliseModes(root);

  const control = join(root, 'DEBIAN');
  mkdirSync(control, { mode: 0o755 });
  const [synopsis = '', ...body] = demand('description').split('\n');
  /** @type {readonly (readonly [string, string | undefined])[]} */
  const fields = [
    ['Package', demand('name')],
    ['Version', demand('version').replace('-', '~')],
    ['Architecture', demand('architecture')],
    ['Maintainer', demand('maintainer')],
    ['Installed-Size', String(sizeInKilobytes(root))],
    ['Depends', values.depends?.join(', ')],
    ['Recommends', values['deb-recommends']?.join(', ')],
    ['Section', values.category],
    ['Priority', values['deb-priority']],
    ['Homepage', values.url],
    ['Description', [synopsis.trim(), ...body.map((line) => ` ${line.trim()}`)].join('\n')],
  ];
  const lines = fields.flatMap(([name, value]) => (value ? [`${name}: ${value}`] : []));
  writeFileSync(join(control, 'control'), `${lines.join('\n')}\n`);
  for (const [option, name] of /** @type {const} */ ([
    ['after-install', 'postinst'],
    ['after-remove', 'postrm'],
  ])) {
    cpSync(demand(option), join(control, name));
    chmodSync(join(control, name), 0o755);
  }
  execFileSync(
    'dpkg-deb',
    [
      '--root-owner-group',
      `-Z${values['deb-compression'] ?? 'xz'}`,
      '-z1',
      '--build',
      root,
      demand('package'),
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
} finally {
  rmSync(root, { recursive: true, force: true });
}

/**
 * Whatever the umask here: what is executable for its owner is so for all, and nothing is writable by others.
 * @param {string} folder
 */
function normaliseModes(folder) {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) normaliseModes(path);
    else if (entry.isFile()) chmodSync(path, statSync(path).mode & 0o100 ? 0o755 : 0o644);
  }
}

/**
 * @param {string} path
 * @returns {number}
 */
function sizeInKilobytes(path) {
  return Number(execFileSync('du', ['-sk', '--apparent-size', path], { encoding: 'utf8' }).split('\t')[0]);
}
