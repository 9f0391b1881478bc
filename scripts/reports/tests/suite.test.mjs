import assert from 'node:assert/strict';
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fixture, makeCheckout, makeFolder, readCalls, readListed, runScript, runSuite } from './support.mjs';

const RUST = 'rust_tests sqlite all; summary';
const RUST_AND_UNSTABLE = 'rust_tests sqlite all; print_unstable; summary';
const BROWSER = 'browser_tests sqlite; summary';

const selectRust = (name) => ['--test-threads=1', '-E', `binary_id(=tiny) & test(=api::${name})`];

const lastLine = ({ printed }) => printed.trim().split('\n').at(-1);

/** The runs of the three tests that fail in rust-sqlite.xml, which end with two unstable tests and a failure. */
const TWO_OF_THREE_PASS = [
  ['rust-sqlite.xml', 100],
  ['alone/aborts-passed.xml', 0],
  ['alone/fails-failed.xml', 100],
  ['alone/fails-failed.xml', 100],
  ['alone/hangs-failed.xml', 100],
  ['alone/hangs-passed.xml', 0],
];

test('each failed test is run again alone, at most twice', () => {
  const root = makeCheckout(...TWO_OF_THREE_PASS);
  const done = runSuite(root, RUST_AND_UNSTABLE);

  assert.equal(done.status, 1);
  assert.equal(lastLine(done), '4 passed, 1 failed');
  const nextest = ['nextest', 'run', '--features', 'ssr', '--profile', 'sqlite'];
  const selections = [['-E', 'all'], ...['aborts', 'fails', 'fails', 'hangs', 'hangs'].map(selectRust)];
  assert.deepEqual(readCalls(root), selections.map((selection) => [...nextest, ...selection]));
  assert.match(done.printed, /==> What failed\nrust-sqlite: tiny api::fails \(failed alone, too\)\n    thread 'api::fails'/);
  assert.match(done.printed, /==> Unstable tests, which failed and pass alone\nrust-sqlite: tiny api::aborts\n.*\nrust-sqlite: tiny api::hangs\n/);
});

test('an unstable test is printed with its output and listed, and does not fail the run', () => {
  const root = makeCheckout(['alone/fails-failed.xml', 100], ['alone/fails-passed.xml', 0]);
  const done = runSuite(root, RUST_AND_UNSTABLE);

  assert.equal(done.status, 0, done.printed);
  assert.equal(lastLine(done), '1 passed, 0 failed');
  assert.match(done.printed, /UNSTABLE: rust-sqlite: tiny api::fails\.[^]*\n    running 1 test\n    a line of the server\n/);
  assert.match(done.printed, /tests\/unstable.txt has this line: \d{4}-\d\d-\d\d\trust-sqlite\ttiny api::fails\ttests/);
  assert.match(done.printed, /tests\/unstable.txt lists 1 unstable test\n/);
  assert.deepEqual(readListed(root), [['rust-sqlite', 'tiny api::fails', 'tests/api.rs:12:5: assertion `left == right` failed: <a & "b">']]);
});

