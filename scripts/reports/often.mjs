// often.mjs: evaluates the finished rounds of `make test-often`. ROUNDS is a file with a line for each: the suite, the number of the round,
// the status with which it ended, the seconds that it took, and its report.
//
// often.mjs progress ROUNDS RUNS SUITE...: prints how many of RUNS rounds of each suite have finished, and how long the others take.
// often.mjs table ROUNDS FAILURES: prints how often each test failed of how many rounds, and writes the output of all failures to a file.
import { readFileSync, writeFileSync } from 'node:fs';
import { readReport } from './report.mjs';

function readRounds(path) {
  const lines = readFileSync(path, 'utf8').split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return lines.map((line) => {
    const [suite, number, status, seconds, report] = line.split('\t');
    return { suite, number: Number(number), status: Number(status), seconds: Number(seconds), report };
  });
}

/** Formats a number of seconds, such as `2 h 05 min`. */
function formatDuration(seconds) {
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

const sum = (values) => values.reduce((total, value) => total + value, 0);

/** Estimates how long the missing rounds of a suite take, by the mean of the finished ones. */
function estimate(rounds, runs) {
  const missing = runs - rounds.length;
  return missing === 0 ? 0 : (missing * sum(rounds.map(({ seconds }) => seconds))) / rounds.length;
}

function printProgress(path, runs, ...suites) {
  const wanted = readRounds(path).filter(({ number }) => number <= Number(runs));
  const left = suites.map((suite) => estimate(wanted.filter((round) => round.suite === suite), Number(runs)));
  const known = left.filter((seconds) => !Number.isNaN(seconds));
  const finished = wanted.filter(({ suite }) => suites.includes(suite)).length;
  const time = known.length === 0 ? 'an unknown time' : `${known.length < left.length ? 'more than' : 'about'} ${formatDuration(sum(known))}`;
  console.log(`   ${finished} of ${suites.length * Number(runs)} rounds have finished, ${time} left`);
}

/** Lists the results of a round: those of all tests, and that of the run itself as if it were a test. */
function listResults({ status, number, report }) {
  const { suite, tests, errors } = readReport(report, status);
  const run = { name: 'the run itself', outcome: errors.length > 0 ? 'failed' : 'passed', output: errors.join('\n') };
  return [...tests, run].map((result) => ({ suite, number, ...result }));
}

/** Counts in how many rounds each test failed, and in how many it ran. The most frequent failures come first. */
function countFailures(results) {
  const counts = new Map();
  for (const { suite, name, outcome } of results) {
    const key = `${suite}: ${name}`;
    const count = counts.get(key) ?? { key, failed: 0, rounds: 0 };
    counts.set(key, { key, failed: count.failed + (outcome === 'passed' ? 0 : 1), rounds: count.rounds + 1 });
  }
  return [...counts.values()].filter(({ failed }) => failed > 0).sort((a, b) => b.failed - a.failed);
}

function printTable(path, file) {
  const results = readRounds(path).flatMap(listResults);
  const failures = results.filter(({ outcome }) => outcome !== 'passed');
  const texts = failures.map(({ suite, number, name, output, outcome }) => `==> ${suite}, round ${number}: ${name}\n${output || outcome}\n\n`);
  writeFileSync(file, texts.join(''));
  countFailures(results).forEach(({ key, failed, rounds }) => console.log(`   ${failed} of ${rounds} rounds  ${key}`));
  console.log(failures.length === 0 ? '   No test has failed.' : `   The output of all failures is in ${file}.`);
}

const [command, ...parameters] = process.argv.slice(2);
({ progress: printProgress, table: printTable })[command](...parameters);
