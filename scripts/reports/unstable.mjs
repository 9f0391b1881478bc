// unstable.mjs [--count]: prints the list of unstable tests, and fails if there are any; --count: only says how many there are.
import { readList } from './list.mjs';

const LIST = 'tests/unstable.txt';

const lines = readList(LIST);
const count = `${LIST} lists ${lines.length} unstable ${lines.length === 1 ? 'test' : 'tests'}`;
if (process.argv[2] === '--count') {
  console.log(`   ${count}`);
} else if (lines.length > 0) {
  lines.forEach((line) => console.log(line.join('\n    ')));
  console.error(`error: ${count}: repair each and remove its line`);
  process.exitCode = 1;
}
