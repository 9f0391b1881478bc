// slowest.mjs REPORT...: prints the 50 slowest tests of all reports, with their share of the time that all tests took together.
import { readReport } from './report.mjs';

const COUNT = 50;

const reports = process.argv.slice(2).map((path) => readReport(path, 0));
const tests = reports.flatMap(({ suite, tests }) => tests.map((test) => ({ suite, ...test })));
const total = tests.reduce((sum, { seconds }) => sum + seconds, 0);
const slowest = tests.sort((a, b) => b.seconds - a.seconds).slice(0, COUNT);
const width = Math.max(...slowest.map(({ suite }) => suite.length));

const formatRow = (seconds, suite, name) =>
  `${seconds.toFixed(1).padStart(8)} s ${((100 * seconds) / total).toFixed(1).padStart(5)} %  ${suite.padEnd(width)}  ${name}`;
slowest.forEach(({ seconds, suite, name }) => console.log(formatRow(seconds, suite, name)));
const together = slowest.reduce((sum, { seconds }) => sum + seconds, 0);
console.log(formatRow(together, 'together', `${slowest.length} of ${tests.length} tests, which take ${total.toFixed(0)} s of work`));
