// support.mjs: the folders and programs that the tests of the scripts share.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readList } from '../list.mjs';

/** The folder of all scripts. */
export const SCRIPTS = fileURLToPath(new URL('../..', import.meta.url));

/** The environment without the variables of Git, which a hook sets and which would name the repository of the hook. */
const ENVIRONMENT = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')));

/** Returns the path of a report that nextest 0.9.143 or Playwright 1.65.1 wrote, shortened by what is not read. */
export function fixture(name) {
  return join(SCRIPTS, 'reports/tests/fixtures', name);
}

/** Makes a folder that is removed after the tests of a file. */
export function makeFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'vestibule-reports-'));
  after(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** Runs a program. Returns its status and what it printed. */
export function run(program, parameters, options = {}) {
  const { status, stdout, stderr } = spawnSync(program, parameters, { encoding: 'utf8', ...options });
  return { status, printed: stdout + stderr };
}

/** Runs a script of this folder. */
export function runScript(name, parameters, options) {
  return run(process.execPath, [join(SCRIPTS, 'reports', name), ...parameters], options);
}

/**
 * Takes the place of cargo and of scripts/end2end.sh: plays the next prepared run, and keeps the arguments. A run with a file `waits` goes on
 * when it is interrupted, like nextest, which then writes its report. Builds do nothing.
 */
const PLAYER = `#!/usr/bin/env bash
case " $* " in *' build '* | *' --no-run '*) exit ;; esac
number=$(($(cat runs/count) + 1))
echo $number >runs/count
printf '%s\\n' "$@" >runs/$number.arguments
written=\${PLAYWRIGHT_JSON_OUTPUT_FILE:-target/nextest/$(sed -n '/^--profile$/{n;p}' runs/$number.arguments)/junit.xml}
trap 'rm runs/waits' INT
if [ -e runs/$number.waits ]; then mv runs/$number.waits runs/waits; fi
while [ -e runs/waits ]; do sleep 0.1; done
mkdir -p "$(dirname "$written")"
[ ! -e runs/$number.report ] || cp runs/$number.report "$written"
exit "$(cat runs/$number.status)"
`;

/**
 * Makes a checkout with scripts/suite.sh, in which the runs of cargo and Playwright are played: the name of the report that each writes, if
 * any, and its status.
 */
export function makeCheckout(...runs) {
  const root = makeFolder();
  ['bin', 'runs', 'scripts', 'tests'].forEach((name) => mkdirSync(join(root, name)));
  ['lib.sh', 'suite.sh', 'reports'].forEach((name) => symlinkSync(join(SCRIPTS, name), join(root, 'scripts', name)));
  for (const name of ['bin/cargo', 'scripts/end2end.sh']) writeFileSync(join(root, name), PLAYER, { mode: 0o755 });
  writeFileSync(join(root, 'runs/count'), '0');
  runs.forEach(([report, status], at) => {
    if (report) copyFileSync(fixture(report), join(root, `runs/${at + 1}.report`));
    writeFileSync(join(root, `runs/${at + 1}.status`), String(status));
  });
  return root;
}

/** Returns the options of a process that runs in a checkout. */
export function prepare(root, settings) {
  return { cwd: root, env: { ...ENVIRONMENT, PATH: `${join(root, 'bin')}:${process.env.PATH}`, ...settings } };
}

/** Runs commands in a checkout, after scripts/suite.sh. */
export function runSuite(root, commands) {
  const script = `set -uo pipefail; . scripts/lib.sh; . scripts/suite.sh; ${commands}`;
  return run('bash', ['-c', script], prepare(root));
}

/** Reads the arguments of each run that was played. */
export function readCalls(root) {
  const count = Number(readFileSync(join(root, 'runs/count'), 'utf8'));
  return Array.from({ length: count }, (_, at) => readFileSync(join(root, `runs/${at + 1}.arguments`), 'utf8').trim().split('\n'));
}

/** Reads the list of unstable tests of a checkout, without the date. */
export function readListed(root) {
  const path = join(root, 'tests/unstable.txt');
  return existsSync(path) ? readList(path).map(([, ...columns]) => columns) : [];
}
