#!/usr/bin/env python3
"""check.py ROOT [--table | --pages]: what can be checked of the handles without a compiler. After the codemod, and in seconds.

--table: prints the rows of tests/outside/architecture/nouns.rs. --pages: writes what others ask a noun for into its first page.

Each call through a handle names a method of that handle that may be seen from there; each call on `self` in the `impl` of a handle names
one of its own, of `Accounts` or of `Core`; each handle that a file names is imported; who asks whom, without circles."""
import collections
import pathlib
import re
import sys
from analyse import circles
from nouns import BY_ACCESSOR, BY_HANDLE, NOUNS, noun_of_file
from tree import is_accounts, line_of, load


def module_of(path):
    rest = path.removeprefix('src/').removesuffix('.rs')
    parts = rest.split('/')
    return tuple(parts[:-1] if parts[-1] == 'mod' else parts)


def sees(module, of, vis):
    """Whether a module sees what is declared in the module `of` with a visibility."""
    if vis == 'pub':
        return True
    if vis == '':
        scope = of
    elif vis == 'pub(super)':
        scope = of[:-1]
    elif vis == 'pub(crate)':
        scope = ()
    elif vis.startswith('pub(in crate::'):
        scope = tuple(vis.removeprefix('pub(in crate::').removesuffix(')').split('::'))
    else:
        return True
    return module[:len(scope)] == scope


def examine(root):
    """What is wrong, who asks whom for what, and who reads which part of the memory."""
    sources = load(root, ('src', 'tests', 'examples'))
    types = {'Accounts', 'Core', *BY_HANDLE}
    methods = {kind: {} for kind in types}
    wrong = []
    for path, source in sources.items():
        if path.startswith('src/accounts/'):
            for kind in types:
                for block, fn in source.methods_of(kind):
                    if fn.name in methods[kind]:
                        wrong.append(f'{path}: {kind}::{fn.name} is declared twice')
                    methods[kind][fn.name] = (path, fn)
    accessors = set(BY_ACCESSOR)
    known = {name for each in methods.values() for name in each}
    edges = collections.defaultdict(lambda: collections.defaultdict(set))
    for path, source in sources.items():
        module = module_of(path) if path.startswith('src/') else ('tests',)
        in_accounts = path.startswith('src/accounts/')
        for at, token in enumerate(source.tokens):
            name = token.text
            if token.kind != 'ident' or source.t(at - 1) != '.' or source.t(at + 1) not in ('(', '::'):
                continue
            begin, parts = source.chain_before(at - 1)
            inside = source.impl_at(at)
            where = f'{path}:{line_of(source, at)}'
            # Through a handle.
            if parts[-1][0] == 'call' and parts[-1][1] in accessors and len(parts) > 1 and source.t(at - 2) == ')' and source.t(at - 3) == '(':
                before = parts[:-1]
                on_handle = is_accounts(source, before, at) or before == [('name', 'self')] and inside and inside.type in types
                on_handle |= before[-1] == ('name', 'self') or before[-1][1] in ('accounts',)
                if on_handle:
                    noun = BY_ACCESSOR[parts[-1][1]]
                    found = methods[noun.handle].get(name) or methods['Accounts'].get(name) or methods['Core'].get(name)
                    if not found:
                        wrong.append(f'{where}: {noun.handle} has no method {name}')
                        continue
                    of, fn = found
                    if not sees(module, module_of(of), fn.vis):
                        wrong.append(f'{where}: {name} is {fn.vis or "private"} in {of}')
                    if in_accounts and not source.in_test(at):
                        here = inside.type if inside and inside.type in BY_HANDLE else None
                        here = here or (noun_of_file(path).handle if noun_of_file(path) else path)
                        if here != noun.handle and of == methods[noun.handle].get(name, (None,))[0]:
                            edges[here][noun.handle].add(name)
                    elif source.in_test(at) or not in_accounts:
                        pass
                    continue
            # On a variable with the name of a handle.
            if in_accounts and parts[0][0] == 'name' and len(parts) == 1 and parts[0][1] in accessors and name in known:
                noun = BY_ACCESSOR[parts[0][1]]
                if not any(name in methods[kind] for kind in (noun.handle, 'Accounts', 'Core')):
                    wrong.append(f'{where}: is {parts[0][1]} a handle? It has no method {name}')
                continue
            # On itself.
            if in_accounts and parts == [('name', 'self')] and inside and inside.type in types and inside.trait is None:
                own = methods[inside.type]
                if name not in own and name not in methods['Accounts'] and name not in methods['Core'] and name not in accessors and name != 'clone':
                    wrong.append(f'{where}: {inside.type} has no method {name}')
                continue
            # On Accounts itself.
            if name in known and is_accounts(source, parts, at) and name not in methods['Accounts'] and name not in methods['Core'] \
                    and name not in accessors and parts != [('name', 'self')]:
                # A variable may be another handle.
                wrong.append(f'{where}: {name} is called on Accounts')
        if in_accounts:
            code_names = {}
            imported = set()
            n = 0
            while n < len(source.tokens):
                if source.t(n) == 'use' and source.tokens[n].kind == 'ident' and source.t(n - 1) not in ('+', ',', '<', ':', '>'):
                    while source.t(n) != ';':
                        imported.add(source.t(n))
                        n += 1
                elif source.tokens[n].kind == 'ident' and source.t(n) in types and source.t(n - 1) not in ('::', '.') :
                    code_names[source.t(n)] = line_of(source, n)
                n += 1
            for name, line in code_names.items():
                if name not in imported and not re.search(rf'\b(struct|enum) {name}\b', source.text) and path != 'src/accounts/nouns.rs':
                    wrong.append(f'{path}:{line}: {name} is not imported')
    fields = collections.defaultdict(set)
    for path, source in sources.items():
        for at, token in enumerate(source.tokens):
            if path.startswith('src/accounts/') and token.text == 'parts' and [source.t(at + n) for n in (1, 2, 3)] == ['(', ')', '.']:
                inside = source.impl_at(at)
                here = inside.type if inside and inside.type in BY_HANDLE else None
                here = here or (noun_of_file(path).handle if noun_of_file(path) else 'Accounts')
                fields[source.t(at + 4)].add(here)
    return sorted(set(wrong)), edges, fields


