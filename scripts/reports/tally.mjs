// tally.mjs STATUS REPORT [FOLDER]: prints the numbers of passed, failed and unstable tests in the report of a run that ended with STATUS,
// then the failures and their messages, so that they are at the end of a long log. FOLDER has the verdicts of judge.mjs about failed tests
// that were run again. Skipped and flaky tests count as failed, and so does a defect of the run itself; unstable tests count as passed.
import { readReport, summarize } from './report.mjs';
import { readVerdicts } from './verdicts.mjs';

const [status, path, folder] = process.argv.slice(2);
const { suite, tests, errors } = readReport(path, Number(status));
const verdicts = readVerdicts(folder);

const isUnstable = ({ name }) => verdicts.get(name)?.isUnstable === true;
const unstable = tests.filter(isUnstable);
const failed = tests.filter((test) => test.outcome !== 'passed' && !isUnstable(test));
const passed = tests.length - failed.length;

/** Explains a failure: how a run of the test alone ended, or how a test failed that is not run again. */
function explain({ name, outcome }) {
  const reason = verdicts.get(name)?.reason ?? (outcome === 'failed' ? undefined : outcome);
  return reason === undefined ? '' : ` (${reason})`;
}

const summaries = [
  ...failed.map((test) => summarize(`${suite}: ${test.label}${explain(test)}`, test.message)),
  ...errors.map((error) => summarize(`${suite}: the run itself`, error)),
];
console.log([`${passed} ${failed.length + errors.length} ${unstable.length}`, ...summaries].join('\n'));
