// What docs/moving-from-a-spreadsheet.md prints: its commands, what it enters on a page, and the sheet beside it.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(__dirname, '../../../docs');
const GUIDE = readFileSync(join(FOLDER, 'moving-from-a-spreadsheet.md'), 'utf8');

/** The file of the members. */
export const SHEET = join(FOLDER, 'moving-from-a-spreadsheet/members.csv');

/** A row of the sheet. */
export interface Member {
  email: string;
  username: string;
  section: string;
  newsletter: string;
}

export function members(): Member[] {
  const [head, ...rows] = readFileSync(SHEET, 'utf8').trim().split('\n').map((line) => line.split(';'));
  const cell = (row: string[], column: string): string => row[head!.indexOf(column)] ?? '';
  return rows.map((row) => {
    const email = cell(row, 'Email');
    const [section, newsletter] = [cell(row, 'Section'), cell(row, 'Newsletter')];
    return { email, username: email.split('@')[0]!, section, newsletter };
  });
}

/** The arguments of the commands of the guide that begin with these. */
export function commands(...begin: string[]): string[][] {
  const blocks = [...GUIDE.matchAll(/\n```sh\n([^]*?)\n```/g)].map(([, block]) => block!);
  // A backslash at the end of a line continues it.
  const lines = blocks.join('\n').replaceAll(/ \\\n\s*/g, ' ').split('\n');
  const all = lines.filter((line) => line.startsWith('vestibule ')).map((line) => wordsOf(line).slice(1));
  const found = all.filter((args) => begin.every((word, at) => args[at] === word));
  if (found.length === 0) throw new Error(`the guide has no command vestibule ${begin.join(' ')}`);
  return found;
}

/** The words of a command. Quotes are around the whole of a word, or of none. */
function wordsOf(line: string): string[] {
  const words = [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, one, two, bare]) => one ?? two ?? bare!);
  const comment = words.indexOf('#');
  return comment < 0 ? words : words.slice(0, comment);
}

/** What the guide enters on the page of a new field: labels, and the lines below them. */
export function entered(): [string, string][] {
  const table = /\n\| input \| value \|\n\|---\|---\|\n([^]*?)\n\n/.exec(GUIDE)?.[1];
  if (!table) throw new Error('the guide has no table of what is entered');
  return table.split('\n').map((row) => {
    // Between a bar with a space, and a space with a bar.
    const [label, values, ...others] = row.slice(2, -2).split(' | ');
    if (!label || !values || others.length) throw new Error(`the guide has a row with other cells: ${row}`);
    return [label, [...values.matchAll(/`([^`]+)`/g)].map(([, value]) => value!).join('\n')];
  });
}
