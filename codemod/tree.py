"""The files of a tree, and what of them is about `Accounts` (or a handle)."""
import pathlib
from rust import Source

FOLDERS = ('src', 'tests', 'benches', 'examples', 'fuzz')


def load(root, folders=FOLDERS):
    found = {}
    for folder in folders:
        base = pathlib.Path(root) / folder
        for path in sorted(base.rglob('*.rs')) if base.exists() else []:
            name = str(path.relative_to(root))
            if '/target/' not in name:
                found[name] = Source(name, path.read_text())
    return found


def line_of(source, at):
    return source.text.count('\n', 0, source.tokens[at].start) + 1


def is_accounts(source, parts, at, kinds=('Accounts',)):
    """Whether an expression (parts of a chain) is of type `Accounts`, as this tree writes it."""
    head, last = parts[0], parts[-1]
    if last == ('call', 'clone') and len(parts) > 1:
        parts, last = parts[:-1], parts[-2]
    if parts == [('name', 'self')]:
        inside = source.impl_at(at)
        return bool(inside and inside.type in kinds and inside.trait is None)
    if last in (('field', 'accounts'), ('call', 'accounts')):
        return True
    return parts == [('name', 'accounts')]
