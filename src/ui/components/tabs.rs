//! The tabs of the place “Users”, which has several pages. They are links, so they work without JavaScript.

use crate::shared::awaiting_password::INVITATIONS;
use crate::shared::directory::PATH;
use crate::ui::markup::{element, write_markup};
use leptos::prelude::*;

const TABS: [(&str, &str); 4] = [
    (PATH, "People"),
    (INVITATIONS, "Invitations"),
    ("/users/groups", "Groups"),
    ("/users/service-accounts", "Service accounts"),
];

/// `current`: the path of the page.
#[component]
pub fn UsersTabs(current: &'static str) -> impl IntoView {
    element(|out| {
        out.add("<nav class=\"tabs\" aria-label=\"Users\">");
        for (path, label) in TABS {
            write_markup!(out; "<a href=\"" (path) "\"");
            out.add(if path == current { " aria-current=\"page\"" } else { "" });
            write_markup!(out; ">" (label) "</a>");
        }
        out.add("</nav>");
    })
}
