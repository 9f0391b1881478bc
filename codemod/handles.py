#!/usr/bin/env python3
"""handles.py ROOT [--dry]: gives each noun of `nouns.py` its handle.

For a tree that has `src/accounts/core.rs`; then `cargo fmt`. It writes `src/accounts/nouns.rs`, names the handles in `mod.rs`, and rewrites
`impl` blocks, calls, fields, imports, comments and first pages. On a tree that has handles already it does the same for what was merged since
and is still written for `Accounts`; if there is nothing, it changes nothing. What it could not do, and what deserves a look, is in $REPORT
(target/handles-report.txt)."""
import collections
import os
import pathlib
import re
import sys
from analyse import methods, uses
from check import examine, pages
from nouns import BY_HANDLE, NOUNS, RENAMED, WHOLE, noun_of_file, noun_of_method
from tree import FOLDERS, is_accounts, line_of, load

# Macros whose rows name a method after `=`.
MACROS = ('handlers',)
# Texts that change with the macros above: path, old, new.
TEXTS = [
    ('src/http/api/handlers.rs', '= $use_case:ident(', '= $noun:ident.$use_case:ident('),
    ('src/http/api/handlers.rs', '.accounts.$use_case(', '.accounts.$noun().$use_case('),
    ('src/http/api/handlers.rs', 'and the use case that it calls,', 'and the use case of a noun that it calls,'),
]


class Edits:
    def __init__(self, source):
        self.source, self.all = source, []

    def replace(self, begin, end, text):
        self.all.append((begin, end, text))

    def token(self, at, text):
        self.replace(self.source.tokens[at].start, self.source.tokens[at].end, text)

    def before(self, at, text):
        self.replace(self.source.tokens[at].start, self.source.tokens[at].start, text)

    def apply(self):
        text, last = self.source.text, None
        for begin, end, new in sorted(self.all, key=lambda each: (each[0], each[1]), reverse=True):
            assert last is None or end <= last, f'{self.source.path}: edits overlap at {begin}: {new!r}'
            text, last = text[:begin] + new + text[end:], begin
        return text


