//! Reads the paths in demangled names, such as `<a::B as c::D<e::F>>::g`.

/// Lists the paths that a name mentions, in their order and with at least two segments each. The rest of a path after its generic
/// arguments is left out, because the beginning tells crate and module.
pub fn list_paths(name: &str) -> Vec<Vec<&str>> {
    let mut paths = Vec::new();
    let mut rest = name;
    while let Some(first) = rest.chars().next() {
        if is_word(first) {
            let (path, after) = take_path(rest);
            if path.len() > 1 {
                paths.push(path);
            }
            rest = after;
        } else {
            rest = skip(rest, first);
        }
    }
    paths
}

/// Takes a path from the beginning of a text: words, and closures in braces, with `::` between them.
fn take_path(text: &str) -> (Vec<&str>, &str) {
    let (mut segments, mut rest) = (Vec::new(), text);
    loop {
        let (word, after) = rest.split_at(rest.find(|c| !is_word(c)).unwrap_or(rest.len()));
        segments.push(word);
        let Some(continued) = after.strip_prefix("::").map(skip_braces) else { return (segments, after) };
        if !continued.starts_with(is_word) {
            return (segments, continued);
        }
        rest = continued;
    }
}

/// Skips closures such as `{closure#0}::` at the beginning of a text.
fn skip_braces(text: &str) -> &str {
    let Some(after) = text.strip_prefix('{').and_then(|inside| Some(&inside[inside.find('}')? + 1..])) else {
        return text;
    };
    after.strip_prefix("::").map_or(after, skip_braces)
}

/// Skips what does not begin a path: a `::` that continues one, a text or character of a constant, a lifetime, or one sign.
fn skip(text: &str, first: char) -> &str {
    if let Some(continued) = text.strip_prefix("::") {
        return take_path(continued).1;
    }
    let rest = &text[first.len_utf8()..];
    match first {
        '"' => rest.find('"').map_or("", |end| &rest[end + 1..]),
        // A lifetime in place of a character.
        '\'' => rest.trim_start_matches(is_word).trim_start_matches('\''),
        '{' => rest.find('}').map_or(rest, |end| &rest[end + 1..]),
        _ => rest,
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(name: &str) -> Vec<String> {
        list_paths(name).iter().map(|path| path.join("::")).collect()
    }

    #[test]
    fn a_function_is_one_path() {
        assert_eq!(listed("vestibule::store::tx::run"), ["vestibule::store::tx::run"]);
        assert_eq!(listed("memcpy"), [""; 0]);
    }

    #[test]
    fn closures_do_not_end_a_path() {
        assert_eq!(listed("a::b::{closure#0}::{closure#1}"), ["a::b"]);
        assert_eq!(listed("a::b::{closure#0}::c::d"), ["a::b::c::d"]);
        assert_eq!(listed("<a::b::{closure#0} as c::D>::call"), ["a::b", "c::D"]);
    }

    #[test]
    fn types_and_generic_arguments_follow_in_their_order() {
        assert_eq!(listed("<a::B as c::D<e::F>>::g::<h::I, u8>"), ["a::B", "c::D", "e::F", "h::I"]);
        assert_eq!(listed("a::b::<impl c::D for e::F>::g"), ["a::b", "c::D", "e::F"]);
        assert_eq!(listed("core::ptr::drop_in_place<[a::B; 3]>"), ["core::ptr::drop_in_place", "a::B"]);
        assert_eq!(listed("<&mut dyn a::B + c::D as e::F>::g"), ["a::B", "c::D", "e::F"]);
    }

    #[test]
    fn constants_and_lifetimes_are_no_paths() {
        assert_eq!(listed("a::b::<\"x::y\", 'c', {z::q}>"), ["a::b"]);
        assert_eq!(listed("<a::B<'_> as for<'a> c::D<'a, e::F>>::g"), ["a::B", "c::D", "e::F"]);
    }
}
