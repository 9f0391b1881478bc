#!/usr/bin/env python3
"""fix.py ROOT MESSAGES [--dry]: puts right what the compiler says of the handles.

MESSAGES: what `cargo check --message-format=json` has printed. Repeat both until nothing is left to fix; then look at what remains.

| message | what is done |
|---|---|
| E0599 no method of this name, E0609 | the accessor of its handle is put before the method |
| E0061, E0277 of a method that is now an accessor | its new name is added (`nouns.RENAMED`) |
| E0624 method is private | its visibility becomes that of `accounts` |
| E0308 expected `Accounts` | `self.clone()` becomes `Accounts::clone(self)` |
| E0412, E0433 a handle is not in scope | it is imported |
| unused import | the compiler's suggestion is applied |"""
import collections
import json
import pathlib
import re
import sys
from nouns import BY_ACCESSOR, BY_HANDLE, RENAMED
from tree import load

TYPES = {'Accounts', 'Core', *BY_HANDLE}
OLD_NAMES = {old: noun for old, noun in {
    'applications': 'Applications', 'providers': 'Providers', 'factors': 'Factors', 'ways_in': 'WaysIn'}.items()}


def messages(path):
    seen = set()
    for line in open(path):
        if not line.startswith('{'):
            continue
        each = json.loads(line)
        if each.get('reason') != 'compiler-message':
            continue
        message = each['message']
        key = (message.get('code') and message['code']['code'], message['message'],
               tuple((span['file_name'], span['byte_start']) for span in message['spans'] if span['is_primary']))
        if key not in seen:
            seen.add(key)
            yield message


class Fixer:
    def __init__(self, root):
        self.root = pathlib.Path(root)
        self.edits = collections.defaultdict(dict)
        self.left = collections.defaultdict(list)
        self.done = collections.Counter()
        self.methods = {}
        self.where = {}
        for path, source in load(root, ('src',)).items():
            if path.startswith('src/accounts/'):
                for kind in TYPES:
                    for _, fn in source.methods_of(kind):
                        self.methods.setdefault(fn.name, kind)
                        self.where[fn.name] = (path, source, fn)

    def edit(self, file, begin, end, text, what):
        """An edit in bytes. One at each place."""
        if (begin, end) not in self.edits[file]:
            self.edits[file][begin, end] = text
            self.done[what] += 1

    def text(self, span):
        return (self.root / span['file_name']).read_bytes()[span['byte_start']:span['byte_end']].decode()

    def message(self, message):
        code = (message.get('code') or {}).get('code', '')
        primary = next((span for span in message['spans'] if span['is_primary']), None)
        if primary is None:
            return
        file, begin, end = primary['file_name'], primary['byte_start'], primary['byte_end']
        if not (self.root / file).exists():
            return
        where = f'{file}:{primary["line_start"]}:{primary["column_start"]}'
        method = re.match(r'no (?:method|field|associated function or constant|function or associated item) named `(\w+)` found for [^`]*`([^`]*)`', message['message'])
        if code in ('E0599', 'E0609', 'E0610') and method:
            name, kind = method.group(1), method.group(2)
            if set(re.findall(r'\w+', kind)) & TYPES and self.text(primary) == name:
                if name in OLD_NAMES and name not in self.methods:
                    handle = OLD_NAMES[name]
                    return self.edit(file, begin, end, f'{BY_HANDLE[handle].accessor}().{RENAMED[name]}', 'accessors')
                handle = self.methods.get(name)
                if handle in BY_HANDLE:
                    accessor = BY_HANDLE[handle].accessor
                    # Through the handle of another noun: that is replaced.
                    before = (self.root / file).read_bytes()[:begin].decode()
                    other = re.search(r'\.(\w+)\(\)\s*\.$', before)
                    if other and other.group(1) in BY_ACCESSOR:
                        first, last = (len(before[:n].encode()) for n in other.span(1))
                        return self.edit(file, first, last, accessor, 'accessors')
                    return self.edit(file, begin, begin, f'{accessor}().', 'accessors')
        if code == 'E0061' and self.text(primary) in RENAMED:
            return self.edit(file, end, end, f'().{RENAMED[self.text(primary)]}', 'renamed methods')
        future = re.match(r'`(?:\w+::)*(\w+)` is not a future', message['message'])
        if code == 'E0277' and future and future.group(1) in BY_HANDLE:
            accessor = BY_HANDLE[future.group(1)].accessor
            if accessor in RENAMED:
                # The span is that of `await`, without or with its dot.
                at = begin if self.text(primary).startswith('.') else begin - 1
                return self.edit(file, at, at, f'.{RENAMED[accessor]}()', 'renamed methods')
        private = re.match(r'method `(\w+)` is private', message['message'])
        if code == 'E0624' and private and private.group(1) in self.where:
            return self.widen(private.group(1), file)
        if code == 'E0308' and self.text(primary) == 'self.clone()' and 'Accounts' in json.dumps(message):
            return self.edit(file, begin, end, 'Accounts::clone(self)', 'clones')
        missing = re.match(r'cannot find (?:type|struct, variant or union type|trait) `(\w+)` in this scope|failed to resolve: use of (?:undeclared type|unresolved) `(\w+)`',
                           message['message'])
        name = missing and (missing.group(1) or missing.group(2))
        if code in ('E0412', 'E0422', 'E0425', 'E0433') and name in TYPES and file.startswith('src/accounts/'):
            return self.imported(file, name)
        if code == 'unused_imports':
            return self.suggested(message)
        if message['level'] in ('error', 'warning') and not message['message'].startswith(('aborting', 'could not compile')) \
                and 'generated' not in message['message']:
            self.left[f'{code or message["level"]}: {kind_of(message["message"])}'].append(f'{where}: {message["message"].splitlines()[0]}')

    def widen(self, name, used_in):
        path, source, fn = self.where[name]
        offset = len(source.text[:source.tokens[fn.begin].start].encode())
        end = offset + len(fn.vis.encode())
        vis = 'pub(in crate::accounts)' if used_in.startswith('src/accounts/') else 'pub'
        self.edit(path, offset, end, vis + ('' if fn.vis else ' '), 'visibilities')

    def imported(self, file, name):
        text = (self.root / file).read_text()
        found = re.search(r'^use ', text, re.M)
        at = len(text[:found.start()].encode()) if found else 0
        self.edit(file, at, at, f'use crate::accounts::{name};\n', 'imports')

    def suggested(self, message):
        for child in message['children']:
            for span in child['spans']:
                if span.get('suggested_replacement') is not None and span.get('suggestion_applicability') == 'MachineApplicable':
                    self.edit(span['file_name'], span['byte_start'], span['byte_end'], span['suggested_replacement'], 'unused imports')

    def write(self, dry):
        for file, edits in self.edits.items():
            content, last = (self.root / file).read_bytes(), None
            for (begin, end), text in sorted(edits.items(), reverse=True):
                if last is not None and end > last:
                    continue
                content, last = content[:begin] + text.encode() + content[end:], begin
            if not dry:
                (self.root / file).write_bytes(content)
        print('fixed:', dict(self.done) or 'nothing')
        for kind in sorted(self.left):
            print(f'\n{kind} ({len(self.left[kind])}):')
            for line in self.left[kind]:
                print('  ' + line)


def kind_of(text):
    return re.sub(r'`[^`]*`', '`…`', text.splitlines()[0])[:100]


if __name__ == '__main__':
    fixer = Fixer(sys.argv[1])
    for each in messages(sys.argv[2]):
        fixer.message(each)
    fixer.write('--dry' in sys.argv)
