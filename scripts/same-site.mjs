#!/usr/bin/env node
// same-site.mjs FOLDER: makes the files for the browser the same in each build of the same sources. cargo-leptos writes some lists in the
// order of a hash map, and the time into each gzip file, which is a fifth larger than it could be. Also deletes what no browser and no
// server reads.
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';

const folder = process.argv[2];
if (!folder) {
  console.error('usage: same-site.mjs FOLDER');
  process.exit(2);
}
const pkg = join(folder, 'pkg');

// Only the server reads the list of lazy modules, so it needs no compressed form. The types are for programs in TypeScript.
const manifest = join(pkg, '__wasm_split_manifest.json');
const modules = Object.entries(JSON.parse(readFileSync(manifest, 'utf8')));
modules.sort(([a], [b]) => (a < b ? -1 : 1));
writeFileSync(manifest, JSON.stringify(Object.fromEntries(modules)));
for (const name of readdirSync(pkg)) if (/^__wasm_split_manifest\.json\.|\.d\.ts(\.|$)/.test(name)) rmSync(join(pkg, name));

// The script that loads them names what the modules share: `{ memory, __indirect_function_table,  }`.
const [name] = readdirSync(pkg).filter((each) => /^__wasm_split\..*\.js$/.test(each));
const loader = join(pkg, name);
const sorted = readFileSync(loader, 'utf8').replace(/\{ ((?:\w+, )+) \}/g, (_, shared) => {
  const names = shared.split(',').map((each) => each.trim()).filter(Boolean);
  return `{ ${names.sort().join(', ')} }`;
});
writeFileSync(loader, sorted);
writeFileSync(`${loader}.br`, brotliCompressSync(sorted));

for (const entry of readdirSync(folder, { recursive: true })) {
  if (!entry.endsWith('.gz')) continue;
  const file = join(folder, entry);
  // Not zlib of Node: its output depends on the version of Node and on the processor.
  writeFileSync(file, execFileSync('gzip', ['-9', '--no-name', '--stdout', file.slice(0, -'.gz'.length)]));
}
