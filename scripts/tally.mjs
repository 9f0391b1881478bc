// tally.mjs REPORT: prints how many tests passed and failed, by nextest's JUnit report or Playwright's JSON; below that
// which ones failed and what they said, so that the last lines of a long log have it.
// What was skipped, or passed only at the second try, has not passed.
import { readFileSync } from "node:fs";

// Enough of a message to know what broke; the rest is further up in the log.
const LINES = 6;

const told = (name, message) => [name, ...message.trim().split("\n").slice(0, LINES).map((line) => `    ${line}`)];

const unescaped = (text) =>
  text.replace(/&(#x[0-9a-f]+|#\d+|quot|apos|lt|gt|amp);/gi, (_, name) => {
    if (name[0] !== "#") return { quot: '"', apos: "'", lt: "<", gt: ">", amp: "&" }[name];
    return String.fromCodePoint(Number(name.slice(1).replace(/^x/i, "0x")));
  });

function ofNextest(text) {
  const [suites] = text.match(/<testsuites .*?>/);
  const number = (name) => Number(suites.match(new RegExp(` ${name}="(\\d+)"`))[1]);
  const failed = number("failures") + number("errors") + number("skipped");
  const failures = text.matchAll(
    /<testcase name="([^"]*)" classname="([^"]*)"[^>]*>\s*<(?:failure|error)\b[^>]*>([^<]*)</g,
  );
  const names = [...failures].flatMap(([, name, binary, said]) => told(`${binary} ${unescaped(name)}`, unescaped(said)));
  return [number("tests") - failed, failed, names];
}

function ofPlaywright(text) {
  const { stats, errors, suites } = JSON.parse(text);
  const specs = (suite) => [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(specs)];
  const failures = suites.flatMap(specs).flatMap((spec) =>
    spec.tests
      .filter((test) => test.status !== "expected")
      .map((test) => [spec, test, test.results.flatMap((result) => result.errors.map((error) => error.message))]),
  );
  const names = failures.flatMap(([spec, test, messages]) =>
    told(`[${test.projectName}] ${spec.file}:${spec.line} ${spec.title} (${test.status})`, messages.join("\n")),
  );
  const broken = errors.flatMap((error) => told("Playwright itself", error.message));
  return [stats.expected, stats.unexpected + stats.flaky + stats.skipped + errors.length, [...names, ...broken]];
}

const [report] = process.argv.slice(2);
const text = readFileSync(report, "utf8");
const [passed, failed, failures] = report.endsWith(".xml") ? ofNextest(text) : ofPlaywright(text);
console.log([`${passed} ${failed}`, ...failures].join("\n"));
