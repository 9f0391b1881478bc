// The words of the product, in the language of the run. Tests name a text as locales/en.ftl has it, `Delete { $name }?`, or one
// variant of a choice, `{ $count } members`. What is not there is an error, so a page with words of its own fails its tests.

import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from '@playwright/test';
import { Catalogue, source, type Arguments } from './fluent';

export type { Arguments } from './fluent';
/** An English text, or what `byId` and `data` return. */
export type Text = string | { readonly id: string } | { readonly data: string };

const FOLDER = resolve(__dirname, '../../../locales');
const OPTIONAL = '(optional)';

// Each language has two files, such as en.ftl and en.administrators.ftl.
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.ftl'));
const tags = [...new Set(files.map((name) => name.split('.')[0]!))];
const paths = (tag: string) => files.filter((name) => name.split('.')[0] === tag).map((name) => join(FOLDER, name));
const catalogues = new Map(tags.map((tag) => [tag, new Catalogue(tag, paths(tag))]));
const english = catalogueOf('en').ids();

/** A text by its id, where others have the same English words. */
export function byId(id: string): Text {
  return { id };
}

/** What is no words of the product, such as a name, or is the same in all languages. */
export function data(data: string): Text {
  return { data };
}

/** What the browsers of this run prefer, such as `de-DE`. Known within tests and fixtures only. */
export function locale(): string {
  return test.info().project.use.locale ?? 'en';
}

/** The language of this run, such as `de`, or `pt-BR` if there are texts for that region. */
export function language(): string {
  return tags.includes(locale()) ? locale() : locale().split('-')[0]!;
}

/** A text in the language of this run. */
export function words(text: Text, args: Arguments = {}): string {
  return wordsIn(language(), text, args);
}

export function wordsIn(tag: string, text: Text, args: Arguments = {}): string {
  if (typeof text !== 'string') return 'data' in text ? text.data : catalogueOf(tag).complete(text.id, args);
  // The label of a field that may be empty is two texts.
  if (!english.has(text) && text.endsWith(` ${OPTIONAL}`)) {
    return [text.slice(0, -OPTIONAL.length - 1), OPTIONAL].map((part) => wordsIn(tag, part, args)).join(' ');
  }
  return catalogueOf(tag).complete(idOf(text), args);
}

/** Match the sentences of a text. A message box shows the first one as its title. */
export function sentences(text: Text, args: Arguments = {}): RegExp[] {
  return words(text, args).split(/(?<=\.) /).map((sentence) => new RegExp(source(sentence)));
}

/** Matches what begins with a text, such as the name of a choice, which includes its explanation. */
export function beginning(text: Text, args: Arguments = {}): RegExp {
  return new RegExp(`^${source(words(text, args))}`);
}

/** Matches a text with regular expressions as arguments. */
export function matching(text: Text, args: Arguments): RegExp {
  return new RegExp(source(words(text, args)));
}

/** A day as pages write it, such as `4 Mar 2024`. */
export function day(at: Date, month: 'month' | 'short-month'): string {
  const name = words(byId(`${month}-${at.getMonth() + 1}`));
  return words(byId('date-day'), { day: String(at.getDate()), month: name, year: String(at.getFullYear()) });
}

function catalogueOf(tag: string): Catalogue {
  const catalogue = catalogues.get(tag);
  if (!catalogue) throw new Error(`there is no file locales/${tag}.ftl`);
  return catalogue;
}

/** The only message with this English text, or one of several that are the same in all languages. */
function idOf(text: string): string {
  const [id, ...others] = english.get(text) ?? [];
  if (!id) throw new Error(`locales/en.ftl has no text “${text}”. If it is no words of the product, write data(…)`);
  const isSame = (other: string) => tags.every((tag) => catalogueOf(tag).pattern(other) === catalogueOf(tag).pattern(id));
  if (others.every(isSame)) return id;
  throw new Error(`“${text}” is several texts. Write byId(…) with one of ${[id, ...others].join(', ')}`);
}
