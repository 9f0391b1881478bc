// licences.mjs TARGET: prints the licences of everything that the binary contains: each crate for the server and for the browser with
// the files in which its package states its licence, then what comes from elsewhere. Crates with the same text share one section.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";

const [target, ...others] = process.argv.slice(2);
if (!target) throw new Error("usage: licences.mjs TARGET [NAME=FILE...]");

const cargo = (...args) => execFileSync("cargo", args, { encoding: "utf8", maxBuffer: 1 << 28 });

const metadata = JSON.parse(cargo("metadata", "--format-version", "1", "--locked", "--all-features"));
const packages = new Map(metadata.packages.map((crate) => [`${crate.name} v${crate.version}`, crate]));

// What is linked: no tools, build scripts or crates for tests.
const linked = (target, feature) =>
  cargo("tree", "--locked", "--package", "vestibule", "--edges", "normal,no-proc-macro", "--target", target,
    "--no-default-features", "--features", feature, "--prefix", "none", "--format", "{p}")
    .split("\n")
    .map((line) => line.split(" ").slice(0, 2).join(" "))
    .filter((name) => name && !name.startsWith("vestibule "));
const names = [...new Set([...linked(target, "ssr"), ...linked("wasm32-unknown-unknown", "hydrate")])].sort();

// Also one folder deeper, because crates that contain C code keep its licence beside it.
function licenceFiles(folder, depth = 2) {
  return readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const path = join(folder, name);
      if (statSync(path).isDirectory()) return depth > 0 ? licenceFiles(path, depth - 1) : [];
      return /^(licen[cs]e|copying|copyright|notice|unlicense)/i.test(name) && !/\.(rs|py|json|toml)$/.test(name) ? [path] : [];
    });
}

// From a text to the names of all that state it.
const texts = new Map();
const withoutFile = [];
const add = (text, name) => texts.set(text, [...(texts.get(text) ?? []), name]);
for (const name of names) {
  const crate = packages.get(name);
  const files = licenceFiles(dirname(crate.manifest_path));
  if (files.length === 0) withoutFile.push(`${name}: ${crate.license ?? "see " + crate.repository}`);
  for (const text of new Set(files.map((file) => readFileSync(file, "utf8").replaceAll("\r\n", "\n").trim()))) {
    add(text, `${name} (${crate.license ?? "see below"})`);
  }
}
for (const other of others) {
  const [name, file] = other.split("=");
  add(readFileSync(file, "utf8").replaceAll("\r\n", "\n").trim(), name);
}

const line = "=".repeat(80);
const sections = [...texts].map(([text, users]) => `${line}\n${users.sort().join("\n")}\n${line}\n\n${text}\n`).sort();
console.log(`Vestibule is licensed under MIT or Apache-2.0, at your choice. Its binary contains the following software.

SQLite is in the public domain. The standard library of Rust is licensed under MIT or Apache-2.0.
${withoutFile.length} crates state their licence without a file:

${withoutFile.join("\n")}

${sections.join("\n")}`);
