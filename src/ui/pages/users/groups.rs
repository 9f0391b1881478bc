//! The filter by group.

use super::filters::{Filters, GROUP};
use crate::{
    actions::groups::list_group_names,
    shared::{groups::GroupNames, page::PageData},
    ui::{
        browser::{live, when_mounted},
        components::group_select::group_select,
        embedded::embedded,
    },
};
use leptos::{prelude::*, task::spawn_local};

/// The names of all groups. After client-side navigation nothing is embedded, so the browser reads them.
pub fn read_group_names() -> RwSignal<GroupNames> {
    let known = embedded(|| match use_context() {
        Some(PageData::Directory(data)) => Some(data.groups.clone()),
        _ => None,
    });
    let is_known = known.is_some();
    let names = RwSignal::new(known.unwrap_or_default());
    if !is_known {
        when_mounted(move || {
            spawn_local(async move {
                // After an error, the list shows that the server does not respond.
                if let Ok(all) = list_group_names().await {
                    names.try_set(all);
                }
            });
        });
    }
    names
}

/// Nothing as long as there are no groups.
pub fn group_filter(filters: Filters, names: RwSignal<GroupNames>) -> AnyView {
    live(move || {
        let current = filters.group();
        names.with(|names| {
            if names.is_empty() && current.is_empty() {
                ().into_any()
            } else {
                group_select(GROUP, "Group", Some("Any group"), names, &current, "choice in-group")
            }
        })
    })
}
