// tally.mjs REPORT: prints the numbers of passed and failed tests in a JUnit report of nextest or a JSON report of Playwright,
// then the failed tests and their messages, so that they are at the end of a long log.
// Skipped and flaky tests count as failed.
import { readFileSync } from "node:fs";

// The maximum number of lines of a message. The whole message is further up in the log.
const MAX_LINES = 6;

const summary = (name, message) => [name, ...message.trim().split("\n").slice(0, MAX_LINES).map((line) => `    ${line}`)];

const unescapeXml = (text) =>
  text.replace(/&(#x[0-9a-f]+|#\d+|quot|apos|lt|gt|amp);/gi, (_, name) => {
    if (name[0] !== "#") return { quot: '"', apos: "'", lt: "<", gt: ">", amp: "&" }[name];
    return String.fromCodePoint(Number(name.slice(1).replace(/^x/i, "0x")));
  });

function readNextest(text) {
  const [suites] = text.match(/<testsuites .*?>/);
  const number = (name) => Number(suites.match(new RegExp(` ${name}="(\\d+)"`))[1]);
  const failed = number("failures") + number("errors") + number("skipped");
  const failures = text.matchAll(
    /<testcase name="([^"]*)" classname="([^"]*)"[^>]*>\s*<(?:failure|error)\b[^>]*>([^<]*)</g,
  );
  const summaries = [...failures].flatMap(([, name, binary, message]) =>
    summary(`${binary} ${unescapeXml(name)}`, unescapeXml(message)),
  );
  return [number("tests") - failed, failed, summaries];
}

function readPlaywright(text) {
  const { stats, errors, suites } = JSON.parse(text);
  const specs = (suite) => [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(specs)];
  const failures = suites.flatMap(specs).flatMap((spec) =>
    spec.tests
      .filter((test) => test.status !== "expected")
      .map((test) => [spec, test, test.results.flatMap((result) => result.errors.map((error) => error.message))]),
  );
  const summaries = failures.flatMap(([spec, test, messages]) =>
    summary(`[${test.projectName}] ${spec.file}:${spec.line} ${spec.title} (${test.status})`, messages.join("\n")),
  );
  // Errors outside of tests, for example in the configuration.
  const otherErrors = errors.flatMap((error) => summary("Playwright itself", error.message));
  const failed = stats.unexpected + stats.flaky + stats.skipped + errors.length;
  return [stats.expected, failed, [...summaries, ...otherErrors]];
}

const [report] = process.argv.slice(2);
const text = readFileSync(report, "utf8");
const [passed, failed, failures] = report.endsWith(".xml") ? readNextest(text) : readPlaywright(text);
console.log([`${passed} ${failed}`, ...failures].join("\n"));
