// tally.mjs STATUS REPORT: prints the numbers of passed and failed tests in the report of a run that ended with STATUS, then the failures and
// their messages, so that they are at the end of a long log. Skipped and flaky tests count as failed, and so does a defect of the run itself.
import { readReport, summarize } from './report.mjs';

const [status, path] = process.argv.slice(2);
const { suite, tests, errors } = readReport(path, Number(status));
const failed = tests.filter(({ outcome }) => outcome !== 'passed');

const summaries = [
  ...failed.map(({ label, outcome, message }) => summarize(`${suite}: ${label} (${outcome})`, message)),
  ...errors.map((error) => summarize(`${suite}: the run itself`, error)),
];
console.log([`${tests.length - failed.length} ${failed.length + errors.length}`, ...summaries].join('\n'));
