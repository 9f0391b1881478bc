#!/usr/bin/env python3
"""analyse.py ROOT [OUT]: every method of `impl Accounts`, who calls it, which fields it uses; the graph of nouns and its circles.

Before the codemod. Writes OUT/methods.tsv, OUT/edges.tsv, and prints a summary."""
import collections
import pathlib
import re
import sys
from tree import is_accounts, line_of, load


def noun_of_path(path):
    """The folder or the file below `src/accounts`."""
    rest = path[len('src/accounts/'):]
    return rest.split('/')[0].removesuffix('.rs') if '/' in rest or rest != 'mod.rs' else 'mod'


def door_of(path):
    parts = path.split('/')
    return parts[1] if parts[0] == 'src' else parts[0]


def methods(sources):
    found = {}
    for path, source in sources.items():
        if path.startswith('src/accounts/'):
            for block, fn in source.methods_of('Accounts'):
                assert fn.name not in found, f'{fn.name} is declared twice'
                found[fn.name] = (path, source, block, fn)
    return found


def uses(sources, known, kinds=('Accounts',)):
    """(path, source, token, name) of each use of a method. `kinds`: the types whose `self` has the methods."""
    for path, source in sources.items():
        for at, token in enumerate(source.tokens):
            if token.kind != 'ident' or token.text not in known:
                continue
            if source.t(at - 1) == '.' and source.t(at + 1) in ('(', '::'):
                begin, parts = source.chain_before(at - 1)
                if not is_accounts(source, parts, at, kinds):
                    continue
            elif source.t(at - 1) == '::' and source.t(at - 2) in ('Accounts', 'Self'):
                inside = source.impl_at(at)
                if source.t(at - 2) == 'Self' and not (inside and inside.type in kinds):
                    continue
            else:
                continue
            yield path, source, at, token.text


def caller_of(source, at, known):
    """What the use stands in: the method of Accounts, or the outermost function."""
    fn = source.outer_fn_at(at)
    inside = source.impl_at(fn.at) if fn else None
    if fn and inside:
        inner = [each for each in source.fns if inside.open < each.begin <= at <= each.end]
        fn = max(inner, key=lambda each: each.end - each.begin) if inner else fn
    return (inside.type if inside else '', fn.name if fn else '')


def circles(graph):
    order, low, stack, found = {}, {}, [], []

    def visit(node):
        order[node] = low[node] = len(order)
        stack.append(node)
        for other in sorted(graph.get(node, ())):
            if other not in order:
                visit(other)
                low[node] = min(low[node], low[other])
            elif other in stack:
                low[node] = min(low[node], order[other])
        if low[node] == order[node]:
            at = stack.index(node)
            circle = stack[at:]
            del stack[at:]
            if len(circle) > 1:
                found.append(sorted(circle))
    sys.setrecursionlimit(10000)
    for node in sorted(graph):
        if node not in order:
            visit(node)
    return found


def main():
    root, out = sys.argv[1], pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else '.')
    out.mkdir(parents=True, exist_ok=True)
    sources = load(root)
    known = methods(sources)
    noun = {name: noun_of_path(path) for name, (path, *_) in known.items()}
    calls, outside = collections.defaultdict(set), collections.defaultdict(collections.Counter)
    edges = collections.defaultdict(lambda: collections.defaultdict(set))
    for path, source, at, name in uses(sources, known):
        kind, fn = caller_of(source, at, known)
        if path.startswith('src/accounts/') and not source.in_test(at):
            if kind == 'Accounts':
                calls[fn].add(name)
            here = noun_of_path(path)
            if here != noun[name]:
                edges[here][noun[name]].add(f'{(kind + "::") if kind else ""}{fn} -> {name}')
        else:
            outside[name][door_of(path)] += 1
    fields = {}
    for name, (path, source, block, fn) in known.items():
        found = set()
        for at in range(fn.begin, fn.end):
            if source.t(at) == '.' and source.t(at + 1) == '0' and source.t(at - 1) in ('self', 'accounts') and source.t(at + 2) == '.':
                found.add(source.t(at + 3))
        fields[name] = found
    with open(out / 'methods.tsv', 'w') as file:
        print('noun', 'file', 'line', 'method', 'visibility', 'async', 'calls', 'fields', 'used by', sep='\t', file=file)
        for name, (path, source, block, fn) in sorted(known.items(), key=lambda each: (each[1][0], each[1][3].begin)):
            used = ' '.join(f'{door}:{count}' for door, count in sorted(outside[name].items()))
            print(noun[name], path, line_of(source, fn.at), name, fn.vis or '-', 'async' if fn.is_async else '', ' '.join(sorted(calls[name])),
                  ' '.join(sorted(fields[name])), used, sep='\t', file=file)
    with open(out / 'edges.tsv', 'w') as file:
        for here in sorted(edges):
            for there in sorted(edges[here]):
                for edge in sorted(edges[here][there]):
                    print(here, there, edge, sep='\t', file=file)
    count = collections.Counter(noun.values())
    print(len(known), 'methods')
    for here in sorted(count):
        print(f'{here:20} {count[here]:4} methods; needs', ', '.join(f'{there}({len(edges[here][there])})' for there in sorted(edges[here])))
    print('\ncircles:')
    for circle in circles({here: set(there) for here, there in edges.items()}):
        print(len(circle), ' '.join(circle))
    print('\nuse of fields:')
    by_field = collections.defaultdict(set)
    for name, found in fields.items():
        for field in found:
            by_field[field].add(noun[name])
    for field, nouns in sorted(by_field.items()):
        print(f'{field:16}', ' '.join(sorted(nouns)))


if __name__ == '__main__':
    main()
