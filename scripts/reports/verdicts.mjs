// verdicts.mjs: keeps the failed tests of a run that are run again, each in a folder with its data, and the verdicts about them.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

function readJson(folder, name) {
  return JSON.parse(readFileSync(join(folder, name), 'utf8'));
}

/** Keeps a failed test. For the shell, the file `arguments` has those that select it, one a line, and `label` its name. */
export function writeTest(folder, { selection, ...test }) {
  mkdirSync(folder, { recursive: true });
  const options = [...selection.options];
  if (selection.line) {
    const list = join(folder, 'tests.txt');
    writeFileSync(list, `${selection.line}\n`);
    options.push(`--test-list=${list}`);
  }
  writeFileSync(join(folder, 'arguments'), options.map((option) => `${option}\n`).join(''));
  writeFileSync(join(folder, 'label'), test.label);
  writeFileSync(join(folder, 'test.json'), JSON.stringify(test));
}

export function readTest(folder) {
  return readJson(folder, 'test.json');
}

/** Keeps the verdict about a test: whether it `isUnstable`, and otherwise the `reason` of the failure. */
export function writeVerdict(folder, verdict) {
  writeFileSync(join(folder, 'verdict.json'), JSON.stringify(verdict));
}

/** Reads the verdicts about the tests of a run, by their names. */
export function readVerdicts(folder) {
  const tests = folder && existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
  const judged = tests.filter((test) => existsSync(join(test, 'verdict.json')));
  return new Map(judged.map((test) => [readTest(test).name, readJson(test, 'verdict.json')]));
}
