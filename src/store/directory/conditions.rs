//! What statements of lists compare, and how matches are counted. The numbers are those of parameters.

use super::binds::ANY_WORD;
use super::{MAX_LISTED_FIELDS, MAX_SEARCH_WORDS};
use crate::store::factors;

pub(super) fn count_hits() -> String {
    let (bits, words, factor, fields) = (has_bits(3), has_words(5), has_factor(14), has_fields(15));
    format!(
        "SELECT COUNT(*) FROM (SELECT 1 FROM published_users WHERE {bits} AND (class & $1) <> 0 AND {words} \
         AND {factor} AND {fields} LIMIT $2) AS found"
    )
}

/// The same for accounts with a value in a field: begins with the values in its range. They are in the order of their accounts if they are
/// the same, and no account has two in a range: of several choices a list is filtered by one. The second field is compared before the
/// account is read.
pub(super) fn count_values() -> String {
    let (bits, words, factor, second) = (has_bits(3), has_words(5), has_factor(14), has_field(18, "found.user_id"));
    // The bounds are subqueries, so that PostgreSQL keeps one plan for all.
    format!(
        "SELECT COUNT(*) FROM (SELECT 1 FROM own_field_values AS found CROSS JOIN published_users \
         WHERE found.field = (SELECT CAST($15 AS BIGINT)) AND found.key BETWEEN (SELECT $16) AND (SELECT $17) \
         AND published_users.id = found.user_id AND {bits} AND (class & $1) <> 0 AND {words} AND {factor} AND {second} LIMIT $2) AS hits"
    )
}

/// Tests whether a row has all the bits in `$bits` and the parameter after it. A row that lacks one of them lacks a word.
pub(super) fn has_bits(bits: usize) -> String {
    let high = bits + 1;
    format!("(low_word_bits & ${bits}) = ${bits} AND (high_word_bits & ${high}) = ${high}")
}

/// Tests whether a row has the words in `$first` and the parameters after it, and belongs to the group in the parameter after
/// these. Most searches have one word: if the second is unused, so are the others, and none of them is compared.
pub(super) fn has_words(first: usize) -> String {
    let has = |number: usize| format!("instr(words, ${number}) > 0");
    let (second, group) = (first + 1, first + MAX_SEARCH_WORDS);
    let others: Vec<_> = (second..group).map(has).collect();
    format!(
        "{} AND (${second} = '{ANY_WORD}' OR ({})) AND (${group} = '' \
         OR EXISTS (SELECT 1 FROM group_members WHERE group_name = ${group} AND user_id = id))",
        has(first),
        others.join(" AND ")
    )
}

/// Tests whether a row has a second factor, or none, as `$wanted` says.
pub(super) fn has_factor(wanted: usize) -> String {
    let has = factors::has_second_factor!();
    format!("(${wanted} < 0 OR CASE WHEN {has} THEN 1 ELSE 0 END = ${wanted})")
}

/// Tests whether a row has values in the fields in `$first` and the parameters after it: the number of a field, and both ends of a range
/// of its keys.
pub(super) fn has_fields(first: usize) -> String {
    (0..MAX_LISTED_FIELDS).map(|at| has_field(first + 3 * at, "id")).collect::<Vec<_>>().join(" AND ")
}

/// Tests whether the account `id` has a value in the field in `$number`, or any if that is 0.
///
/// The empty text keeps the engines from reading the index of the keys, which has all accounts with such a value: in a range, what one
/// account has is found by its id. In place of EXISTS it is a subquery with a value, because PostgreSQL would read all values in the
/// range into a table in memory.
pub(super) fn has_field(number: usize, id: &str) -> String {
    let [from, to] = [number + 1, number + 2];
    let of_account = format!("SELECT 1 FROM own_field_values WHERE user_id = {id} AND field = ${number}");
    format!(
        "(${number} = 0 OR CASE WHEN ${from} = ${to} THEN ({of_account} AND key = ${from} LIMIT 1) \
         ELSE ({of_account} AND key || '' BETWEEN ${from} AND ${to} LIMIT 1) END = 1)"
    )
}

/// Tests whether a row has the times, the second factor and the fields in `$first` and the ten parameters after it. The plus signs keep
/// the engines from reading another index than that of the statement.
pub(super) fn has_times(first: usize) -> String {
    let [second, third, last] = [first + 1, first + 2, first + 3];
    format!(
        "+last_login_at >= ${first} AND +last_login_at < ${second} AND +created_at >= ${third} AND +created_at < ${last} \
         AND {} AND {}",
        has_factor(first + 4),
        has_fields(first + 5)
    )
}
