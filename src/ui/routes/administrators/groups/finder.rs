//! The search for users who are not in a group yet, and the form that adds those that are selected.

use crate::actions::users::list_users;
use crate::shared::bulk::ADD_TO_GROUP;
use crate::shared::groups::OF_GROUP;
use crate::shared::{DirectoryQuery, UserId, UserView};
use crate::ui::browser::{attributes, handler, input, is_checked, value_of};
use crate::ui::components::filter_parts::search;
use crate::ui::components::{Icon, Shape, Toaster, write_face};
use crate::ui::embedded::embedded;
use crate::ui::list_state::ListState;
use crate::ui::markup::list;
use crate::ui::routes::administrators::say;
use crate::ui::routes::administrators::users::bulk::{Bulk, action_button};
use crate::ui::{Markup, live_option, live_text, page_data, when_mounted, write_markup};
use leptos::ev::{Event, SubmitEvent};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_query_map;
use std::time::Duration;

/// How long the search waits after the last key.
const DEBOUNCE: Duration = Duration::from_millis(200);
/// The search field, and its parameter without JavaScript.
const SEARCH: &str = "add";

#[derive(Clone, Copy)]
pub struct Finder {
    /// The name of the group.
    group: StoredValue<String>,
    list: ListState,
    bulk: Bulk,
    toaster: Toaster,
    /// The users to select from: first those that were selected in earlier searches, then those that match the last one.
    shown: RwSignal<Vec<UserView>>,
    /// How many of them were selected in earlier searches.
    kept: StoredValue<usize>,
    /// The search whose results are shown.
    searched: RwSignal<String>,
    /// Incremented with each key and each search, so that only the last response is shown.
    searches: StoredValue<u32>,
}

impl Finder {
    pub fn new(group: &str, list: ListState, bulk: Bulk) -> Self {
        let found = embedded(|| page_data!(Group).map(|data| data.found.clone()));
        let searched = match &found {
            Some(_) => use_query_map().with_untracked(|query| query.get(SEARCH).unwrap_or_default()),
            // After client-side navigation nothing has been searched.
            None => String::new(),
        };
        let initial = searched.clone();
        let finder = Self {
            group: StoredValue::new(group.to_owned()),
            list,
            bulk,
            toaster: Toaster::current(),
            shown: RwSignal::new(found.unwrap_or_default()),
            kept: StoredValue::new(0),
            searched: RwSignal::new(searched),
            searches: StoredValue::new(0),
        };
        Effect::new(move || {
            // Who was selected may be a member now.
            if bulk.completed.get() > 0 {
                finder.untick();
                finder.search();
            }
        });
        when_mounted(move || {
            // Something may have been typed before hydration.
            if value_of(SEARCH).trim() != initial {
                finder.search();
            }
        });
        finder
    }

    pub fn view(self) -> AnyView {
        let group = self.group.get_value();
        let (page, add) = (format!("{OF_GROUP}{group}"), format!("{ADD_TO_GROUP}:{group}"));
        let own = [("class", "flex flex-wrap items-end gap-2"), ("role", "search"), ("method", "get")];
        let submit = move |event: SubmitEvent| {
            event.prevent_default();
            self.search();
        };
        let button = move || {
            let has_some = !self.shown.with(Vec::is_empty);
            has_some.then(|| action_button(add.clone(), say::group_finder_add(), "btn btn-primary justify-self-start"))
        };
        view! {
            <div class="card mb-4">
                <div class="facts-card">
                    <form
                        {..attributes(&own)}
                        action=page
                        on:submit=handler(submit)
                        on:input=handler(move |_: Event| self.search_soon())
                    >
                        <div class="field max-w-form grow">
                            <label class="label" for=SEARCH>
                                {say::group_finder()}
                            </label>
                            <div class="search relative">
                                <Icon shape=Shape::SEARCH/>
                                <input
                                    value=self.searched.get_untracked()
                                    placeholder=say::search_placeholder()
                                    {..attributes(&search(SEARCH, SEARCH))}
                                />
                            </div>
                        </div>
                        <button class="btn btn-secondary without-script" type="submit">
                            {say::search()}
                        </button>
                    </form>
                    {self.add_form(live_option(button))}
                    <p {..attributes(&[("class", "sr-only"), ("role", "status")])}>{live_text(move || self.summary())}</p>
                </div>
            </div>
        }
        .into_any()
    }

