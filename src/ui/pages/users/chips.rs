//! The search and the filters of the list of users as chips: links, each of which removes one.

use crate::shared::directory::DirectoryQuery;
use crate::ui::components::drawings::Shape;
use crate::ui::markup::{Markup, write_markup};

/// Of the search and the filters, in the order in which a query returns them.
const LABELS: [&str; 8] =
    ["Search", "Role", "Status", "Group", "Signed in", "Created from", "Created to", "Last sign-in before"];

/// Nothing on the page of a group, which has no filters.
pub fn write(out: &mut Markup, list_query: &DirectoryQuery) {
    if list_query.is_of_group || !list_query.is_filtered() {
        return;
    }
    let labeled = list_query.filters().into_iter().zip(LABELS);
    let given: Vec<_> = labeled.filter(|((_, value), _)| !value.is_empty()).collect();
    out.add("<ul class=\"chips\" role=\"list\" aria-label=\"Search and filters\">");
    for ((name, value), label) in &given {
        let without = list_query.without(Some(*name)).address();
        write_markup!(out;
            "<li><a class=\"chip\" data-noscroll id=\"without-" (name) "\" href=\"" (&without)
            "\"><span class=\"sr-only\">Remove </span><span class=\"truncate\">" (label) ": " (value) "</span>");
        Shape::CROSS.write(out, "icon icon-small");
        out.add("</a></li>");
    }
    if given.len() > 1 {
        let unfiltered = list_query.without(None).address();
        write_markup!(out;
            "<li><a class=\"chip-all\" data-noscroll id=\"without-all\" href=\"" (&unfiltered) "\">Clear all</a></li>");
    }
    out.add("</ul>");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::markup::html;

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
