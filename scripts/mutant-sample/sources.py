"""Where mutants are in the sources, and the text of a file from which each of its mutants can be switched on."""

import re

# What cargo-mutants writes behind a mutation, so that a copy can be compared with the output of its option `--diff`.
MARKER = " /* ~ changed by cargo-mutants ~ */"
# Brackets, and what may contain brackets that are none: comments, strings, characters (a lifetime has no second quote).
TOKEN = re.compile(r"""//[^\n]*|/\*.*?\*/|r(#*)".*?"\1|"(?:\\.|[^"\\])*"|'(?:\\.[^']*|[^'\\])'|[{}()\[\]]""", re.DOTALL)


def offset(text, position):
    """Where a line and a column, counted from 1, are in a text."""
    start = 0
    for _ in range(position["line"] - 1):
        start = text.index("\n", start) + 1
    return start + position["column"] - 1


def parts(text, function):
    """Where a function begins, with its comments and attributes, and where its body begins and ends, without the braces."""
    depth = 0
    start, end = offset(text, function["span"]["start"]), offset(text, function["span"]["end"]) - 1
    for token in TOKEN.finditer(text, start, end):
        if token[0] == "{" and depth == 0:
            return start, token.end(), end
        depth += (token[0] in ("(", "[", "{")) - (token[0] in (")", "]", "}"))
    raise ValueError(f"{function['function_name']} has no body")


def can_be_switched(text, mutant):
    """Whether a mutant is in a function that can choose between two bodies. Those of `-> impl Trait` would have two types."""
    function = mutant["function"]
    if function is None or re.search(r"\bimpl\b", function["return_type"]):
        return False
    start, opening, _ = parts(text, function)
    return not re.search(r"\bconst (unsafe )?fn\b", text[start:opening])


def switched(text, mutants, crate):
    """The text of a file with these (number, mutant) in it, and their places: (first line, last line, numbers).

    A function with mutants is a place as well, for errors in its original body.
    """
    functions = {}
    for number, mutant in mutants:
        _, opening, closing = parts(text, mutant["function"])
        start, end = (offset(text, mutant["span"][edge]) for edge in ("start", "end"))
        mutated = text[opening:start] + mutant["replacement"] + MARKER + text[end:closing]
        functions.setdefault((opening, closing), []).append((number, mutated))
    edits = [(opening, branches) for (opening, _), branches in functions.items()]
    edits += [(closing, None) for _, closing in functions]
    written, at, places, begun = "", 0, [], []
    # All edits insert something into the original text, so that functions within functions need no special treatment.
    for position, branches in sorted(edits, key=lambda edit: edit[0]):
        written, at = written + text[at:position], position
        if branches is None:
            written += "}"
            first, numbers = begun.pop()
            places.append((first, line_count(written), numbers))
            continue
        begun.append((line_count(written), {number for number, _ in branches}))
        for number, mutated in branches:
            first = line_count(written) + 1
            written += f"\nif {crate}::mutant_is_on({number}) {{{mutated}\n}} else "
            places.append((first, line_count(written), {number}))
        written += "{"
    return written + text[at:], places


def line_count(text):
    return text.count("\n") + 1


def mutants_of(message, places):
    """The numbers of the mutants that cause an error of the compiler: those of the smallest place with one of its lines."""
    for spans in ([span for span in message["spans"] if span["is_primary"]], message["spans"]):
        found = []
        for span in spans:
            # In a macro, the line of the mutant is the one that calls the macro.
            while span:
                line = span["line_start"]
                found += [place for place in places.get(span["file_name"], []) if place[0] <= line <= place[1]]
                span = (span["expansion"] or {}).get("span")
        if found:
            return min(found, key=lambda place: place[1] - place[0])[2]
    return set()
