import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { pickFirstLine, readReport, summarize } from '../report.mjs';
import { fixture, makeFolder } from './support.mjs';

const findTest = (report, ending) => report.tests.find(({ name }) => name.endsWith(ending));

test('a report of nextest is read', () => {
  const report = readReport(fixture('rust-sqlite.xml'), 100);
  assert.equal(report.suite, 'rust-sqlite');
  assert.deepEqual(report.errors, []);
  assert.deepEqual(
    report.tests.map(({ name, outcome, message }) => [name, outcome, pickFirstLine(message)]),
    [
      ['tiny api::aborts', 'failed', 'process aborted with signal 6 (SIGABRT)'],
      ['tiny api::fails', 'failed', 'tests/api.rs:12:5: assertion `left == right` failed: <a & "b">'],
      ['tiny api::passes', 'passed', ''],
      ['tiny api::slow', 'passed', ''],
      ['tiny api::hangs', 'failed', 'test timeout'],
    ],
  );
  assert.equal(findTest(report, 'slow').seconds, 1.511);
  const { output, selection } = findTest(report, 'fails');
  assert.match(output, /^running 1 test\na line of the server\n\nthread 'api::fails'/);
  assert.equal(output.match(/assertion/g).length, 1);
  assert.equal(findTest(report, 'hangs').output, 'test timeout\nrunning 1 test\n');
  assert.deepEqual(selection, { options: ['--test-threads=1', '-E', 'binary_id(=tiny) & test(=api::fails)'] });
});

test('a report of Playwright is read', () => {
  const report = readReport(fixture('browser-sqlite.json'), 1);
  assert.deepEqual(report.errors, []);
  assert.deepEqual(
    report.tests.filter(({ outcome }) => outcome !== 'passed').map(({ label, outcome, message }) => [label, outcome, pickFirstLine(message)]),
    [
      ['[with-javascript] sign-in.spec.ts:5 › the door two (2) opens', 'failed', 'Error: expect(received).toBe(expected) // Object.is equality'],
      ['[with-javascript] sign-in.spec.ts:10 › a form › fails once', 'failed', 'Error: the first line'],
      ['[german] sign-in.spec.ts:10 › a form › fails once', 'failed', 'Error: the first line'],
      ['[with-javascript] sign-in.spec.ts:15 › a form › is left out', 'skipped', ''],
    ],
  );
  assert.equal(report.tests.filter(({ outcome }) => outcome === 'passed').length, 5);
  const inLoop = findTest(report, 'two (2) opens');
  assert.match(inLoop.output, /Expected: "c"[^]*\na line of the server\n$/);
  assert.deepEqual(inLoop.selection, { options: ['--workers=1'], line: '[with-javascript] › sign-in.spec.ts › the door two (2) opens' });
});

test('a run that was interrupted, or that ended for another reason than a failed test, is defective', () => {
  const findErrors = (name, status) => readReport(fixture(name), status).errors;
  assert.deepEqual(findErrors('rust-interrupted.xml', 100), ['The run was interrupted.']);
  assert.deepEqual(findErrors('rust-interrupted-with-panic.xml', 100), ['The run was interrupted.']);
  assert.deepEqual(findErrors('browser-interrupted.json', 130), ['The run ended with status 130, which its report does not explain.']);
  assert.deepEqual(findErrors('browser-broken.json', 1), ['Error: a file that does not load', 'No test was run.']);
  assert.deepEqual(findErrors('rust-sqlite.xml', 143), ['The run ended with status 143, which its report does not explain.']);
  assert.deepEqual(findErrors('rust-passed.xml', 100), ['The run ended with status 100, which its report does not explain.']);
  assert.deepEqual(findErrors('rust-passed.xml', 0), []);
  // Playwright finds no test of a list, and succeeds.
  assert.deepEqual(findErrors('alone/none.json', 0), ['No test was run.']);
});

test('a report that lacks tests is defective', () => {
  const path = join(makeFolder(), 'rust-sqlite.xml');
  const text = readFileSync(fixture('rust-sqlite.xml'), 'utf8');
  writeFileSync(path, text.replace(/<testcase name="api::slow".*\/>/, ''));
  assert.deepEqual(readReport(path, 100).errors, ['The report announces 5 tests and has 4.']);
});

test('a test that passed after a retry, beside other tests, is not a passed one', () => {
  const { tests } = readReport(fixture('rust-flaky.xml'), 0);
  assert.deepEqual(tests.map(({ outcome }) => outcome), ['flaky', 'passed', 'passed', 'passed']);
});

test('the line that says most about a failure has its reason', () => {
  assert.equal(pickFirstLine("thread 'a::b' (12) panicked at tests/api.rs:12:5:\nno such user\nmore"), 'tests/api.rs:12:5: no such user');
  assert.equal(pickFirstLine('Error: one\n\ntwo'), 'Error: one');
  const [{ message }] = readReport(fixture('rust-interrupted-with-panic.xml'), 100).tests;
  assert.equal(pickFirstLine(message), 'process aborted with signal 2 (SIGINT)');
});

test('a summary has the first lines of a message', () => {
  assert.equal(summarize('name', 'one\n\nthree\n4\n5\n6\n7'), 'name\n    one\n    three\n    4\n    5\n    6');
  assert.equal(summarize('name', ''), 'name');
});
