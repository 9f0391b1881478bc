// report.mjs: reads the reports of test runs, JUnit of nextest (.xml) and JSON of Playwright (.json), and formats what they contain.
import { readFileSync } from 'node:fs';
import { basename, extname } from 'node:path';

/**
 * Reads the report of a run that ended with a status. Returns
 * - `suite`: the name of the file, such as `rust-sqlite`,
 * - `tests`: the name, the seconds and the outcome of each (`passed`, `failed`, `skipped`, or `flaky`: passed after a retry), its `label`,
 *   which also has the place in the file if the report does, the message and the output of its failure, and its `selection`: the options
 *   with which the runner runs it alone, and for Playwright the line of a list of tests,
 * - `errors`: the defects of the run itself. With one of them, its results prove nothing.
 */
export function readReport(path, status) {
  const runner = path.endsWith('.xml') ? readNextest : readPlaywright;
  const { tests, errors, failureStatus } = runner(readFileSync(path, 'utf8'));
  if (tests.length === 0) errors.push('No test was run.');
  const isExplained = status === failureStatus && (errors.length > 0 || tests.some((test) => test.outcome !== 'passed'));
  if (status !== 0 && !isExplained) errors.push(`The run ended with status ${status}, which its report does not explain.`);
  return { suite: basename(path, extname(path)), tests, errors };
}

/** The maximum number of lines of a message in a summary. The whole message is further up in the log. */
const MAX_LINES = 6;

/** Formats a heading and the first lines of a message. */
export function summarize(heading, message) {
  const lines = message.trim().split('\n').slice(0, MAX_LINES);
  return [heading, ...lines.filter((line) => line !== '').map((line) => `    ${line}`)].join('\n');
}

/** Returns the line of a failure that says most: of a panic the place and the reason. */
export function pickFirstLine(message) {
  const [first, second = ''] = message.trim().replace(/^\d+ errors occurred .*\n\* /, '').split('\n');
  const place = /^thread '.*' .*panicked at (.*):$/.exec(first);
  return place ? `${place[1]}: ${second}` : first;
}

function unescapeXml(text) {
  return text.replace(/&(#x[0-9a-f]+|#\d+|quot|apos|lt|gt|amp);/gi, (_, name) => {
    if (name[0] !== '#') return { quot: '"', apos: "'", lt: '<', gt: '>', amp: '&' }[name];
    return String.fromCodePoint(Number(name.slice(1).replace(/^x/i, '0x')));
  });
}

/** Reads an attribute of a start tag. */
function readAttribute(tag, name) {
  return unescapeXml(new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? '');
}

/** Reads the text of an element in the content of another one. */
function readElement(content, name) {
  return unescapeXml(new RegExp(`<${name}\\b[^>]*>([^<]*)</${name}>`).exec(content)?.[1] ?? '');
}

/** Joins the message of a failure and what the test printed, which may contain the message. */
function joinOutput(message, printed) {
  return printed.includes(message) ? printed : `${message}\n${printed}`;
}

function readTestCase([, tag, content = '']) {
  const [failure, kind] = /<(failure|error|skipped|flakyFailure|flakyError)\b[^>]*>/.exec(content) ?? [];
  const [binary, test] = [readAttribute(tag, 'classname'), readAttribute(tag, 'name')];
  // A test that was ended has no description.
  const message = failure ? readElement(content, kind) || readAttribute(failure, 'message') || readAttribute(failure, 'type') : '';
  return {
    name: `${binary} ${test}`,
    label: `${binary} ${test}`,
    seconds: Number(readAttribute(tag, 'time')),
    outcome: { undefined: 'passed', failure: 'failed', error: 'failed', skipped: 'skipped' }[kind] ?? 'flaky',
    message,
    output: joinOutput(message, readElement(content, 'system-out') + readElement(content, 'system-err')),
    selection: { options: ['--test-threads=1', '-E', `binary_id(=${binary}) & test(=${test})`] },
  };
}

function readNextest(text) {
  const tests = [...text.matchAll(/<testcase\b([^>]*?)(?:\/>|>([\s\S]*?)<\/testcase>)/g)].map(readTestCase);
  const errors = [];
  // An interrupted run has the same status as one with failed tests, and its report does not name the tests that were not begun.
  if (tests.some(({ message }) => /^(\* )?process aborted with signal (2|15)\b/m.test(message))) errors.push('The run was interrupted.');
  const expected = Number(readAttribute(/<testsuites\b[^>]*>/.exec(text)?.[0] ?? '', 'tests'));
  if (tests.length !== expected) errors.push(`The report announces ${expected} tests and has ${tests.length}.`);
  return { tests, errors, failureStatus: 100 };
}

/** Removes the escape sequences for colours. */
function removeColours(text) {
  return text.replace(/\u001b\[[\d;]*m/g, '');
}

/** Lists the specs of a suite and of those in it, with the titles that lead to each. */
function listSpecs(suite, titles = []) {
  const own = (suite.specs ?? []).map((spec) => ({ ...spec, titles: [...titles, spec.title] }));
  return [...own, ...(suite.suites ?? []).flatMap((inner) => listSpecs(inner, [...titles, inner.title]))];
}

function readBrowserTest(spec, { projectName, status, results }) {
  const message = removeColours(results.flatMap(({ errors }) => errors.map((error) => error.message)).join('\n'));
  const printed = results.flatMap(({ stdout, stderr }) => [...stdout, ...stderr]).map(({ text = '' }) => text);
  return {
    name: [`[${projectName}] ${spec.file}`, ...spec.titles].join(' › '),
    label: [`[${projectName}] ${spec.file}:${spec.line}`, ...spec.titles].join(' › '),
    seconds: results.reduce((total, { duration }) => total + duration / 1000, 0),
    outcome: { expected: 'passed', unexpected: 'failed' }[status] ?? status,
    message,
    output: joinOutput(message, removeColours(printed.join(''))),
    // A line of the file would not be enough: a loop makes several tests on one.
    selection: { options: ['--workers=1'], line: [`[${projectName}]`, spec.file, ...spec.titles].join(' › ') },
  };
}

function readPlaywright(text) {
  const report = JSON.parse(text);
  const specs = report.suites.flatMap((suite) => listSpecs(suite));
  const tests = specs.flatMap((spec) => spec.tests.map((test) => readBrowserTest(spec, test)));
  // Errors outside of tests, for example in the configuration.
  const errors = report.errors.map((error) => removeColours(error.message ?? error.value ?? 'an error without a message'));
  return { tests, errors, failureStatus: 1 };
}