class Codemod:
    def __init__(self, root):
        self.root = pathlib.Path(root)
        self.sources = load(root, [each for each in FOLDERS if each != 'benches'])
        self.known = methods(self.sources)
        self.noun = {name: noun_of_method(name, path) for name, (path, *_) in self.known.items()}
        # Those that have their handle already. Two names are of several handles: calls of these are left alone.
        for path, source in self.sources.items():
            for handle in BY_HANDLE if path.startswith('src/accounts/') else ():
                for block, fn in source.methods_of(handle):
                    if fn.name not in RENAMED.values():
                        assert fn.name not in self.known, f'{fn.name} is declared twice'
                        self.known[fn.name] = (path, source, block, fn)
                        self.noun[fn.name] = BY_HANDLE[handle]
        self.report = collections.defaultdict(list)
        self.edits = {path: Edits(source) for path, source in self.sources.items()}
        self.core = {fn.name for path, source in self.sources.items() if path.startswith('src/accounts/') for _, fn in source.methods_of('Core')}
        for name, (path, *_rest) in sorted(self.known.items()):
            if self.noun[name] is None and path.removeprefix('src/accounts/') not in WHOLE:
                self.say('methods of files that nouns.py does not know: they stay with Accounts', f'{path}: {name}')
        # The handle names that each file needs.
        self.needed = collections.defaultdict(set)
        # The variables that are another handle than `Accounts`: (path, token of the name) -> noun.
        self.aliases = {}
        # The variables for handles that futures borrow.
        self.hoisted = {}

    def say(self, what, where):
        self.report[what].append(where)

    def place(self, source, at):
        return f'{source.path}:{line_of(source, at)}'

    # Definitions

    def impls(self):
        for path, source in self.sources.items():
            if not path.startswith('src/accounts/'):
                continue
            edits = self.edits[path]
            for block in source.impls:
                if block.type != 'Accounts' or block.trait is not None:
                    continue
                fns = [fn for each, fn in source.methods_of('Accounts') if each is block]
                if not fns:
                    continue
                handles = [self.handle_of(fn.name) for fn in fns]
                self.head(source, edits, block, handles[0])
                for before, fn, handle, last in zip(fns, fns[1:], handles[1:], handles):
                    if handle != last:
                        end = source.tokens[before.end].end
                        gap = re.compile(r'\s*').match(source.text, end).end()
                        edits.replace(end, gap, f'\n}}\n\nimpl {self.name_in(source, handle)} {{\n    ')
                for fn in fns:
                    if fn.name in RENAMED:
                        edits.token(fn.at + 1, RENAMED[fn.name])

    def head(self, source, edits, block, handle):
        for at in range(block.at, block.open):
            if source.t(at) == 'Accounts':
                name = self.name_in(source, handle)
                if name != 'Accounts':
                    edits.token(at, name)
                return

    def handle_of(self, name):
        found = self.noun[name]
        return found.handle if found else 'Accounts'

    def name_in(self, source, handle):
        """How a file names a handle; with its path where another type has the name."""
        if handle == 'Accounts':
            return handle
        others = re.search(rf'\buse [^;]*\b{handle}\b[^;]*;|\b(struct|enum) {handle}\b', re.sub(r'//[^\n]*', '', source.text))
        if others and f'accounts::{handle}' not in others.group():
            self.say('other types with the name of a handle: the handle is written with its path', f'{source.path}: {handle}')
            return f'crate::accounts::{handle}'
        self.needed[source.path].add(handle)
        return handle

    # Variables

    def find_aliases(self):
        """`let accounts = self.clone()` in the method of a noun is its handle: it gets the name of that."""
        for path, source in self.sources.items():
            if not path.startswith('src/accounts/'):
                continue
            edits = self.edits[path]
            for block, fn in source.methods_of('Accounts'):
                own = self.noun[fn.name]
                if own is None or not fn.body:
                    continue
                handled = set()
                for at in range(*fn.body):
                    if source.t(at) == 'let':
                        handled |= self.alias(source, edits, fn, own, at)
                for at in range(*fn.body):
                    if [source.t(at + n) for n in range(5)] == ['self', '.', 'clone', '(', ')'] and at not in handled:
                        edits.replace(source.tokens[at].start, source.tokens[at + 4].end, 'Accounts::clone(self)')
                        self.say('self.clone() as Accounts', self.place(source, at))

    def alias(self, source, edits, fn, own, let):
        """Renames a variable that is bound to `self.clone()`. Returns the tokens of these expressions."""
        clone = ['self', '.', 'clone', '(', ')']
        if source.t(let + 2) == '=' and [source.t(let + 3 + n) for n in range(6)] == clone + [';']:
            bound, handled, end = let + 1, {let + 3}, let + 8
        elif source.t(let + 1) == '(' and source.t(source.pair[let + 1] + 1) == '=' and source.t(source.pair[let + 1] + 2) == '(':
            names = self.split(source, let + 1)
            values = self.split(source, source.pair[let + 1] + 2)
            found = [n for n, (begin, stop) in enumerate(values) if [source.t(begin + n) for n in range(stop - begin)] == clone]
            if len(found) != 1 or names[found[0]][1] - names[found[0]][0] != 1:
                return set()
            bound, handled, end = names[found[0]][0], {values[found[0]][0]}, source.pair[source.pair[let + 1] + 2] + 1
        else:
            return set()
        name, new = source.t(bound), own.accessor
        if name != 'accounts':
            self.say('self.clone() under another name', self.place(source, let))
        # To the end of the block around it.
        stop, depth = end, 0
        while not (source.t(stop) == '}' and depth == 0):
            depth += source.t(stop) == '{'
            depth -= source.t(stop) == '}'
            stop += 1
        taken = any(source.tokens[at].kind == 'ident' and source.t(at) == new and source.t(at - 1) not in ('.', '::') and
                    source.t(at + 1) not in ('::', '(', '!') for at in range(fn.params[0], fn.end))
        if taken:
            self.say('a variable keeps its name, because that of its handle is taken', f'{self.place(source, let)}: {name}')
        for at in [bound, *range(end, stop)]:
            if source.tokens[at].kind != 'ident' or source.t(at) != name or source.t(at - 1) in ('.', '::') or source.t(at + 1) == '::':
                continue
            if at != bound and source.t(at + 1) == ':' and source.t(at - 1) in ('{', ','):
                continue
            self.aliases[source.path, at] = own
            if not taken:
                edits.token(at, new)
            if at != bound and source.t(at - 1) in ('{', ',') and source.t(at + 1) in ('}', ',') and self.in_struct(source, at):
                self.say('a variable that is a handle is put into a struct', self.place(source, at))
        return handled

    @staticmethod
    def in_struct(source, at):
        begin = max((n for n in source.pair if source.t(n) == '{' and n < at < source.pair[n]), default=None)
        return begin is not None and source.t(begin - 1)[:1].isupper()

    @staticmethod
    def split(source, open_):
        """The ranges of tokens between the commas of a bracket."""
        parts, begin, at = [], open_ + 1, open_ + 1
        while at < source.pair[open_]:
            if source.t(at) in ('(', '[', '{'):
                at = source.pair[at]
            elif source.t(at) == ',':
                parts.append((begin, at))
                begin = at + 1
            at += 1
        if begin < source.pair[open_]:
            parts.append((begin, source.pair[open_]))
        return parts

    # Calls

    def noun_around(self, source, at):
        """The noun in whose method a token is, or 'Accounts'; None outside of `impl Accounts`."""
        inside = source.impl_at(at)
        if inside and inside.trait is None and inside.type in BY_HANDLE:
            return BY_HANDLE[inside.type]
        if not inside or inside.type != 'Accounts' or inside.trait is not None:
            return None
        found = [fn for block, fn in source.methods_of('Accounts') if block is inside and fn.begin <= at <= fn.end]
        if not found:
            return None
        return self.noun[found[0].name] or 'Accounts'

    def calls(self):
        for path, source, at, name in uses(self.sources, self.known, ('Accounts', *BY_HANDLE)):
            target = self.noun[name]
            edits = self.edits[path]
            around = self.noun_around(source, at) if path.startswith('src/accounts/') else None
            if not path.startswith('src/accounts/') and source.chain_before(at - 1)[1] == [('name', 'self')]:
                continue
            if name in RENAMED:
                edits.token(at, RENAMED[name])
            if target is None:
                continue
            if source.t(at - 1) == '::':
                # A path. `Self` stays if it is the same handle.
                if source.t(at - 2) == 'Self' and around == target:
                    continue
                edits.token(at - 2, self.name_in(source, target.handle))
                self.say('paths of methods', f'{self.place(source, at)}: {name}')
                continue
            begin, parts = source.chain_before(at - 1)
            last = parts[-1] if parts[-1] != ('call', 'clone') or len(parts) == 1 else parts[-2]
            have = None
            if last == ('name', 'self'):
                have = around
            elif last == ('name', 'accounts') and (path, begin) in self.aliases:
                have = self.aliases[path, begin]
            if have == target:
                continue
            if self.must_outlive(source, at, name) and (variable := self.hoist(source, edits, begin, at, target)):
                # The chain before the method is the variable.
                if name in RENAMED:
                    edits.all.remove((source.tokens[at].start, source.tokens[at].end, RENAMED[name]))
                edits.replace(source.tokens[begin].start, source.tokens[at].end, f'{variable}.{RENAMED.get(name, name)}')
                continue
            text = f'{target.accessor}().'
            if name in RENAMED:
                # One edit for both, because they touch.
                edits.all.remove((source.tokens[at].start, source.tokens[at].end, RENAMED[name]))
                edits.token(at, text + RENAMED[name])
            else:
                edits.before(at, text)

    # Futures that are not awaited at once outlive the handle that they borrow: it needs a variable.

    def must_outlive(self, source, at, name):
        path, of, block, fn = self.known[name]
        if not fn.is_async and 'BoxFuture' not in of.text[of.tokens[fn.params[1]].start:of.tokens[fn.end].start].split('{')[0]:
            return False
        close = self.after_call(source, at)
        while True:
            if [source.t(close + 1), source.t(close + 2)] == ['.', 'await']:
                return False
            # An argument of a call that is awaited: `timeout(LIMIT, accounts.noun().method()).await`.
            open_ = self.around(source, close)
            if open_ is None or source.t(open_) != '(' or source.t(open_ - 1) == '!' or source.tokens[open_ - 1].kind != 'ident':
                break
            if self.closure_between(source, open_, at):
                break
            close = source.pair[open_]
        return True

    @staticmethod
    def after_call(source, at):
        open_ = at + 1
        while source.t(open_) != '(':
            open_ += 1
        return source.pair[open_]

    @staticmethod
    def around(source, at):
        """The bracket around a token."""
        return max((n for n in source.pair if n < at < source.pair[n] and source.t(n) in ('(', '[', '{')), default=None)

    @staticmethod
    def closure_between(source, open_, at):
        """Whether a closure begins between a bracket and what is inside of it."""
        n = open_ + 1
        while n < at:
            if source.t(n) in ('|', '||') and source.t(n - 1) in ('(', ',', '=', 'move', '=>', '{', ';'):
                return True
            n = source.pair[n] + 1 if source.t(n) in ('(', '[', '{') and source.pair[n] < at else n + 1
        return False

    def hoist(self, source, edits, begin, at, target):
        """Puts the handle into a variable before the statement, outside of closures. Returns the name of the variable."""
        receiver = source.text[source.tokens[begin].start:source.tokens[at - 1].start]
        current = begin
        while True:
            open_ = self.around(source, current)
            if open_ is None:
                return None
            # The begin of the statement, or of the argument, in this bracket.
            start, n = open_ + 1, open_ + 1
            while n < current:
                if source.t(n) == ';':
                    start = n + 1
                if source.t(n) in ('(', '[', '{'):
                    end = source.pair[n]
                    if source.t(n) == '{' and end < current and source.t(end + 1) not in ('.', '?', ')', ',', ';', 'else') and source.t(open_) == '{':
                        start = end + 1
                    n = end if end < current else n
                n += 1
            if source.t(open_) == '{':
                n, is_tail = current, True
                while n < source.pair[open_]:
                    is_tail &= source.t(n) != ';'
                    n = source.pair[n] + 1 if source.t(n) in ('(', '[', '{') else n + 1
                # What a closure returns has to borrow from outside of it.
                if not (is_tail and source.t(open_ - 1) in ('|', '||')):
                    break
            current = open_
        position = source.tokens[start].start
        fn = source.outer_fn_at(at)
        new = target.accessor
        for key, name in self.hoisted.items():
            path, block, text, accessor = key
            if (path, text, accessor) == (source.path, receiver, target.accessor) and block == open_:
                return name
        taken = fn and any(source.tokens[n].kind == 'ident' and source.t(n) == new and source.t(n - 1) not in ('.', '::') and
                           source.t(n + 1) not in ('::', '(', '!') for n in range(fn.params[0], fn.end))
        name = 'handle' if taken else new
        edits.replace(position, position, f'let {name} = {receiver}.{target.accessor}();\n')
        self.hoisted[source.path, open_, receiver, target.accessor] = name
        self.say('handles that got a variable, because a future borrows them', self.place(source, at))
        return name

    def macros(self):
        for path, source in self.sources.items():
            for at, token in enumerate(source.tokens):
                if token.text in MACROS and source.t(at + 1) == '!' and source.t(at + 2) == '{':
                    for n in range(at + 3, source.pair[at + 2]):
                        name = source.t(n)
                        if source.t(n - 1) == '=' and source.t(n + 1) == '(' and name in self.known and self.noun[name]:
                            self.edits[path].token(n, f'{self.noun[name].accessor}.{RENAMED.get(name, name)}')
        for path, old, new in TEXTS:
            if path not in self.sources:
                continue
            source = self.sources[path]
            if source.text.count(new) == 1:
                continue
            if source.text.count(old) != 1:
                self.say('texts that were not found', f'{path}: {old}')
                continue
            begin = source.text.index(old)
            self.edits[path].replace(begin, begin + len(old), new)

    # Fields

    def fields(self):
        struct = {kind: set() for kind in ('Parts', 'Core')}
        for path, source in self.sources.items():
            if path not in ('src/accounts/mod.rs', 'src/accounts/core.rs'):
                continue
            for at, token in enumerate(source.tokens):
                if token.text == 'struct' and source.t(at + 1) in struct and source.t(at + 2) == '{':
                    for begin, stop in self.split(source, at + 2):
                        names = [n for n in range(begin, stop) if source.t(n + 1) == ':' and source.tokens[n].kind == 'ident']
                        if names:
                            struct[source.t(at + 1)].add(source.t(names[0]))
        for path, source in self.sources.items():
            if not path.startswith('src/accounts/'):
                continue
            for at, token in enumerate(source.tokens):
                if token.text != '0' or source.t(at - 1) != '.' or source.t(at + 1) != '.' or source.tokens[at + 2].kind != 'ident':
                    continue
                begin, parts = source.chain_before(at - 1)
                if not is_accounts(source, parts, at):
                    continue
                around = self.noun_around(source, at)
                if around == 'Accounts':
                    continue
                field = source.t(at + 2)
                if field in struct['Core'] and field not in struct['Parts']:
                    # Found through the handle.
                    self.edits[path].replace(source.tokens[at].start, source.tokens[at + 2].start, '')
                else:
                    self.edits[path].token(at, 'parts()')
                    if field not in struct['Parts']:
                        self.say('neither a field of Parts nor of Core', f'{self.place(source, at)}: {field}')

    # Comments

    def comments(self):
        for path, source in self.sources.items():
            covered = [(token.start, token.end) for token in source.tokens]
            last = 0
            for begin, end in covered + [(len(source.text), len(source.text))]:
                gap = source.text[last:begin]
                for found in re.finditer(r'\[`Accounts::(\w+)`\](?!\()|\bAccounts::(\w+)', gap):
                    name = found.group(1) or found.group(2)
                    handle = self.comment_handle(name)
                    if not handle:
                        continue
                    own = noun_of_file(path) if path.startswith('src/accounts/') else None
                    new = f'{handle}::{RENAMED.get(name, name)}'
                    if found.group(1):
                        is_own = own is not None and own.handle == handle
                        new = f'[`{new}`]' if is_own else f'`{new}`'
                    self.edits[path].replace(last + found.start(), last + found.end(), new)
                last = end
        for path in sorted([*self.root.glob('*.md'), *self.root.glob('docs/**/*.md')]):
            text = path.read_text()
            new = re.sub(r'\bAccounts::(\w+)', lambda found: f'{self.comment_handle(found.group(1)) or "Accounts"}::{found.group(1)}', text)
            if new != text:
                self.say('documents that were changed', str(path.relative_to(self.root)))
                if not self.dry:
                    path.write_text(new)

    def comment_handle(self, name):
        if name in self.core:
            return 'Core'
        if name in self.known and self.noun[name]:
            return self.noun[name].handle
        return None

    # Imports

    def imports(self, path, text):
        """The `use` declarations of a file of `src/accounts`, after everything else has changed."""
        from rust import Source
        needed = self.needed[path]
        source = Source(path, text)
        inside_use = set()
        found = []
        for at, token in enumerate(source.tokens):
            if token.text != 'use' or token.kind != 'ident' or source.t(at - 1) in ('+', ',', '<', ':'):
                continue
            end = at
            while source.t(end) != ';':
                end += 1
            inside_use |= set(range(at, end + 1))
            if any(source.t(n) == 'Accounts' for n in range(at, end)) and source.t(at - 1) not in (')', 'pub') and not source.in_test(at):
                found.append((at, end))
        is_used = any(token.text == 'Accounts' and token.kind == 'ident' and at not in inside_use and not source.in_test(at)
                      for at, token in enumerate(source.tokens))
        if path in ('src/accounts/mod.rs', 'src/accounts/nouns.rs'):
            return text
        if not found:
            if not needed and not is_used:
                return text
            if is_used and not any(token.text == 'Accounts' for token in source.tokens[:1]):
                names = sorted(needed | ({'Accounts'} if is_used else set()))
            else:
                names = sorted(needed)
            if not names:
                return text
            first = next((at for at in sorted(inside_use) if source.t(at) == 'use'), None)
            line = f'use crate::accounts::{{{", ".join(names)}}};\n'
            begin = source.tokens[first].start if first is not None else 0
            self.say('imports that were added on a line of their own', f'{path}: {", ".join(names)}')
            return text[:begin] + line + text[begin:]
        at, end = found[0]
        if len(found) > 1:
            self.say('Accounts is imported more than once', path)
        name = next(n for n in range(at, end) if source.t(n) == 'Accounts')
        others = sorted(needed - {'Accounts'})
        names = others + (['Accounts'] if is_used else [])
        in_group = source.t(name - 1) in ('{', ',')
        if not in_group:
            if names:
                new = names[0] if len(names) == 1 else '{' + ', '.join(names) + '}'
                return text[:source.tokens[name].start] + new + text[source.tokens[name].end:]
            # The whole declaration goes, with its line.
            begin = text.rfind('\n', 0, source.tokens[at].start) + 1
            stop = source.tokens[end].end + (1 if text[source.tokens[end].end:source.tokens[end].end + 1] == '\n' else 0)
            return text[:begin] + text[stop:]
        if names:
            return text[:source.tokens[name].start] + ', '.join(names) + text[source.tokens[name].end:]
        # Without the name and its comma; rustfmt takes away braces around a single name.
        if source.t(name + 1) == ',':
            return text[:source.tokens[name].start] + text[source.tokens[name + 1].end:].lstrip(' ')
        begin = source.tokens[name - 1].start if source.t(name - 1) == ',' else source.tokens[name].start
        return text[:begin] + text[source.tokens[name].end:]

    def write(self):
        results = {}
        for path, edits in self.edits.items():
            text = edits.apply()
            if path.startswith('src/accounts/'):
                text = self.imports(path, text)
            results[path] = text
        results['src/accounts/nouns.rs'] = nouns_rs()
        results['src/accounts/mod.rs'] = mod_rs(results['src/accounts/mod.rs'])
        changed = [path for path, text in results.items() if path not in self.sources or self.sources[path].text != text]
        if not self.dry:
            for path in changed:
                (self.root / path).write_text(results[path])
            pages(self.root, examine(self.root)[1])
        print(len(changed), 'files changed')

    def run(self, dry):
        self.dry = dry
        self.impls()
        self.find_aliases()
        self.calls()
        self.macros()
        self.fields()
        self.comments()
        self.write()
        report = pathlib.Path(os.environ.get('REPORT', 'target/handles-report.txt'))
        lines = []
        for what in sorted(self.report):
            lines += [f'{what} ({len(self.report[what])}):', *(f'  {each}' for each in sorted(set(self.report[what]))), '']
        lines += leftovers(self.root, self.known, self.noun)
        report.write_text('\n'.join(lines) + '\n')
        print('report:', report)


