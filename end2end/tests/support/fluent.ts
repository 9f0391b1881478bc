import { readFileSync } from 'node:fs';

/** A number is written with separators, and chooses the plural. A regular expression is one in the text as well: `RegExp` of `source`. */
export type Arguments = Readonly<Record<string, string | number | RegExp>>;

interface Choice {
  /** The argument that chooses. */
  by: string;
  variants: { key: string; isDefault: boolean; text: string }[];
}

/** Stand for braces that are text, `{"{"}`, and around the source of a regular expression. */
const OPEN = '\u{e000}';
const CLOSE = '\u{e001}';
const SOURCE = '\u{e002}';

/** The texts of a language: what locales/compile.rs allows of Fluent, as the files have it. A choice is a whole text. */
export class Catalogue {
  /** By `id` or `id-attribute`. */
  private readonly patterns = new Map<string, string>();

  constructor(
    private readonly tag: string,
    paths: string[],
  ) {
    const literal = (_: string, text: string) => text.replace('{', OPEN).replace('}', CLOSE);
    const text = paths.map((path) => readFileSync(path, 'utf8')).join('\n');
    const lines = text.replace(/\{"([^"]*)"\}/g, literal).split('\n');
    let id = '';
    let name = '';
    for (const line of lines) {
      const [, message, attribute, begun] = /^(?:([a-z][\w-]*)|    \.([\w-]+)) = ?(.*)$/.exec(line) ?? [];
      if (message) id = message;
      if (begun !== undefined) name = attribute ? `${id}-${attribute}` : id;
      else if (line.startsWith('#')) name = '';
      if (name) this.patterns.set(name, begun ?? `${this.patterns.get(name)}\n${line.replace(/^ {4}/, '')}`);
    }
    for (const [name, pattern] of this.patterns) this.patterns.set(name, pattern.trim());
  }

  pattern(id: string): string {
    const pattern = this.patterns.get(id);
    if (pattern === undefined) throw new Error(`locales/${this.tag}.ftl has no message ${id}`);
    return pattern;
  }

  /** The ids of each text, and of each variant of a choice, with its arguments as `{ $name }`. */
  ids(): Map<string, string[]> {
    const ids = new Map<string, string[]>();
    for (const [id, pattern] of this.patterns) {
      for (const { text } of choiceOf(pattern)?.variants ?? [{ text: pattern }]) {
        const key = text.replace(/NUMBER\((\$\w+)\)/g, '$1');
        ids.set(key, [...(ids.get(key) ?? []), id]);
      }
    }
    return ids;
  }

  /** A text with its arguments. */
  complete(id: string, args: Arguments): string {
    const value = (name: string) => {
      const value = args[name];
      if (value === undefined) throw new Error(`${id} needs the argument ${name}`);
      return value;
    };
    const pattern = this.pattern(id);
    const choice = choiceOf(pattern);
    const chosen = choice ? this.choose(choice, value(choice.by)) : pattern;
    const placed = chosen.replace(/\{ (?:NUMBER\()?(\$?)([\w-]+)\)? \}/g, (_, isArgument: string, name: string) =>
      isArgument ? this.written(value(name)) : this.complete(name, args),
    );
    if (placed.includes('->')) throw new Error(`${id}: end2end/tests/support/fluent.ts reads no such choice`);
    return placed.replaceAll(OPEN, '{').replaceAll(CLOSE, '}');
  }

  private choose({ variants }: Choice, by: string | number | RegExp): string {
    const of = (key: string) => variants.find((variant) => variant.key === key);
    const plural = typeof by === 'number' ? new Intl.PluralRules(this.tag).select(by) : 'other';
    return (of(String(by)) ?? of(plural) ?? variants.find(({ isDefault }) => isDefault))!.text;
  }

  private written(value: string | number | RegExp): string {
    if (value instanceof RegExp) return `${SOURCE}${value.source}${SOURCE}`;
    // Before each group of three digits, counted from the end.
    return typeof value === 'string' ? value : String(value).replace(/\B(?=(\d{3})+$)/g, this.pattern('number-separator'));
  }
}

/** A regular expression for a text: escaped, except for the regular expressions in it. */
export function source(text: string): string {
  const escaped = (part: string) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return text.split(SOURCE).map((part, index) => (index % 2 ? part : escaped(part))).join('');
}

function choiceOf(pattern: string): Choice | undefined {
  const [, by, all] = /^\{ \$(\w+) ->\n([^]*)\}$/.exec(pattern) ?? [];
  if (!by || !all) return undefined;
  const variants = [...all.matchAll(/^ *(\*?)\[([\w-]+)\] (.*)$/gm)];
  return { by, variants: variants.map(([, star, key, text]) => ({ key: key!, isDefault: star === '*', text: text!.trimEnd() })) };
}