def pages(root, edges):
    """Writes into the first page of each noun what others ask it for. Returns the changed files."""
    asked = collections.defaultdict(set)
    for here in edges:
        for there, names in edges[here].items():
            asked[there] |= names
    changed = []
    for noun in NOUNS:
        path = pathlib.Path(root) / 'src/accounts' / noun.page
        if not path.exists():
            print(f'{path} does not exist: what others ask {noun.handle} for is written nowhere')
            continue
        lines = path.read_text().split('\n')
        names = [f'`{name}`' for name in sorted(asked[noun.handle])]
        listed = names[0] if len(names) == 1 else ', '.join(names[:-1]) + ' and ' + names[-1] if names else ''
        sentence = f'Other nouns ask `{noun.handle}` for {listed}.' if names else f'No other noun asks `{noun.handle}` for anything.'
        end = next(n for n, line in enumerate(lines) if not line.startswith('//!'))
        begin = next((n for n in range(end) if re.match(rf'//! (Other nouns ask|No other noun asks) \[?`{noun.handle}`\]? for ', lines[n])), None)
        if begin is None:
            new = lines[:end] + (['//!'] if end else []) + wrap(sentence) + lines[end:]
        else:
            last = next(n for n in range(begin, end) if lines[n].endswith('.'))
            new = lines[:begin] + wrap(sentence) + lines[last + 1:]
        if new != lines:
            path.write_text('\n'.join(new))
            changed.append(str(path))
    return changed


def wrap(sentence, width=132):
    """A sentence as `//!` lines."""
    lines, current = [], '//!'
    for word in sentence.split(' '):
        if len(current) + 1 + len(word) > width:
            lines.append(current)
            current = '//!'
        current += ' ' + word
    return lines + [current]


def main():
    root = sys.argv[1]
    wrong, edges, fields = examine(root)
    if '--table' in sys.argv:
        for handle in sorted(BY_HANDLE):
            print(f'    ("{handle}", "{BY_HANDLE[handle].page}", "{" ".join(sorted(edges[handle]))}"),')
        for field in sorted(fields):
            print(f'    ("{field}", "{" ".join(sorted(fields[field] - {"Accounts"}))}"),')
        return
    if '--pages' in sys.argv:
        print('\n'.join(pages(root, edges)) or 'nothing to change')
        return
    for line in wrong:
        print(line)
    print(len(wrong), 'to look at')
    for here in sorted(edges):
        print(f'{here:15}', ', '.join(f'{there}({len(names)})' for there, names in sorted(edges[here].items())))
    print('circles:', circles({here: set(there) for here, there in edges.items()}) or 'none')


if __name__ == '__main__':
    main()