    /// `button`: adds the selected users; none as long as there are no users to select.
    fn add_form(self, button: AnyView) -> AnyView {
        let own = [("class", "fields"), ("method", "post"), ("action", "/actions/users/bulk")];
        view! {
            <form {..attributes(&own)} on:submit=handler(move |event: SubmitEvent| self.bulk.submit(&event))>
                <input type="hidden" name="back" value=live_text(move || self.list.address.get())/>
                <div inner_html=live_text(move || self.html())></div>
                {button}
            </form>
        }
        .into_any()
    }

    fn html(self) -> String {
        let (group, kept) = (self.group.get_value(), self.kept.get_value());
        let is_unused = self.searched.with(String::is_empty);
        self.shown.with(|users| {
            let is_closed = is_unused && users.is_empty();
            if is_closed { String::new() } else { rows_html(users, &group, kept) }
        })
    }

    /// What a screen reader announces.
    fn summary(self) -> String {
        if self.searched.with(String::is_empty) {
            return String::new();
        }
        say::group_finder_found(self.shown.with(Vec::len) as u64)
    }

    fn search_soon(self) {
        let number = self.next_search();
        let search = move || {
            // Otherwise a later key has started its own timeout, or the user has left the page.
            if self.searches.try_get_value() == Some(number) {
                self.search();
            }
        };
        set_timeout(search, DEBOUNCE);
    }

    fn search(self) {
        let (number, q) = (self.next_search(), value_of(SEARCH).trim().to_owned());
        if q.is_empty() {
            return self.show(q, Vec::new());
        }
        spawn_local(async move {
            let response = list_users(DirectoryQuery { q: q.clone(), ..DirectoryQuery::default() }).await;
            // None once the user has left the page.
            if self.searches.try_get_value() == Some(number) {
                match response {
                    Ok(list) => self.show(q, list.users),
                    Err(error) => self.toaster.bad(error.detail.say()),
                }
            }
        });
    }

    fn untick(self) {
        for user in self.shown.get_untracked() {
            if let Some(checkbox) = input(&box_of(user.id)) {
                checkbox.set_checked(false);
            }
        }
    }

    fn next_search(self) -> u32 {
        let number = self.searches.get_value() + 1;
        self.searches.set_value(number);
        number
    }

    /// Shows who was found, after those that are selected already.
    fn show(self, searched: String, found: Vec<UserView>) {
        let mut users = self.shown.get_untracked();
        users.retain(|user| is_checked(&box_of(user.id)));
        self.kept.set_value(users.len());
        for user in found {
            if !users.iter().any(|kept| kept.id == user.id) {
                users.push(user);
            }
        }
        self.searched.set(searched);
        self.shown.set(users);
    }
}

/// The id of the checkbox of a user.
fn box_of(id: UserId) -> String {
    format!("add-{id}")
}

/// A list of users with a checkbox each. The first `kept` ones are ticked. Members of the group have no checkbox.
fn rows_html(users: &[UserView], group: &str, kept: usize) -> String {
    list(users.iter().enumerate(), say::group_finder_none(), |out, (index, user)| {
        if user.groups.iter().any(|name| name.as_str() == group) {
            write_name(out, user);
            write_markup!(out; "<span class=\"badge ml-auto\">" (say::group_finder_member()) "</span>");
            return;
        }
        write_markup!(out;
            "<label class=\"check grow\"><input class=\"box\" type=\"checkbox\" name=\"ids[]\" id=\"" (&box_of(user.id))
            "\" value=\"" (&user.id.to_string()) "\"");
        out.add(if index < kept { " checked>" } else { ">" });
        write_name(out, user);
        out.add("</label>");
    })
}

fn write_name(out: &mut Markup, user: &UserView) {
    write_face(out, user, "64");
    write_markup!(out; "<span>" (user.display_name()) "<small>" (&user.username));
    if !user.email.is_empty() {
        write_markup!(out; " · " (&user.email));
    }
    out.add("</small></span>");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::{GroupNames, Timestamp};
    use uuid::Uuid;

    #[test]
    fn members_cannot_be_selected_and_who_was_selected_stays_so() {
        let user = |number, groups: &str| UserView {
            groups: GroupNames::from_stored(groups),
            name: Some("<b>Ada".to_owned()),
            ..UserView::example(UserId(Uuid::from_u128(number)), Timestamp(0))
        };
        let html = rows_html(&[user(1, ""), user(2, "editors"), user(3, "staff")], "editors", 1);
        assert_eq!((html.matches("type=\"checkbox\"").count(), html.matches(" checked>").count()), (2, 1), "{html}");
        assert_eq!(html.matches(">Member<").count(), 1, "{html}");
        assert!(html.contains("&lt;b&gt;Ada") && !html.contains("<b>"), "{html}");
        assert!(rows_html(&[], "editors", 0).contains("No users match."));
    }
}
