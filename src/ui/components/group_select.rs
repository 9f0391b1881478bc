//! A select of groups.

use super::icon::{Shape, SmallIcon};
use crate::{
    shared::groups::GroupNames,
    ui::{
        browser::attributes,
        markup::{Markup, write_markup},
    },
};
use leptos::prelude::*;

/// A select of `names`. `none`: the label of an option without a group, if there is one. `class`: the layout class of its
/// container.
pub fn group_select(
    id: &'static str,
    label: &'static str,
    none: Option<&'static str>,
    names: &GroupNames,
    current: &str,
    class: &'static str,
) -> AnyView {
    let own = [("class", "input"), ("id", id), ("name", "group"), ("aria-label", label)];
    view! {
        <div class=class>
            <select {..attributes(&own)} inner_html=options_html(none, names, current)></select>
            <SmallIcon shape=Shape::Down/>
        </div>
    }
    .into_any()
}

fn options_html(none: Option<&'static str>, names: &GroupNames, current: &str) -> String {
    let mut out = Markup::default();
    let mut option = |value: &str, label: &str| {
        write_markup!(out; "<option value=\"" (value) "\"");
        if value == current {
            out.add(" selected");
        }
        write_markup!(out; ">" (label) "</option>");
    };
    if let Some(label) = none {
        option("", label);
    }
    names.iter().for_each(|name| option(name.as_str(), name.as_str()));
    // An unknown group from the address is shown as it is; otherwise the browser would show the first option.
    if none.is_some() && !current.is_empty() && !names.iter().any(|name| name.as_str() == current) {
        option(current, current);
    }
    out.into_html()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_current_group_is_selected_also_if_it_is_unknown() {
        let names = GroupNames::from_stored("editors staff");
        let html = options_html(Some("Any group"), &names, "staff");
        assert!(
            html.contains("<option value=\"\">Any group</option><option value=\"editors\">editors</option>"),
            "{html}"
        );
        assert!(html.ends_with("<option value=\"staff\" selected>staff</option>"), "{html}");
        let html = options_html(Some("Any group"), &names, "\"><script>");
        assert!(html.ends_with(" selected>&quot;&gt;&lt;script&gt;</option>"), "{html}");
        assert!(options_html(Some("Any group"), &names, "").starts_with("<option value=\"\" selected>"));
    }

    #[test]
    fn without_an_empty_option_only_groups_are_offered() {
        let names = GroupNames::from_stored("editors");
        assert_eq!(options_html(None, &names, "gone"), "<option value=\"editors\">editors</option>");
    }
}
