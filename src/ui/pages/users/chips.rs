//! The search and the filters of the list of users as chips: links, each of which removes one.

use crate::shared::directory::DirectoryQuery;
use crate::ui::components::drawings::Shape;
use crate::ui::markup::{Markup, write_markup};

/// Nothing on the page of a group, which has no filters.
pub fn write(out: &mut Markup, list_query: &DirectoryQuery) {
    if list_query.is_of_group || !list_query.is_filtered() {
        return;
    }
    let first = list_query.restarted();
    let none = String::new;
    let chips = [
        ("q", "Search", DirectoryQuery { q: none(), ..first.clone() }, &first.q),
        ("role", "Role", DirectoryQuery { role: none(), ..first.clone() }, &first.role),
        ("status", "Status", DirectoryQuery { status: none(), ..first.clone() }, &first.status),
        ("group", "Group", DirectoryQuery { group: none(), ..first.clone() }, &first.group),
    ];
    let given = chips.iter().filter(|(.., value)| !value.is_empty());
    out.add("<ul class=\"chips\" role=\"list\" aria-label=\"Search and filters\">");
    for (name, label, without, value) in given.clone() {
        write_markup!(out;
            "<li><a class=\"chip\" data-noscroll id=\"without-" (name) "\" href=\"" (&without.address())
            "\"><span class=\"sr-only\">Remove </span><span class=\"truncate\">" (label) ": " (value) "</span>");
        Shape::CROSS.write(out, "icon icon-small");
        out.add("</a></li>");
    }
    if given.count() > 1 {
        let all = DirectoryQuery { q: none(), role: none(), status: none(), group: none(), ..first.clone() };
        write_markup!(out;
            "<li><a class=\"chip-all\" data-noscroll id=\"without-all\" href=\"" (&all.address()) "\">Clear all</a></li>");
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
