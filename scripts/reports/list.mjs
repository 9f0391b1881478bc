// list.mjs: reads and writes the list of unstable tests in the repository.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const HEADER = `# Lists the unstable tests: they failed in \`make test\`, and passed when they were run alone afterwards. \`make test\` adds them, and
# the repair of a test removes its line. \`make unstable\` fails until no line is left (docs/decisions/0117-unstable-tests.md).
# date, suite, test, first line of the failure
`;

/** Reads the lines of the list, each with the columns date, suite, test and first line of the failure. */
export function readList(path) {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#')).map((line) => line.split('\t'));
}

/** Adds a test of a suite with the date of today. A test that is listed already keeps its line. Returns the line of the test. */
export function addToList(path, suite, test, firstLine) {
  const listed = readList(path);
  const found = listed.find((line) => line[1] === suite && line[2] === test);
  if (found) return found.join('\t');
  const columns = [new Date().toISOString().slice(0, 10), suite, test, firstLine].map((column) => column.replace(/\s/g, ' '));
  const lines = [...listed, columns].map((line) => `${line.join('\t')}\n`);
  writeFileSync(path, HEADER + lines.sort().join(''));
  return columns.join('\t');
}
