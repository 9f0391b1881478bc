// tally.mjs REPORT: prints how many tests passed and failed, by nextest's JUnit report or Playwright's JSON.
// What was skipped, or passed only at the second try, has not passed.
import { readFileSync } from "node:fs";

function ofNextest(text) {
  const [suites] = text.match(/<testsuites .*?>/);
  const number = (name) => Number(suites.match(new RegExp(` ${name}="(\\d+)"`))[1]);
  const failed = number("failures") + number("errors") + number("skipped");
  return [number("tests") - failed, failed];
}

function ofPlaywright(text) {
  const { stats, errors } = JSON.parse(text);
  return [stats.expected, stats.unexpected + stats.flaky + stats.skipped + errors.length];
}

const [report] = process.argv.slice(2);
const text = readFileSync(report, "utf8");
const [passed, failed] = report.endsWith(".xml") ? ofNextest(text) : ofPlaywright(text);
console.log(passed, failed);
