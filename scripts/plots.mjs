#!/usr/bin/env node
// plots.mjs [--check] [FILE [FOLDER]]: draws plots of the tables of the benchmarks in a file, as SVG: bars in both themes, with their
// numbers as text. Without a file those of docs/internals/benchmarks.md, which stand above the tables there. --check: fails if these are others.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const isCheck = process.argv[2] === '--check';
const [file = 'docs/internals/benchmarks.md', folder = 'docs/pictures/benchmarks'] = process.argv.slice(isCheck ? 3 : 2);

/** The plots: the first columns of the table that each is of, and what is drawn of its rows. */
const PLOTS = [
  {
    name: 'requests',
    columns: ['request', 'per second', 'of bare axum'],
    title: 'Answers per second',
    bars: (rows) => rows.map(([label, rate]) => ({ label, value: number(rate), says: rate })),
  },
  {
    name: 'engines',
    columns: ['request', 'engine', 'per second', 'of SQLite'],
    title: 'Answers per second: SQLite, PostgreSQL and the yardsticks',
    bars: (rows) =>
      rows.map(([label, engine, rate]) => ({
        label: engine === 'none' ? label : `${label}, ${engine}`,
        value: number(rate),
        says: rate,
        colour: engine === 'PostgreSQL' ? 'second' : engine === 'SQLite' ? 'first' : 'other',
      })),
  },
];

const WIDTH = 860;
const ROW = 26;
const LEFT = 290;
const RIGHT = 150;

/** The first number in a cell: `54,086`, `93.5 %`. */
function number(cell) {
  const found = /[\d,]+(\.\d+)?/.exec(cell);
  if (!found) throw new Error(`no number: ${cell}`);
  return Number(found[0].replaceAll(',', ''));
}

function cells(line) {
  return line.split('|').slice(1, -1).map((cell) => cell.trim());
}

/** The rows of the first table that begins with these columns. None: there is no such table, as after a part of the benchmark. */
function table(lines, columns) {
  const isHead = (line) => line.startsWith('|') && columns.every((column, at) => cells(line)[at] === column);
  const head = lines.findIndex(isHead);
  if (head < 0) return undefined;
  const end = lines.findIndex((line, at) => at > head && !line.startsWith('|'));
  return lines.slice(head + 2, end < 0 ? undefined : end).map(cells);
}

function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

function svg({ title }, bars) {
  const height = 44 + ROW * bars.length;
  const most = Math.max(...bars.map(({ value }) => value));
  const length = (value) => Math.round(((WIDTH - LEFT - RIGHT) * value) / most);
  const rows = bars.map(({ label, value, says, colour = 'first' }, at) => {
    const y = 40 + ROW * at;
    return `<text class="label" x="${LEFT - 10}" y="${y + 13}">${escaped(label)}</text>
<rect class="${colour}" x="${LEFT}" y="${y}" width="${Math.max(1, length(value))}" height="18" rx="2"/>
<text x="${LEFT + length(value) + 8}" y="${y + 13}">${escaped(says)}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img"
  aria-labelledby="title">
<title id="title">${escaped(title)}: ${escaped(bars.map(({ label, says }) => `${label} ${says}`).join('; '))}</title>
<style>
svg { color-scheme: light dark; background: #fdfcfa; font: 13px system-ui, sans-serif; }
text { fill: #2a2723; } .label { text-anchor: end; } .title { font-weight: 600; font-size: 15px; }
.first { fill: #1f5b49; } .second { fill: #43607d; } .other { fill: #97897a; }
@media (prefers-color-scheme: dark) {
  svg { background: #221f1c; }
  text { fill: #edeae4; }
  .first { fill: #82c7ac; } .second { fill: #93abc4; } .other { fill: #83786b; }
}
</style>
<text class="title" x="10" y="22">${escaped(title)}</text>
${rows.join('\n')}
</svg>
`;
}

const lines = readFileSync(file, 'utf8').split('\n');
if (!isCheck) mkdirSync(folder, { recursive: true });
for (const plot of PLOTS) {
  const rows = table(lines, plot.columns);
  if (!rows) {
    console.log(`${file} has no table for ${plot.name}.svg`);
    continue;
  }
  const [path, drawn] = [join(folder, `${plot.name}.svg`), svg(plot, plot.bars(rows))];
  if (!isCheck) writeFileSync(path, drawn);
  else if (readFileSync(path, 'utf8') !== drawn) {
    console.error(`${path} is not what ${file} says: run "make plots"`);
    process.exitCode = 1;
  }
}
