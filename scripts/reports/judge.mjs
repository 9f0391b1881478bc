// judge.mjs STATUS REPORT TEST SUMMARIES LIST: judges a test, whose folder is TEST, by the report of a run of it alone that ended with
// STATUS. Adds an unstable test to the file SUMMARIES and to the LIST in the repository. Fails if the test has failed once more: another
// run may still show that it is unstable.
import { appendFileSync, existsSync } from 'node:fs';
import { addToList } from './list.mjs';
import { pickFirstLine, readReport, summarize } from './report.mjs';
import { readTest, writeVerdict } from './verdicts.mjs';

const FAILED_AGAIN = 'failed alone, too';

const [status, path, folder, summaries, list] = process.argv.slice(2);
const failed = readTest(folder);
const heading = `${failed.suite}: ${failed.label}`;

/** Judges a run. Only a whole run of this test, and of no other, proves anything. */
function judge() {
  if (!existsSync(path)) return 'its run alone wrote no report';
  const { tests, errors } = readReport(path, Number(status));
  if (tests.length === 0) return 'its run alone did not find the test';
  if (errors.length > 0) return `its run alone is defective: ${errors[0]}`;
  if (tests.length > 1 || tests[0].name !== failed.name) return `its run alone ran ${tests.map(({ name }) => name).join(' and ')}`;
  if (tests[0].outcome === 'failed') return FAILED_AGAIN;
  return tests[0].outcome === 'passed' ? undefined : `${tests[0].outcome} when run alone`;
}

/** Says that a test is unstable, with the whole output of its failure, and keeps that. */
function reportUnstable() {
  console.log(`   UNSTABLE: ${heading}. It failed and passes alone. The output of its failure:`);
  console.log(failed.output.trim().replace(/^/gm, '    '));
  appendFileSync(summaries, `${summarize(heading, failed.message)}\n`);
  console.log(`   ${list} has this line: ${addToList(list, failed.suite, failed.name, pickFirstLine(failed.message))}`);
}

const reason = judge();
writeVerdict(folder, { isUnstable: reason === undefined, reason });
if (reason === undefined) reportUnstable();
else console.log(`   ${heading}: ${reason}`);
process.exitCode = reason === FAILED_AGAIN ? 1 : 0;
