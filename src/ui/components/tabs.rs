//! The tabs of the place “Users”, which has several pages, below the heading of each. They are links, so they work without JavaScript.

use crate::language::{Label, say};
use crate::shared::awaiting_password::INVITATIONS;
use crate::shared::directory::PATH;
use crate::ui::markup::element;
use crate::ui::write_markup;
use leptos::prelude::*;

/// The address and the label of each.
const TABS: [(&str, Label); 5] = [
    (PATH, say::tab_people),
    (INVITATIONS, say::invitations),
    ("/users/groups", say::groups),
    ("/users/fields", say::own_fields),
    ("/users/service-accounts", say::service_accounts),
];

/// `current`: the path of the page.
#[component]
pub fn UsersTabs(current: &'static str) -> impl IntoView {
    element(|out| {
        write_markup!(out; "<nav class=\"tabs mt-6\" aria-label=\"" (say::users()) "\">");
        for (path, label) in TABS {
            write_markup!(out; "<a href=\"" (path) "\"");
            out.add(if path == current { " aria-current=\"page\"" } else { "" });
            write_markup!(out; ">" (label()) "</a>");
        }
        out.add("</nav>");
    })
}
