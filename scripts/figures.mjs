#!/usr/bin/env node
// figures.mjs [FOLDER]: how large the program and its tests are, and what is in the way of a change: files, functions, `use` lines,
// conversions of errors, modules that need each other in a circle, and classes of two stylesheets. Prints a table, then what exceeds
// its limit, and fails if anything does; the code has to be formatted by rustfmt.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const root = process.argv[2] ?? '.';

/** The limits. `make figures` prints the largest circles with their files. */
const LIMITS = {
  filesOfCircle: 4,
  declarations: 10.5,
  // p50, p90 and max.
  linesOfFunction: [6, 21, 60],
  linesOfFile: 330,
};

/** All files below a folder with one of these endings, sorted. */
function filesBelow(folder, ...endings) {
  const found = readdirSync(join(root, folder), { recursive: true }).map((name) => join(folder, name));
  return found.filter((name) => endings.some((ending) => name.endsWith(ending)) && statSync(join(root, name)).isFile()).sort();
}

const isTest = (path) => /(^|\/)(tests\/|tests\.rs$|[a-z_]*_tests\.rs$)/.test(path);

/** The lines of a file without inline tests: an item after `#[cfg(test)]` ends with the first line at its own indentation. */
function withoutTests(text) {
  const lines = text.split('\n');
  const kept = [];
  for (let i = 0; i < lines.length; i++) {
    const indentation = /^( *)#\[cfg\(test\)\]/.exec(lines[i])?.[1];
    if (indentation === undefined) {
      kept.push(lines[i]);
      continue;
    }
    do i++;
    while (lines[i].startsWith(`${indentation}#[`));
    if (!lines[i].endsWith(';')) while (i + 1 < lines.length && !/^[})\]]/.test(lines[i].slice(indentation.length))) i++;
  }
  return kept;
}

const isCode = (line) => line.trim() !== '' && !line.trim().startsWith('//');

