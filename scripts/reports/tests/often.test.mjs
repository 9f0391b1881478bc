import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { makeCheckout, makeFolder, prepare, readCalls, run, runScript, SCRIPTS } from './support.mjs';

function git(root, ...parameters) {
  execFileSync('git', parameters, prepare(root));
}

function commit(root, ...parameters) {
  const settings = ['user.name=a', 'user.email=a@example.com', 'commit.gpgsign=false'].flatMap((setting) => ['-c', setting]);
  git(root, ...settings, 'commit', '--quiet', '--message', 'a commit', ...parameters);
}

/** Makes a repository with scripts/often.sh, whose preparations do nothing and whose rounds are played. */
function makeRepository(...rounds) {
  const root = makeCheckout(...rounds);
  mkdirSync(join(root, 'scripts/setup'));
  for (const name of ['often.sh', 'compile.sh']) symlinkSync(join(SCRIPTS, name), join(root, 'scripts', name));
  const setups = ['basics', 'lint', 'nextest', 'aiosmtpd', 'proxies', 'pgbouncer', 'openapi-python-client', 'guides', 'browser'].map((name) => `setup/${name}`);
  for (const name of ['quick-pages', 'dependencies', 'env', ...setups]) writeFileSync(join(root, `scripts/${name}.sh`), '#!/usr/bin/env bash\n', { mode: 0o755 });
  writeFileSync(join(root, '.gitignore'), '/target\n/runs\n');
  writeFileSync(join(root, 'source'), '1');
  git(root, 'init', '--quiet');
  git(root, 'add', '--all');
  commit(root);
  return root;
}

/** The settings of scripts/often.sh: two rounds of one suite, beside no busy process. */
const SETTINGS = { BUSY: '0', SUITES: 'sqlite', RUNS: '2' };

/** Runs scripts/often.sh. Returns also the number of rounds that were run. */
function runOften(root, settings) {
  const before = readCalls(root).length;
  const done = run('bash', ['scripts/often.sh'], prepare(root, { ...SETTINGS, ...settings }));
  return { ...done, rounds: readCalls(root).length - before };
}

const PASSED = ['rust-passed.xml', 0];
const FAILED = ['rust-sqlite.xml', 100];

test('finished rounds are not repeated', () => {
  const root = makeRepository(PASSED, PASSED, PASSED);
  const first = runOften(root);
  assert.deepEqual([first.status, first.rounds], [0, 2], first.printed);
  assert.match(first.printed, /0 of 2 rounds have finished, an unknown time left\n[^]*1 of 2 rounds have finished, about 0 min left\n/);
  assert.match(first.printed, /No test has failed\.\n[^]*\n10 passed, 0 failed\n$/);

  const second = runOften(root);
  assert.deepEqual([second.status, second.rounds], [0, 0]);
  assert.match(second.printed, /\n10 passed, 0 failed\n$/);

  const more = runOften(root, { RUNS: '3' });
  assert.deepEqual([more.status, more.rounds], [0, 1]);
  assert.match(more.printed, /\n15 passed, 0 failed\n$/);
});

test('a table says how often each test failed, and nothing is run again', () => {
  const root = makeRepository(FAILED, ['alone/fails-failed.xml', 100], PASSED);
  const done = runOften(root, { RUNS: '3' });

  assert.deepEqual([done.status, done.rounds], [1, 3]);
  const table = done.printed.slice(done.printed.indexOf('==> Tests that failed'), done.printed.indexOf('==> What failed'));
  const rows = table.split('\n').filter((line) => line.includes(' of '));
  assert.deepEqual(rows.slice(1, 4), [
    '   2 of 3 rounds  rust-sqlite: tiny api::fails',
    '   1 of 2 rounds  rust-sqlite: tiny api::aborts',
    '   1 of 2 rounds  rust-sqlite: tiny api::hangs',
  ]);
  const texts = readFileSync(join(root, 'target/often/failures.txt'), 'utf8');
  assert.equal(texts.match(/^==> /gm).length, 4);
  assert.match(texts, /==> rust-sqlite, round 2: tiny api::fails\nrunning 1 test\na line of the server\n\nthread /);
  assert.ok(!existsSync(join(root, 'tests/unstable.txt')));
});

test('rounds of other files, of another commit or beside other processes do not count', () => {
  const root = makeRepository(...Array(5).fill(PASSED));
  assert.equal(runOften(root, { RUNS: '1' }).rounds, 1);
  writeFileSync(join(root, 'source'), '2');
  const changed = runOften(root, { RUNS: '1' });
  assert.equal(changed.rounds, 1);
  assert.match(changed.printed, /the rounds before are in target\/often-before/);
  assert.ok(existsSync(join(root, 'target/often-before/1/rust-sqlite.xml')));
  commit(root, '--all');
  assert.equal(runOften(root, { RUNS: '1' }).rounds, 1);
  writeFileSync(join(root, 'new'), '');
  assert.equal(runOften(root, { RUNS: '1' }).rounds, 1);
  assert.equal(runOften(root, { RUNS: '1', BUSY: '1' }).rounds, 1);
  // Between two sittings, `make test` may list an unstable test.
  writeFileSync(join(root, 'tests/unstable.txt'), '');
  assert.equal(runOften(root, { RUNS: '1', BUSY: '1' }).rounds, 0);
});

test('an interrupted round is run again, and its report does not count', async () => {
  const root = makeRepository(PASSED, FAILED, [undefined, 101], PASSED);
  writeFileSync(join(root, 'runs/2.waits'), '');
  const child = spawn('bash', ['scripts/often.sh'], { ...prepare(root, SETTINGS), detached: true, stdio: 'ignore' });
  while (!existsSync(join(root, 'runs/waits'))) await setTimeout(50);
  process.kill(-child.pid, 'SIGINT');
  assert.deepEqual(await once(child, 'exit'), [130, null]);
  assert.equal(readCalls(root).length, 2);

  const second = runOften(root);
  assert.deepEqual([second.status, second.rounds], [1, 1]);
  assert.match(second.printed, /\n5 passed, 1 failed\n$/);
  const third = runOften(root);
  assert.deepEqual([third.status, third.rounds], [0, 1]);
  assert.match(third.printed, /\n10 passed, 0 failed\n$/);
});

test('a round without a report fails, and is run again the next time', () => {
  const root = makeRepository(PASSED, [undefined, 101], PASSED);
  const first = runOften(root);
  assert.deepEqual([first.status, first.rounds], [1, 2]);
  assert.match(first.printed, /==> What failed\nthe run that should have written/);
  const second = runOften(root);
  assert.deepEqual([second.status, second.rounds], [0, 1]);
});

test('the time that is left follows from the mean of each suite', () => {
  const path = join(makeFolder(), 'rounds.tsv');
  const estimate = () => runScript('often.mjs', ['progress', path, '3', 'sqlite', 'browser']).printed.trim();
  writeFileSync(path, '# commit\nsqlite\t1\t0\t3600\ta.xml\nsqlite\t2\t0\t1800\tb.xml\n');
  assert.equal(estimate(), '2 of 6 rounds have finished, more than 45 min left');
  writeFileSync(path, 'browser\t1\t0\t6000\ta.json\n', { flag: 'a' });
  assert.equal(estimate(), '3 of 6 rounds have finished, about 4 h 05 min left');
});
