#!/usr/bin/env node
// short-names.mjs FOLDER: gives short names to what the WebAssembly and its script call each other's functions. wasm-bindgen puts a
// random number of 16 digits into each name, which no compression makes smaller, and both files have all of them: together they are
// 6 KB smaller without. Called before same-site.mjs, which compresses both with gzip.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';

const folder = process.argv[2];
if (!folder) {
  console.error('usage: short-names.mjs FOLDER');
  process.exit(2);
}
const [module, script] = ['vestibule.wasm', 'vestibule.js'].map((name) => join(folder, 'pkg', name));

// The binary format of WebAssembly: https://webassembly.github.io/spec/core/binary/modules.html
const CUSTOM = 0, IMPORTS = 2, EXPORTS = 7;
const FUNCTION = 0;

/** Reads numbers, names and bytes one after the other. */
class Reader {
  constructor(bytes, at = 0) {
    Object.assign(this, { bytes, at });
  }

  get isAtEnd() {
    return this.at === this.bytes.length;
  }

  take(length) {
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  byte() {
    return this.take(1)[0];
  }

  /** An unsigned number in LEB128. */
  number() {
    let value = 0, shift = 0, byte;
    do {
      byte = this.byte();
      value |= (byte & 0x7f) << shift;
      shift += 7;
    } while (byte & 0x80);
    return value >>> 0;
  }

  name() {
    return this.take(this.number()).toString();
  }
}

function number(value) {
  const bytes = [];
  for (; value > 0x7f; value >>>= 7) bytes.push((value & 0x7f) | 0x80);
  return Buffer.from([...bytes, value]);
}

const named = (name) => Buffer.concat([number(name.length), Buffer.from(name)]);

/** The short name of each name. */
const short = new Map();
const shorten = (name) => short.set(name, short.get(name) ?? `_${short.size.toString(36)}`).get(name);

/** All imports are functions: what the parts of the program share, the main one exports. */
function renameImports(section) {
  const written = [];
  const count = section.number();
  for (let index = 0; index < count; index += 1) {
    const [from, name] = [section.name(), section.name()];
    if (section.byte() !== FUNCTION) throw new Error(`${name} is no function`);
    // Others are those of the script that loads the parts.
    const called = from === './vestibule_bg.js' ? shorten(name) : name;
    written.push(named(from), named(called), Buffer.from([FUNCTION]), number(section.number()));
  }
  return Buffer.concat([number(count), ...written]);
}

/** Only names that the compiler has mangled. The others are those of wasm-bindgen and of `src/lib.rs`. */
function renameExports(section) {
  const written = [];
  const count = section.number();
  for (let index = 0; index < count; index += 1) {
    const name = section.name();
    const kind = section.byte();
    written.push(named(name.startsWith('_R') ? shorten(name) : name), Buffer.from([kind]), number(section.number()));
  }
  return Buffer.concat([number(count), ...written]);
}

const reader = new Reader(readFileSync(module));
const written = [reader.take(8)];
while (!reader.isAtEnd) {
  const id = reader.byte();
  let content = reader.take(reader.number());
  // Which tools have made it, and what it needs of a browser: no browser reads that.
  if (id === CUSTOM) continue;
  if (id === IMPORTS) content = renameImports(new Reader(content));
  if (id === EXPORTS) content = renameExports(new Reader(content));
  written.push(Buffer.from([id]), number(content.length), content);
}

// A name is a key of the imports, or a member of the exports.
const before = readFileSync(script, 'utf8');
const after = before.replace(/(?<![\w$])(?:__wb|_R)\w+(?=:function\b|\()/g, (name) => short.get(name) ?? name);
for (const name of short.keys()) {
  if (!before.includes(name) || after.includes(name)) throw new Error(`${script} does not have ${name} as it should`);
}

for (const [file, content] of [[module, Buffer.concat(written)], [script, Buffer.from(after)]]) {
  writeFileSync(file, content);
  writeFileSync(`${file}.br`, brotliCompressSync(content));
}
