//! The pagination of the list of users.

use super::table::CHOICES;
use crate::language;
use crate::shared::directory::SIZES;
use crate::shared::{DirectoryQuery, Pagination, UserList};
use crate::ui::components::list_parts::Step;
use crate::ui::components::{Shape, write_sizes, write_step};
use crate::ui::routes::administrators::say;
use crate::ui::{Markup, write_markup};

/// The page numbers to show: the first, the last, the current one and its neighbours; `None` is a gap.
fn numbers(page: u64, pages: u64) -> Vec<Option<u64>> {
    let mut shown: Vec<u64> = [1, page.saturating_sub(1), page, page + 1, pages].into();
    // On the first and the last page some neighbours do not exist.
    shown.retain(|number| (1..=pages).contains(number));
    shown.sort_unstable();
    shown.dedup();
    let mut all = Vec::with_capacity(7);
    let mut last = 0;
    for number in shown {
        if number - last > 1 {
            all.push(None);
        }
        all.push(Some(number));
        last = number;
    }
    // The current page was reached by a cursor. `write_pages` writes its number after this gap.
    if page > pages && pages > 0 {
        all.push(None);
    }
    all
}

/// The number of users as text: `1,248`, or `more than 10,000` where the server stops counting.
pub fn total(pagination: &Pagination) -> String {
    let Pagination { total, total_is_exact, .. } = *pagination;
    if total_is_exact { language::number(total) } else { say::users_more_than(total) }
}

/// `31–40 of 1,248`.
pub fn range(list: &UserList) -> String {
    let Pagination { page, per_page, .. } = list.pagination;
    let before = (page.max(1) - 1) * per_page;
    let shown = u64::try_from(list.users.len()).unwrap_or(0);
    say::users_range(before + 1, before + shown, &total(&list.pagination))
}

pub fn write(out: &mut Markup, list_query: &DirectoryQuery, list: &UserList) {
    write_markup!(out; "<div class=\"pager\"><p>" (&range(list)) "</p>");
    let sizes = SIZES.map(|size| (size, list_query.sized(size).address()));
    write_sizes(out, say::users_per_page(), &list.pagination.per_page.to_string(), &sizes);
    write_choices(out, list_query);
    write_pages(out, list_query, &list.pagination);
    out.add("</div>");
}

/// Links that show and hide columns.
fn write_choices(out: &mut Markup, list_query: &DirectoryQuery) {
    write_markup!(out; "<nav class=\"sizes columns\" aria-label=\"" (say::users_columns()) "\">");
    for (column, label) in CHOICES {
        let mark = if list_query.shows(column) { "true" } else { "false" };
        write_markup!(out;
            "<a data-noscroll id=\"column-" (column) "\" href=\"" (&list_query.toggled(column).address()) "\" aria-current=\"" (mark)
            "\"><span class=\"sr-only\">" (say::users_column()) " </span>" (label()) "</a>");
    }
    out.add("</nav>");
}

fn write_pages(out: &mut Markup, list_query: &DirectoryQuery, pagination: &Pagination) {
    let Pagination { page, pages, .. } = *pagination;
    if pages <= 1 && pagination.next.is_none() && pagination.prev.is_none() {
        return;
    }
    // Pages after the last numbered page are reached by a cursor.
    let address_of = |to: u64, cursor: &Option<String>| match cursor {
        _ if (1..=pages).contains(&to) => Some(list_query.at_page(to).address()),
        Some(cursor) => Some(list_query.at_cursor(cursor).address()),
        None => None,
    };
    let previous = Step { rel: "prev", label: say::users_previous_page(), shape: Shape::LEFT };
    let next = Step { rel: "next", label: say::users_next_page(), shape: Shape::RIGHT };
    write_markup!(out; "<nav class=\"pages\" aria-label=\"" (say::pages()) "\">");
    write_step(out, &previous, address_of(page.saturating_sub(1), &pagination.prev).as_deref());
    for number in numbers(page, pages) {
        match number {
            None => out.add("<span aria-hidden=\"true\">…</span>"),
            Some(number) => write_number(out, list_query, number, page),
        }
    }
    if page > pages {
        write_number(out, list_query, page, page);
    }
    write_step(out, &next, address_of(page + 1, &pagination.next).as_deref());
    out.add("</nav>");
}

fn write_number(out: &mut Markup, list_query: &DirectoryQuery, number: u64, page: u64) {
    let (digits, text) = (number.to_string(), language::number(number));
    // The current page may have been reached by a cursor.
    let href = if number == page { list_query.address() } else { list_query.at_page(number).address() };
    write_markup!(out; "<a id=\"page-" (&digits) "\" href=\"" (&href) "\"");
    if number.abs_diff(page) == 1 {
        out.add(" class=\"near\"");
    }
    if number == page {
        out.add(" aria-current=\"page\"");
    }
    write_markup!(out; "><span class=\"sr-only\">" (say::users_page()) " </span>" (&text) "</a>");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_last_and_neighbouring_pages_are_shown() {
        let shown = |page, pages| {
            let text = |number: Option<u64>| number.map_or("…".to_owned(), |number| number.to_string());
            numbers(page, pages).into_iter().map(text).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(shown(1, 1), "1");
        assert_eq!(shown(1, 3), "1 2 3");
        assert_eq!(shown(1, 125), "1 2 … 125");
        assert_eq!(shown(3, 125), "1 2 3 4 … 125");
        assert_eq!(shown(4, 125), "1 … 3 4 5 … 125");
        assert_eq!(shown(5, 125), "1 … 4 5 6 … 125");
        assert_eq!(shown(124, 125), "1 … 123 124 125");
        assert_eq!(shown(501, 500), "1 … 500 …");
    }
}
