//! The search and the filters of the list of users as chips: links, each of which removes one.

use crate::language::Label;
use crate::shared::DirectoryQuery;
use crate::ui::components::Shape;
use crate::ui::routes::administrators::say;
use crate::ui::{Markup, write_markup};

/// Of the search and the filters, in the order in which a query returns them.
const LABELS: [Label; 11] = [
    say::users_chip_search,
    say::role,
    say::status,
    say::group,
    say::users_signed_in,
    say::users_created_from,
    say::users_created_to,
    say::users_sign_in_before,
    say::users_second_factor,
    say::own_fields,
    say::users_pasted,
];

/// Nothing on the page of a group, which has no filters.
pub fn write(out: &mut Markup, list_query: &DirectoryQuery) {
    if list_query.is_of_group || !list_query.is_filtered() {
        return;
    }
    let labeled = list_query.filters().into_iter().zip(LABELS);
    let given: Vec<_> = labeled.filter(|((_, value), _)| !value.is_empty()).collect();
    write_markup!(out; "<ul class=\"chips\" role=\"list\" aria-label=\"" (say::users_chips()) "\">");
    for ((name, value), label) in &given {
        let without = list_query.without(Some(*name)).address();
        write_markup!(out;
            "<li><a class=\"chip\" data-noscroll id=\"without-" (name) "\" href=\"" (&without)
            "\"><span class=\"sr-only\">" (say::users_chip_remove()) " </span><span class=\"truncate\">"
            (&say::users_chip(label(), &shown(name, value))) "</span>");
        Shape::CROSS.write(out, "icon icon-small");
        out.add("</a></li>");
    }
    if given.len() > 1 {
        let unfiltered = list_query.without(None).address();
        write_markup!(out;
            "<li><a class=\"chip-all\" data-noscroll id=\"without-all\" href=\"" (&unfiltered) "\">"
            (say::users_chips_clear()) "</a></li>");
    }
    out.add("</ul>");
}

/// The value of a filter in words. A search, a group and days are shown as they are.
fn shown(name: &str, value: &str) -> String {
    match name {
        "role" => say::role_word(value),
        "status" => say::users_chip_status(value),
        "signed_in" => say::users_chip_signed_in(value),
        "second_factor" => say::users_chip_second_factor(value),
        _ => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::html;

    fn chips(list_query: &DirectoryQuery) -> String {
        html(|out| write(out, list_query))
    }

    #[test]
    fn each_chip_removes_its_filter_and_keeps_the_others_and_the_order() {
        let (q, role) = ("<a>".to_owned(), "admin".to_owned());
        let (sort, page) = ("name".to_owned(), "3".to_owned());
        let both = DirectoryQuery { q, role, sort, page, ..DirectoryQuery::default() };
        let chips = chips(&both);
        for part in [
            "id=\"without-q\" href=\"/users?role=admin&amp;sort=name\"",
            "Search: &lt;a&gt;",
            "id=\"without-role\" href=\"/users?q=%3Ca%3E&amp;sort=name\"",
            "id=\"without-all\" href=\"/users?sort=name\"",
        ] {
            assert!(chips.contains(part), "{part} is not in {chips}");
        }
        assert!(!chips.contains("Status:"));
    }

    #[test]
    fn a_list_without_filters_has_no_chips() {
        let of_group = DirectoryQuery { group: "editors".to_owned(), is_of_group: true, ..DirectoryQuery::default() };
        let group = DirectoryQuery { is_of_group: false, ..of_group.clone() };
        assert_eq!((chips(&DirectoryQuery::default()), chips(&of_group)), (String::new(), String::new()));
        assert!(chips(&group).contains("Group: editors") && !chips(&group).contains("Clear all"));
    }
}