/** How many lines are `use` and `mod` declarations, the following lines of a list included. */
function declarations(lines) {
  let count = 0;
  let open = false;
  for (const line of lines.filter(isCode)) {
    if (open || /^ *(pub(\([a-z: ]+\))? )?(use|mod) [^{]*(\{.*)?$/.test(line)) {
      if (!open && /\bmod \w+ \{/.test(line)) continue;
      count++;
      open = !line.endsWith(';');
    }
  }
  return count;
}

/** All functions: the name, and the length in lines of code from the signature to the closing brace. */
function functions(lines) {
  const found = [];
  lines.forEach((line, at) => {
    const [, indentation, name] = /^( *)(?:pub(?:\([a-z: ]+\))? )?(?:const )?(?:async )?fn (\w+)/.exec(line) ?? [];
    if (name === undefined) return;
    if (/[;}]$/.test(line)) return void (line.endsWith('}') && found.push({ name, length: 1 }));
    const isEnd = (line) => line.startsWith(`${indentation}}`);
    const isDeclared = (end) => lines[end].startsWith(indentation) && lines[end].endsWith(';') && !lines.slice(at, end).some((each) => each.endsWith('{'));
    let end = at;
    while (end < lines.length && !isEnd(lines[end]) && !isDeclared(end)) end++;
    if (end === lines.length || !isEnd(lines[end])) return;
    const own = lines.slice(at, end + 1).filter(isCode);
    found.push({ name, length: own.length, isMatch: own.length > 60 && isMatch(own) });
  });
  return found;
}

const indentationOf = (line) => /^ */.exec(line)[0];

/** Whether a function is one match with an arm a line, some of which may need more: nobody reads it faster if it is cut apart. */
function isMatch(lines) {
  return lines.some((head, begin) => {
    if (!/\bmatch\b.*\{$/.test(head)) return false;
    const end = lines.findIndex((line, at) => at > begin && line.startsWith(`${indentationOf(head)}}`));
    const arm = new RegExp(`^${indentationOf(head)}    \\S.* =>`);
    const arms = lines.slice(begin, end).filter((line) => arm.test(line));
    const inOneLine = arms.filter((line) => line.endsWith(','));
    return lines.length - (end - begin) <= 20 && inOneLine.length >= (2 / 3) * arms.length;
  });
}

const quantile = (values, share) => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0;
const spread = (values) => [0.5, 0.9, 1].map((share) => quantile(values, share)).join(' / ');
const sum = (values) => values.reduce((total, value) => total + value, 0);

const files = filesBelow('src', '.rs').filter((path) => !isTest(path));
const texts = new Map(files.map((path) => [path, readFileSync(join(root, path), 'utf8')]));
const program = new Map(files.map((path) => [path, withoutTests(texts.get(path))]));
const code = [...program.values()].map((lines) => lines.filter(isCode).length);

/** The names of the module that a file is. */
const moduleOf = (path) => relative('src', path).replace(/(\/mod)?\.rs$/, '').split('/').filter((name) => name !== 'lib');

/** All paths that a `use` tree names, such as `a::{b, c::d as e}`: the path, and the name that it has in the file. */
function names(tree) {
  const brace = tree.indexOf('{');
  if (brace < 0) {
    const [path, alias] = tree.trim().split(' as ');
    const segments = path.split('::').filter(Boolean);
    const last = segments.at(-1) === 'self' ? segments.at(-2) : segments.at(-1);
    return [[segments.filter((segment, at) => at === 0 || segment !== 'self'), alias ?? last]];
  }
  const prefix = tree.slice(0, brace).trim();
  const parts = [''];
  let depth = 0;
  for (const sign of tree.slice(brace + 1, tree.lastIndexOf('}'))) {
    if (sign === '{') depth++;
    if (sign === '}') depth--;
    if (sign === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += sign;
  }
  return parts.filter((part) => part.trim()).flatMap((part) => names(prefix + part.trim()));
}

/** A path without `crate`, `super` and `self` at its beginning; undefined for a path that does not begin with one of them. */
function absolute(segments, own) {
  if (segments[0] === 'crate') return segments.slice(1);
  let base = own;
  let rest = segments;
  for (; rest[0] === 'super' || rest[0] === 'self'; rest = rest.slice(1)) if (rest[0] === 'super') base = base.slice(0, -1);
  return rest === segments ? undefined : [...base, ...rest];
}

const code_of = (path) => program.get(path).filter((line) => !line.trim().startsWith('//')).join('\n');
/** What each file imports: the absolute path of each name in it. */
const imports = new Map(
  files.map((path) => {
    const trees = [...code_of(path).matchAll(/^ *(?:pub(?:\([a-z: ]+\))? )?use ([^;]+);/gm)].map(([, tree]) => tree.replace(/\s+/g, ' '));
    const own = moduleOf(path);
    const children = new Set([...code_of(path).matchAll(/^ *(?:pub(?:\([a-z: ]+\))? )?mod (\w+);/gm)].map(([, name]) => name));
    const found = trees.flatMap(names).map(([segments, name]) => [name, children.has(segments[0]) ? [...own, ...segments] : absolute(segments, own)]);
    return [path, new Map(found.filter(([, segments]) => segments))];
  }),
);

/** The file that defines what a path names: that of its module, or the one from which that module passes it on. */
function fileOf(segments, depth = 0) {
  for (let length = segments.length; length > 0; length--) {
    const path = join('src', ...segments.slice(0, length));
    const file = [`${path}.rs`, join(path, 'mod.rs')].find((candidate) => program.has(candidate));
    if (!file) continue;
    const passed = imports.get(file).get(segments[length]);
    return passed && depth < 5 ? (fileOf([...passed, ...segments.slice(length + 1)], depth + 1) ?? file) : file;
  }
  return undefined;
}

/** Which files of the program a file needs: by its imports, by their names in paths, and by paths that begin with `crate`, `super` or `self`. */
function needs(path) {
  const own = moduleOf(path);
  const imported = imports.get(path);
  const found = new Set([...imported.values()].map((segments) => fileOf(segments)));
  // Imports are resolved above, to where a name is defined and not to the module that passes it on.
  const code = code_of(path).replace(/^ *(?:pub(?:\([a-z: ]+\))? )?use [^;]+;/gm, '');
  for (const [, text] of code.matchAll(/(?<![\w:])((?:\w+::)+\w+)/g)) {
    const [first, ...rest] = text.split('::');
    const segments = imported.has(first) ? [...imported.get(first), ...rest] : absolute([first, ...rest], own);
    if (segments) found.add(fileOf(segments));
  }
  // A module puts its own parts together; what counts is whether the parts can be read without it.
  const parts = path.endsWith('/mod.rs') ? path.slice(0, -'mod.rs'.length) : path.replace(/\.rs$/, '/');
  return new Set([...found].filter((file) => file && file !== path && !file.startsWith(parts)));
}

/** The circles: sets of files that all need each other, by Tarjan's algorithm. */
function circles(graph) {
  const order = new Map();
  const low = new Map();
  const stack = [];
  const found = [];
  const visit = (node) => {
    order.set(node, order.size);
    low.set(node, order.get(node));
    stack.push(node);
    for (const next of graph.get(node)) {
      if (!order.has(next)) visit(next), low.set(node, Math.min(low.get(node), low.get(next)));
      else if (stack.includes(next)) low.set(node, Math.min(low.get(node), order.get(next)));
    }
    if (low.get(node) !== order.get(node)) return;
    const circle = stack.splice(stack.indexOf(node));
    if (circle.length > 1) found.push(circle);
  };
  for (const node of graph.keys()) if (!order.has(node)) visit(node);
  return found.sort((a, b) => b.length - a.length);
}

/** Classes with a rule of their own in more than one stylesheet: they may mean two things. Rules in at-rules are indented. */
function sharedClasses() {
  const definedIn = new Map();
  for (const path of filesBelow('style', '.css')) {
    const rules = readFileSync(join(root, path), 'utf8').replace(/\/\*[^]*?\*\//g, '').matchAll(/^(\.[^{}]+)\{/gm);
    const names = [...rules].flatMap(([, selectors]) => selectors.split(',')).map((name) => name.trim());
    for (const name of names.filter((name) => /^\.[\w-]+$/.test(name))) definedIn.set(name, (definedIn.get(name) ?? new Set()).add(path));
  }
  return [...definedIn].filter(([, paths]) => paths.size > 1).map(([name, paths]) => `${name} has a rule in ${[...paths].join(' and ')}`);
}

const all = [...program.values()].flat();
const graph = new Map(files.map((path) => [path, needs(path)]));
const found = circles(graph);
const testFiles = [...filesBelow('tests', '.rs', '.py'), ...filesBelow('end2end/tests', '.ts')];
const testCode = testFiles.map((path) => readFileSync(join(root, path), 'utf8').split('\n').filter(isCode).length);
const into = all.filter((line) => /impl(<.*>)? From<.*> for AppError/.test(line)).length;

const allFunctions = [...program].flatMap(([path, lines]) => functions(lines).map((each) => ({ path, ...each })));
// A match with an arm a line is as long as it has to be.
const lengths = allFunctions.filter(({ isMatch }) => !isMatch).map(({ length }) => length);
const share = (100 * sum([...program.values()].map(declarations))) / sum(code);
const linesOf = (path) => readFileSync(join(root, path), 'utf8').trimEnd().split('\n').length;

const rows = [
  ['lines of code in src, without tests', sum(code)],
  ['files', files.length],
  ['lines of code of a file (p50 / p90 / max)', spread(code)],
  ['lines of a file with comments and blanks', spread([...program.values()].map((lines) => lines.length))],
  ['files of at most 40 lines of code', code.filter((lines) => lines <= 40).length],
  ['`use` and `mod`, share of lines of code', `${share.toFixed(1)} %`],
  ['functions', allFunctions.length],
  ['lines of code of a function (p50 / p90 / max)', spread(lengths)],
  ['types converted to AppError', into],
  ['largest circles of files', found.slice(0, 5).map((circle) => circle.length).join(', ') || 'none'],
  ['lines of code of inline tests', sum(files.map((path) => texts.get(path).split('\n').filter(isCode).length)) - sum(code)],
  ['lines of code in tests and end2end/tests', sum(testCode)],
];
for (const [name, value] of rows) console.log(`${String(value).padStart(16)}  ${name}`);

const [typical, long, longest] = LIMITS.linesOfFunction;
const quantiles = [[0.5, typical], [0.9, long]].filter(([part, limit]) => quantile(lengths, part) > limit);
const exceeded = [
  ...found.filter((circle) => circle.length > LIMITS.filesOfCircle).map((circle) => `a circle of ${circle.length} files: ${circle.join(' ')}`),
  ...(share > LIMITS.declarations + 0.05 ? [`\`use\` and \`mod\` are more than ${LIMITS.declarations} % of the lines of code`] : []),
  ...quantiles.map(([part, limit]) => `p${100 * part} of the lengths of functions is more than ${limit}`),
  ...allFunctions.filter(({ length, isMatch }) => length > longest && !isMatch).map(({ path, name, length }) => `${path}: ${name} has ${length} lines`),
  ...[...filesBelow('src', '.rs'), ...filesBelow('locales', '.rs')].map((path) => [path, linesOf(path)]).filter(([, lines]) => lines > LIMITS.linesOfFile).map(([path, lines]) => `${path} has ${lines} lines`),
  ...sharedClasses(),
];
if (process.env.CIRCLES) for (const circle of found) console.log(`\n${circle.length} files:\n  ${circle.join('\n  ')}`);
if (exceeded.length > 0) {
  console.error(`\nAbove a limit of scripts/figures.mjs:\n  ${exceeded.join('\n  ')}`);
  process.exitCode = 1;
}
