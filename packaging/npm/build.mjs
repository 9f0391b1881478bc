#!/usr/bin/env node
// Writes the npm packages: one with the program for a platform, and `vestibule-server`, which starts the program of the platform
// that it is installed on. The same input results in the same bytes.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const USAGE = `Usage: build.mjs --binary PATH --version VERSION --platform PLATFORM --out FOLDER

  --binary PATH        the program; LICENSES.txt, the licences of what it contains, is read from the same folder
  --version VERSION    such as 1.2.3 or 1.2.3-rc.1
  --platform PLATFORM  linux-x64, linux-arm64 or darwin-arm64
  --out FOLDER         where to write vestibule-server-VERSION.tgz and vestibule-server-PLATFORM-VERSION.tgz`;

/** The platforms that have a program, with the beginning of its file: the format and the processor. */
const PLATFORMS = {
  'linux-x64': { format: '7f454c460201', processor: [18, '3e00'] },
  'linux-arm64': { format: '7f454c460201', processor: [18, 'b700'] },
  'darwin-arm64': { format: 'cffaedfe', processor: [4, '0c000001'] },
};

/** The time of every file: the one that npm itself writes. Some tools refuse times before 1980. */
const TIME = Date.UTC(1985, 9, 26, 8, 15) / 1000;

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../..');

/** Ends the program with a message. */
function fail(message, code = 1) {
  console.error(message);
  process.exit(code);
}

/** The options of the command line. */
function options() {
  const names = ['binary', 'version', 'platform', 'out'];
  let values;
  try {
    ({ values } = parseArgs({ options: Object.fromEntries(names.map((name) => [name, { type: 'string' }])) }));
  } catch (error) {
    fail(`${error.message}\n\n${USAGE}`, 2);
  }
  const missing = names.filter((name) => !values[name]);
  if (missing.length > 0) fail(`--${missing[0]} is missing\n\n${USAGE}`, 2);
  if (!PLATFORMS[values.platform]) fail(`--platform ${values.platform}: use ${Object.keys(PLATFORMS).join(', ')}`, 2);
  if (!/^\d+\.\d+\.\d+(-(alpha|beta|rc)\.\d+)?$/.test(values.version)) {
    fail(`--version ${values.version}: use the form 1.2.3 or 1.2.3-rc.1`, 2);
  }
  return values;
}

function read(path) {
  try {
    return readFileSync(path);
  } catch (error) {
    return fail(`${path} cannot be read: ${error.message}`);
  }
}

/** The program. A program for another processor would only fail on the machine of the user. */
function programFor(platform, path) {
  const program = read(path);
  const { format, processor } = PLATFORMS[platform];
  const [offset, expected] = processor;
  const at = (from, digits) => program.subarray(from, from + digits.length / 2).toString('hex');
  if (at(0, format) !== format || at(offset, expected) !== expected) fail(`${path} is not a program for ${platform}`);
  return program;
}

/** A value of the section `[package]` in Cargo.toml. */
function cargo(name) {
  const found = new RegExp(`^${name} = "(.*)"$`, 'm').exec(read(join(root, 'Cargo.toml')).toString());
  return found?.[1] ?? fail(`Cargo.toml has no ${name}`);
}

/** One file in the format of tar (ustar): the header and the content, filled up to blocks of 512 bytes. */
function entry([name, { content, mode = 0o644 }]) {
  const path = `package/${name}`;
  if (path.length > 100) fail(`${path} is too long for tar`);
  const header = Buffer.alloc(512);
  const octal = (value, length) => `${value.toString(8).padStart(length - 1, '0')}\0`;
  header.write(path, 0);
  header.write(octal(mode, 8), 100);
  // User and group 0.
  header.write(octal(0, 8), 108);
  header.write(octal(0, 8), 116);
  header.write(octal(content.length, 12), 124);
  header.write(octal(TIME, 12), 136);
  // The checksum counts its own eight bytes as spaces.
  header.fill(' ', 148, 156);
  header.write('0', 156);
  header.write('ustar\x0000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([header, content, Buffer.alloc((512 - (content.length % 512)) % 512)]);
}

/** Writes a package. `files`: the content and, if it is not 644, the mode of each file, by its path. */
function pack(path, files) {
  const sorted = Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1));
  const archive = Buffer.concat([...sorted.map(entry), Buffer.alloc(1024)]);
  // Not zlib of Node: its output depends on the version of Node and on the processor.
  const compressed = execFileSync('gzip', ['-9', '--no-name', '--stdout'], { input: archive, maxBuffer: 2 ** 30 });
  writeFileSync(path, compressed);
  console.log(path);
}

const json = (value) => ({ content: Buffer.from(`${JSON.stringify(value, null, 2)}\n`) });

const { binary, version, platform, out } = options();
const [os, cpu] = platform.split('-');
const repository = cargo('repository');
const name = `vestibule-server-${platform}`;
const description = `The program of vestibule-server for ${platform}`;
const about = {
  version,
  license: cargo('license'),
  homepage: `${repository}#readme`,
  repository: { type: 'git', url: `git+${repository}.git` },
};
const licenses = Object.fromEntries(
  ['LICENSE-MIT', 'LICENSE-APACHE'].map((file) => [file, { content: read(join(root, file)) }]),
);

mkdirSync(out, { recursive: true });
pack(join(out, `${name}-${version}.tgz`), {
  ...licenses,
  'LICENSES.txt': { content: read(join(dirname(binary), 'LICENSES.txt')) },
  'README.md': { content: Buffer.from(`# ${name}\n\n${description}. Install \`vestibule-server\`.\n`) },
  'bin/vestibule': { content: programFor(platform, binary), mode: 0o755 },
  'package.json': json({
    name,
    description,
    ...about,
    os: [os],
    cpu: [cpu],
    // Yarn must not keep a program in a zip file.
    preferUnplugged: true,
  }),
});
pack(join(out, `vestibule-server-${version}.tgz`), {
  ...licenses,
  'README.md': { content: read(join(here, 'README.md')) },
  'bin/vestibule.js': { content: read(join(here, 'launcher.js')), mode: 0o755 },
  'package.json': json({
    name: 'vestibule-server',
    description: cargo('description'),
    ...about,
    engines: { node: '>=18' },
    // npx runs the command that has the name of the package; scripts and tests run `vestibule`.
    bin: { 'vestibule-server': 'bin/vestibule.js', vestibule: 'bin/vestibule.js' },
    // npm installs only the one whose `os` and `cpu` match.
    optionalDependencies: Object.fromEntries(Object.keys(PLATFORMS).map((each) => [`vestibule-server-${each}`, version])),
  }),
});
