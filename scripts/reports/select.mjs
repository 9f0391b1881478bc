// select.mjs STATUS REPORT FOLDER: makes a folder in FOLDER for each failed test in the report of a run that ended with STATUS, so that it
// can be run again. Makes none if too many tests have failed, or if the run itself is defective.
import { join } from 'node:path';
import { readReport } from './report.mjs';
import { writeTest } from './verdicts.mjs';

/** The maximum number of tests of a suite that are run again. When more have failed, they have a common cause, such as a broken server. */
const MAX_TESTS = 10;

const [status, path, folder] = process.argv.slice(2);
const { suite, tests, errors } = readReport(path, Number(status));
const failed = tests.filter((test) => test.outcome === 'failed');

/** Explains why no failed test is run again, or returns undefined. */
function refuse() {
  if (failed.length > MAX_TESTS) return `${failed.length} tests of ${suite} failed. Not more than ${MAX_TESTS} are run again alone.`;
  if (failed.length > 0 && errors.length > 0) return `The failed tests of ${suite} are not run again, because the run itself failed.`;
}

const refusal = refuse();
if (refusal) console.log(`   ${refusal}`);
else failed.forEach((test, at) => writeTest(join(folder, String(at + 1).padStart(2, '0')), { suite, ...test }));