test('the list is sorted, keeps its lines, and has each test of a suite once', () => {
  const root = makeCheckout(...TWO_OF_THREE_PASS);
  const path = join(root, 'tests/unstable.txt');
  const listed = ['2020-01-02\trust-sqlite\ttiny api::aborts\told', '2020-01-01\trust-postgres\ttiny api::hangs\told'];
  writeFileSync(path, listed.join('\n'));
  runSuite(root, RUST);

  const today = new Date().toISOString().slice(0, 10);
  const text = readFileSync(path, 'utf8');
  const header = readFileSync(new URL('../../../tests/unstable.txt', import.meta.url), 'utf8').replace(/^[^#].*\n/gm, '');
  assert.equal(text, `${header}${listed[1]}\n${listed[0]}\n${today}\trust-sqlite\ttiny api::hangs\ttest timeout\n`);
});

test('a listed test fails only the command that demands an empty list', () => {
  const root = makeCheckout(['rust-passed.xml', 0]);
  assert.deepEqual(runScript('unstable.mjs', [], { cwd: root }), { status: 0, printed: '' });
  writeFileSync(join(root, 'tests/unstable.txt'), '# comment\n2020-01-02\trust-sqlite\ttiny api::aborts\treason\n');

  const done = runSuite(root, RUST_AND_UNSTABLE);
  assert.equal(done.status, 0);
  assert.match(done.printed, /lists 1 unstable test\n/);
  const { status, printed } = runScript('unstable.mjs', [], { cwd: root });
  assert.equal(status, 1);
  assert.match(printed, /^2020-01-02\n    rust-sqlite\n    tiny api::aborts\n    reason\nerror: .*repair each/);
});

test('browser tests are selected by project, file and titles', () => {
  const root = makeCheckout(
    ['browser-sqlite.json', 1],
    ['alone/none.json', 0],
    ['alone/with-javascript-failed.json', 1],
    ['alone/with-javascript-failed.json', 1],
    ['alone/german-passed.json', 0],
  );
  const done = runSuite(root, BROWSER);

  assert.equal(lastLine(done), '6 passed, 3 failed');
  const lists = readCalls(root).map((call) => call.find((argument) => argument.startsWith('--test-list='))?.slice('--test-list='.length));
  const [loop, javascript, again, german] = lists.slice(1).map((path) => readFileSync(path, 'utf8'));
  assert.equal(loop, '[with-javascript] › sign-in.spec.ts › the door two (2) opens\n');
  assert.equal(javascript, '[with-javascript] › sign-in.spec.ts › a form › fails once\n');
  assert.equal(again, javascript);
  assert.equal(german, '[german] › sign-in.spec.ts › a form › fails once\n');
  assert.ok(readCalls(root).slice(1).every((call) => call.includes('--workers=1')));
  // Playwright finds no test of that name, and succeeds.
  assert.match(done.printed, /two \(2\) opens \(its run alone did not find the test\)\n/);
  assert.deepEqual(readListed(root), [['browser-sqlite', '[german] sign-in.spec.ts › a form › fails once', 'Error: the first line']]);
});

for (const [description, run, reason] of [
  ['does not exist any more', ['alone/none.xml', 4], 'did not find the test'],
  ['writes no report', [undefined, 101], 'wrote no report'],
  ['is another one', ['alone/hangs-passed.xml', 0], 'ran tiny api::hangs'],
  ['runs with others', ['rust-passed.xml', 0], 'ran tiny api::'],
  ['ends with another status', ['alone/fails-passed.xml', 143], 'is defective: The run ended with status 143'],
]) {
  test(`a test that ${description} when it is run again has failed`, () => {
    const root = makeCheckout(['alone/fails-failed.xml', 100], run);
    const done = runSuite(root, RUST);

    assert.equal(lastLine(done), '0 passed, 1 failed');
    assert.ok(done.printed.includes(`tiny api::fails (its run alone ${reason}`), done.printed);
    assert.equal(readCalls(root).length, 2);
    assert.deepEqual(readListed(root), []);
  });
}

for (const [description, run, reason] of [
  ['wrote no report', [undefined, 101], /the run that should have written/],
  ['was interrupted', ['rust-interrupted.xml', 100], /rust-sqlite: the run itself\n    The run was interrupted\./],
  ['ended with another status', ['rust-sqlite.xml', 143], /the run itself\n    The run ended with status 143/],
  ['found no test', ['alone/none.xml', 4], /the run itself\n    No test was run\./],
]) {
  test(`a run that ${description} fails, and none of its tests is run again`, () => {
    const root = makeCheckout(run);
    const done = runSuite(root, RUST);

    assert.equal(done.status, 1);
    assert.match(done.printed, reason);
    assert.equal(readCalls(root).length, 1);
  });
}

/** Makes a checkout in which a number of tests fails and then passes alone. */
function makeUnstable(count) {
  const names = Array.from({ length: count }, (_, at) => `api::fails_${at}`);
  const root = makeCheckout(['alone/fails-failed.xml', 100], ...names.map(() => ['alone/fails-passed.xml', 0]));
  const path = join(root, 'runs/1.report');
  const text = readFileSync(path, 'utf8').replace('tests="1"', `tests="${count}"`);
  const repeat = (testCase) => names.map((name) => testCase.replaceAll('api::fails', name)).join('');
  writeFileSync(path, text.replace(/ *<testcase[^]*<\/testcase>\n/, repeat));
  const passed = readFileSync(fixture('alone/fails-passed.xml'), 'utf8');
  names.forEach((name, at) => writeFileSync(join(root, `runs/${at + 2}.report`), passed.replaceAll('api::fails', name)));
  return root;
}

test('three unstable tests are accepted, and four are not', () => {
  const three = runSuite(makeUnstable(3), RUST_AND_UNSTABLE);
  assert.equal(three.status, 0, three.printed);
  assert.equal(lastLine(three), '3 passed, 0 failed');

  const four = runSuite(makeUnstable(4), RUST_AND_UNSTABLE);
  assert.equal(four.status, 1);
  assert.equal(lastLine(four), '4 passed, 1 failed');
  assert.match(four.printed, /==> What failed\n4 unstable tests, more than 3\n/);
});

test('when more than ten tests of a suite have failed, none is run again', () => {
  const select = (count) => {
    const [folder, path] = [makeFolder(), join(makeUnstable(count), 'runs/1.report')];
    copyFileSync(path, join(folder, 'rust-sqlite.xml'));
    const { printed } = runScript('select.mjs', ['100', join(folder, 'rust-sqlite.xml'), join(folder, 'alone')]);
    return [printed, existsSync(join(folder, 'alone')) ? readdirSync(join(folder, 'alone')).length : 0];
  };
  assert.deepEqual(select(10), ['', 10]);
  assert.deepEqual(select(11), ['   11 tests of rust-sqlite failed. Not more than 10 are run again alone.\n', 0]);
});

test('a database is provided for the tests that are run again, too', () => {
  const root = makeCheckout(['alone/fails-failed.xml', 100], ['alone/fails-passed.xml', 0]);
  writeFileSync(join(root, 'scripts/with-postgres.sh'), '#!/usr/bin/env bash\necho "a database of its own"\n"$@"\n', { mode: 0o755 });
  const done = runSuite(root, 'rust_tests postgres all; summary');

  assert.equal(done.status, 0, done.printed);
  assert.equal(done.printed.match(/a database of its own/g).length, 2);
  assert.deepEqual(readCalls(root)[1].slice(4), ['--profile', 'postgres', ...selectRust('fails')]);
});

test('the slowest tests of all suites are printed with their share', () => {
  const root = makeCheckout(['rust-passed.xml', 0], ['alone/german-passed.json', 0]);
  const { printed } = runSuite(root, 'rust_tests sqlite all; browser_tests sqlite; print_slowest');
  const table = printed.slice(printed.indexOf('==> The slowest tests'));

  assert.match(table, /^==> The slowest tests.*\n +\d+\.\d s +\d+\.\d %  rust-sqlite     tiny api::/);
  assert.match(table, /\d %  browser-sqlite  \[german\] sign-in.spec.ts › a form › fails once\n/);
  assert.match(table, /100\.0 %  together        6 of 6 tests/);
});
