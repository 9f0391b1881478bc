//! Sorts, shortens and groups the rows of tables.

use crate::{
    sizes::Sizes,
    table::{Table, grouped, percent, unless_zero},
};
use std::{collections::BTreeMap, ops::AddAssign};

/// Writes rows of the binary, with their sum at the end.
pub fn sizes_table(head: &str, rows: Vec<(String, Sizes)>, is_file: bool) -> Table {
    let mut table = Table::new(&[head, "bytes", "%", "code", "unwinding", "tables, texts, files"]);
    let mut total = Sizes::default();
    rows.iter().for_each(|(_, sizes)| total += *sizes);
    let mut row = |name: String, sizes: Sizes| {
        let share = percent(sizes.total(), total.total());
        table.row([
            name,
            grouped(sizes.total()),
            share,
            unless_zero(sizes.code),
            unless_zero(sizes.unwinding),
            unless_zero(sizes.data),
        ]);
    };
    rows.into_iter().for_each(|(name, sizes)| row(name, sizes));
    row(if is_file { "the file" } else { "all" }.to_owned(), total);
    table
}

/// Sorts rows, the largest first.
pub fn by_size<V>(rows: BTreeMap<String, V>, size: impl Fn(&V) -> u64) -> Vec<(String, V)> {
    let mut rows: Vec<_> = rows.into_iter().collect();
    rows.sort_by_key(|(_, value)| std::cmp::Reverse(size(value)));
    rows
}

/// Sorts rows, and adds up those that are smaller than a limit.
pub fn fold_small<V: AddAssign + Default>(
    rows: BTreeMap<String, V>,
    size: impl Fn(&V) -> u64,
    limit: u64,
    kind: &str,
) -> Vec<(String, V)> {
    let (mut large, small): (Vec<_>, Vec<_>) =
        by_size(rows, &size).into_iter().partition(|(_, value)| size(value) >= limit);
    if !small.is_empty() {
        let (count, mut sum) = (small.len(), V::default());
        small.into_iter().for_each(|(_, value)| sum += value);
        large.push((format!("{count} smaller {kind}"), sum));
    }
    large
}

/// Shortens the path of a module to two levels.
pub fn shorten(module: &str) -> String {
    module.splitn(3, "::").take(2).collect::<Vec<_>>().join("::")
}

pub fn describe_file(path: &str) -> String {
    let folder = path.rsplit_once('/').map_or(path, |(folder, _)| folder);
    match path {
        _ if path.starts_with("out/guide") => "documents at /docs/guides".to_owned(),
        _ if path.starts_with("out/") || path.starts_with("assets/") => path.to_owned(),
        _ if path.contains(".wasm") => "target/site/pkg/*.wasm".to_owned(),
        _ => folder.to_owned(),
    }
}

pub fn kb(size: u64) -> String {
    if size == 0 { String::new() } else { format!("{:.1}", size as f64 / 1000.0) }
}

pub fn kib(size: u64) -> String {
    if size == 0 { String::new() } else { grouped(size.div_ceil(1024)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_rows_are_added_up() {
        let rows = [("a", 5), ("b", 100), ("c", 7), ("d", 200)].map(|(name, size)| (name.to_owned(), size)).into();
        let folded = fold_small(rows, |size: &u64| *size, 50, "crates");
        let expected = [("d", 200), ("b", 100), ("2 smaller crates", 12)].map(|(name, size)| (name.to_owned(), size));
        assert_eq!(folded, expected);
    }

    #[test]
    fn the_last_row_is_the_sum() {
        let sizes = |code| Sizes { code, unwinding: 1, data: 10 };
        let table =
            sizes_table("crate", vec![("a".to_owned(), sizes(100)), ("b".to_owned(), sizes(2))], true).to_string();
        assert!(table.ends_with("| the file |   124 | 100.0 |  102 |         2 |                   20 |\n"), "{table}");
    }

    #[test]
    fn paths_are_shortened() {
        assert_eq!(shorten("accounts::own_fields::parse"), "accounts::own_fields");
        assert_eq!(shorten("cache"), "cache");
        assert_eq!(describe_file("target/site/pkg/part.wasm.br"), "target/site/pkg/*.wasm");
        assert_eq!(describe_file("migrations/sqlite/0001.sql"), "migrations/sqlite");
    }
}
