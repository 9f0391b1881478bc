"""A tokenizer of Rust, and the little structure that the tools need: blocks, items, chains of calls.

Offsets are those of Python strings (characters). Tokens: (kind, text, start, end); kinds: ident, life, num, str, char, punct.
Comments and white space are not tokens; what is between two tokens is theirs."""
import re
from collections import namedtuple

Token = namedtuple('Token', 'kind text start end')
IDENT = re.compile(r'(?:r#)?[A-Za-z_\u0080-\uffff][A-Za-z0-9_\u0080-\uffff]*')
NUMBER = re.compile(r'[0-9][0-9a-zA-Z_]*(?:\.[0-9][0-9a-zA-Z_]*)?(?:[eE][+-][0-9_]+)?')
RAW = re.compile(r'(?:br|cr|r)(#*)"')
PUNCT3 = ('..=', '...', '<<=', '>>=')
# `>>` and `<<` stay apart: generics close with `>` each.
PUNCT2 = ('::', '->', '=>', '==', '!=', '<=', '>=', '&&', '||', '..', '+=', '-=', '*=', '/=', '%=', '^=', '&=', '|=')


def tokenize(text):
    tokens, at, size = [], 0, len(text)
    while at < size:
        char = text[at]
        if char.isspace():
            at += 1
            continue
        if text.startswith('//', at):
            end = text.find('\n', at)
            at = size if end < 0 else end
            continue
        if text.startswith('/*', at):
            depth, at = 1, at + 2
            while at < size and depth:
                if text.startswith('/*', at):
                    depth, at = depth + 1, at + 2
                elif text.startswith('*/', at):
                    depth, at = depth - 1, at + 2
                else:
                    at += 1
            continue
        raw = RAW.match(text, at)
        if raw:
            end = text.index('"' + raw.group(1), raw.end()) + 1 + len(raw.group(1))
            tokens.append(Token('str', text[at:end], at, end))
            at = end
            continue
        if char == '"' or (char in 'bc' and text.startswith('"', at + 1)):
            end = at + (1 if char == '"' else 2)
            while text[end] != '"':
                end += 2 if text[end] == '\\' else 1
            tokens.append(Token('str', text[at:end + 1], at, end + 1))
            at = end + 1
            continue
        if char == "'" or (char == 'b' and text.startswith("'", at + 1)):
            begin = at + (1 if char == 'b' else 0)
            if text[begin + 1] == '\\':
                end = begin + 3
                while text[end] != "'":
                    end += 1
                tokens.append(Token('char', text[at:end + 1], at, end + 1))
                at = end + 1
                continue
            if text[begin + 2:begin + 3] == "'":
                tokens.append(Token('char', text[at:begin + 3], at, begin + 3))
                at = begin + 3
                continue
            name = IDENT.match(text, begin + 1)
            tokens.append(Token('life', text[at:name.end()], at, name.end()))
            at = name.end()
            continue
        name = IDENT.match(text, at)
        if name:
            tokens.append(Token('ident', name.group(), at, name.end()))
            at = name.end()
            continue
        number = NUMBER.match(text, at)
        if number:
            end = number.end()
            # `tuple.0.method`: after a dot only digits belong to the number.
            if tokens and tokens[-1].text == '.' and '.' in number.group():
                end = at + number.group().index('.')
            tokens.append(Token('num', text[at:end], at, end))
            at = end
            continue
        for punct in (text[at:at + 3], text[at:at + 2]):
            if punct in PUNCT3 or punct in PUNCT2:
                break
        else:
            punct = char
        tokens.append(Token('punct', punct, at, at + len(punct)))
        at += len(punct)
    return tokens


OPEN, CLOSE = {'(': ')', '[': ']', '{': '}'}, {')': '(', ']': '[', '}': '{'}


def partners(tokens):
    """For the index of each bracket that of its partner."""
    found, stack = {}, []
    for at, token in enumerate(tokens):
        if token.kind != 'punct':
            continue
        if token.text in OPEN:
            stack.append(at)
        elif token.text in CLOSE:
            begin = stack.pop()
            assert OPEN[tokens[begin].text] == token.text, (tokens[begin], token)
            found[begin], found[at] = at, begin
    assert not stack
    return found


Fn = namedtuple('Fn', 'name vis receiver at begin body end params is_async is_const doc')
Impl = namedtuple('Impl', 'type trait at begin open close is_test')