def nouns_rs():
    rows = []
    for noun in NOUNS:
        rows += [f'    /// {noun.about}', f'    {noun.handle}, {noun.accessor};']
    template = (pathlib.Path(__file__).parent / 'nouns.rs.in').read_text()
    return template.replace('ROWS', '\n'.join(rows))


def mod_rs(text):
    if 'mod nouns;' in text:
        return text
    text = text.replace('mod one_time;\n', 'mod nouns;\nmod one_time;\n', 1)
    names = ', '.join(sorted(BY_HANDLE))
    return text.replace('pub use one_time::', f'pub use nouns::{{{names}}};\npub use one_time::', 1)


def leftovers(root, known, noun):
    """Uses of names of methods that still look as if they were methods of Accounts."""
    found = []
    for path, source in load(root).items():
        for at, token in enumerate(source.tokens):
            name = token.text
            if token.kind != 'ident' or name not in known or not noun[name] or source.t(at - 1) != '.' or source.t(at + 1) not in ('(', '::'):
                continue
            begin, parts = source.chain_before(at - 1)
            accessor = parts[-1] == ('call', noun[name].accessor)
            words = {text for _, text in parts}
            if not accessor and words & {'accounts', 'use_cases'} and name not in RENAMED:
                found.append(f'  {path}:{line_of(source, at)}: {"".join("." + text for _, text in parts)[1:]}.{name}')
    return [f'calls on accounts that are not through a handle ({len(found)}):', *found] if found else []


if __name__ == '__main__':
    Codemod(sys.argv[1]).run('--dry' in sys.argv)