class Source:
    """A file with its tokens."""

    def __init__(self, path, text):
        self.path, self.text = path, text
        self.tokens = tokenize(text)
        self.pair = partners(self.tokens)
        self.tests = self._tests()
        self.impls = self._impls()
        self.fns = self._fns()

    def t(self, at):
        return self.tokens[at].text if 0 <= at < len(self.tokens) else ''

    def _tests(self):
        """The ranges of tokens of items under `#[cfg(test)]`."""
        found, at = [], 0
        while at < len(self.tokens):
            if [self.t(at + n) for n in range(7)] == ['#', '[', 'cfg', '(', 'test', ')', ']']:
                end = at + 7
                while self.t(end) not in ('{', ';'):
                    end = self.pair[end] + 1 if self.t(end) in ('(', '[') else end + 1
                end = self.pair.get(end, end)
                found.append((at, end))
                at = end
            at += 1
        return found

    def in_test(self, at):
        return any(begin <= at <= end for begin, end in self.tests)

    def _skip_generics(self, at):
        """After `<…>` that begins at `at`."""
        depth = 0
        while True:
            text = self.t(at)
            if text == '<':
                depth += 1
            elif text == '>':
                depth -= 1
            elif text in OPEN:
                at = self.pair[at]
            at += 1
            if depth == 0:
                return at

    def _impls(self):
        found = []
        for at, token in enumerate(self.tokens):
            if token.text != 'impl' or token.kind != 'ident':
                continue
            # Not `impl Trait` in a type.
            if at and self.t(at - 1) not in ('}', ';', ']', '{'):
                continue
            begin = at
            at += 1
            if self.t(at) == '<':
                at = self._skip_generics(at)
            names, stop, depth = [[]], at, 0
            while not (self.t(stop) == '{' and depth == 0):
                text = self.t(stop)
                if text == '<':
                    depth += 1
                elif text == '>':
                    depth -= 1
                elif depth == 0 and text == 'for':
                    names.append([])
                elif depth == 0 and text == 'where':
                    break
                elif depth == 0 and self.tokens[stop].kind == 'ident':
                    names[-1].append(text)
                stop += 1
            while self.t(stop) != '{':
                stop += 1
            kind = names[-1][-1] if names[-1] else ''
            trait = names[0][-1] if len(names) > 1 and names[0] else None
            found.append(Impl(kind, trait, begin, self.tokens[begin].start, stop, self.pair[stop], self.in_test(begin)))
        return found

    def impl_at(self, at):
        inner = [each for each in self.impls if each.open < at < each.close]
        return inner[-1] if inner else None

    def _fns(self):
        found = []
        for at, token in enumerate(self.tokens):
            if token.text != 'fn' or token.kind != 'ident' or self.tokens[at + 1].kind != 'ident':
                continue
            begin = at
            while self.t(begin - 1) in ('async', 'const', 'unsafe', 'pub', 'extern') or (
                    self.t(begin - 1) == ')' and self.t(self.pair[begin - 1] - 1) == 'pub'):
                begin = self.pair[begin - 1] if self.t(begin - 1) == ')' else begin - 1
            vis = ''
            if self.t(begin) == 'pub':
                end = self.pair[begin + 1] if self.t(begin + 1) == '(' else begin
                vis = self.text[self.tokens[begin].start:self.tokens[end].end]
            modifiers = [self.t(n) for n in range(begin, at)]
            stop = at + 2
            if self.t(stop) == '<':
                stop = self._skip_generics(stop)
            params = (stop, self.pair[stop])
            inner = [self.t(n) for n in range(stop + 1, min(stop + 5, self.pair[stop]))]
            receiver = 'self' in inner[:4] and (inner[0] == 'self' or inner[0] in ('&', 'mut') )
            stop = self.pair[stop] + 1
            while self.t(stop) not in ('{', ';'):
                stop = self.pair[stop] + 1 if self.t(stop) in ('(', '[') else stop + 1
            body = (stop, self.pair[stop]) if self.t(stop) == '{' else None
            end = body[1] if body else stop
            found.append(Fn(self.t(at + 1), vis, receiver, at, begin, body, end, params, 'async' in modifiers, 'const' in modifiers, ''))
        return found

    def fn_at(self, at):
        """The innermost function around a token."""
        inner = [each for each in self.fns if each.begin <= at <= each.end]
        return min(inner, key=lambda each: each.end - each.begin) if inner else None

    def outer_fn_at(self, at):
        outer = [each for each in self.fns if each.begin <= at <= each.end]
        return max(outer, key=lambda each: each.end - each.begin) if outer else None

    def methods_of(self, kind, trait=None):
        """(impl, fn) of each method of the inherent impls of a type."""
        for each in self.impls:
            if each.type != kind or each.trait != trait:
                continue
            for fn in self.fns:
                if each.open < fn.begin < each.close and self.impl_at(fn.begin) is each and not any(
                        other.body and other is not fn and other.body[0] < fn.begin < other.body[1] for other in self.fns):
                    yield each, fn

    def chain_before(self, dot):
        """The postfix expression whose method or field stands after the token `dot`: (begin, [parts]). A part: ('name', text), ('path', text),
        ('field', text), ('call', text), ('other', text)."""
        parts, at = [], dot - 1
        while True:
            text, kind = self.t(at), self.tokens[at].kind
            if text == '?':
                at -= 1
                continue
            if text == ')':
                begin = self.pair[at]
                before = begin - 1
                # Type arguments of a call.
                if self.t(before) == '>':
                    depth, n = 0, before
                    while True:
                        depth += self.t(n) == '>'
                        depth -= self.t(n) == '<'
                        if depth == 0:
                            break
                        n -= 1
                    if self.t(n - 1) == '::':
                        before = n - 2
                if self.tokens[before].kind == 'ident' and self.t(before) not in ('return', 'in', 'match', 'if', 'await', 'move', 'while', 'else', 'let', 'break'):
                    if self.t(before - 1) == '.':
                        parts.append(('call', self.t(before)))
                        at = before - 2
                        continue
                    name = self.t(before)
                    at = before
                    while self.t(at - 1) == '::':
                        at -= 2
                        name = self.t(at) + '::' + name
                    parts.append(('fncall', name))
                    return at, parts[::-1]
                parts.append(('other', '(' + self.text[self.tokens[begin].end:self.tokens[at].start] + ')'))
                return begin, parts[::-1]
            if kind in ('ident', 'num'):
                if self.t(at - 1) == '.':
                    parts.append(('await', 'await') if text == 'await' else ('field', text))
                    at -= 2
                    continue
                name = text
                while self.t(at - 1) == '::':
                    at -= 2
                    name = self.t(at) + '::' + name
                parts.append(('name', name))
                return at, parts[::-1]
            if text == ']':
                begin = self.pair[at]
                if self.tokens[begin - 1].kind == 'ident' or self.t(begin - 1) in (')', ']'):
                    parts.append(('index', ''))
                    at = begin - 1
                    continue
            parts.append(('other', text))
            return at, parts[::-1]
