//! The list of groups, and the changes that its rows make.

use super::rows::{ASK, DELETE, DESCRIPTION, Edited, SAVE, list_html};
use crate::{
    actions::groups::{delete_group, list_groups, update_group},
    shared::{
        groups::GroupView,
        views::Answer,
        visit::{Form, Notice},
    },
    ui::{
        browser::{focus, input},
        components::toasts::Toaster,
        fetched_list::FetchedList,
        form::{FormState, Reply},
        pending::Pending,
    },
};
use leptos::{
    ev::{MouseEvent, SubmitEvent},
    prelude::*,
    task::spawn_local,
    wasm_bindgen::JsCast,
    web_sys::Element,
};

/// The id of the element that holds the list.
pub const LIST: &str = "groups";

#[derive(Clone, Copy)]
pub struct GroupsState {
    pub list: FetchedList,
    /// Shows errors of rows. It has no fields.
    pub form: FormState,
    /// The name of the group whose deletion has to be confirmed.
    pub asked: RwSignal<Option<String>>,
    pending: Pending,
    toaster: Toaster,
}

impl GroupsState {
    /// `groups`: all groups, when the server renders the page.
    pub fn new(groups: Option<&[GroupView]>) -> Self {
        let form = FormState::new(Form::Groups);
        let rendered = groups.map(|groups| list_html(groups, Edited::of(form).as_ref()));
        let list = FetchedList::new(rendered, move || async move {
            let groups = list_groups().await.map_err(|error| form.reject(error)).ok()?;
            Some(list_html(&groups, None))
        });
        Self { list, form, asked: RwSignal::new(None), pending: Pending::default(), toaster: Toaster::current() }
    }

    /// Confirms a change, and fetches the list again.
    pub fn changed(self, notice: Notice) {
        self.form.error.try_set(None);
        self.toaster.good(notice.text());
        self.list.fetch();
    }

    /// Asks in a dialog, in place of the part of the row that asks without JavaScript.
    pub fn on_click(self, event: &MouseEvent) {
        if let Some(name) = asked_name(event) {
            event.prevent_default();
            self.asked.set(Some(name));
        }
    }

    /// Handles the submit event of a row's form.
    pub fn on_submit(self, event: &SubmitEvent) {
        // If the button cannot be read, the browser sends the form as it does without JavaScript.
        let Some(button) = event.submitter().map(|button| button.id()) else {
            return;
        };
        if let Some(name) = button.strip_prefix(SAVE) {
            event.prevent_default();
            let description = input(&format!("{DESCRIPTION}{name}")).map(|input| input.value()).unwrap_or_default();
            self.send(Box::pin(update_group(name.to_owned(), description)), Notice::ChangesSaved);
        } else if let Some(name) = button.strip_prefix(DELETE) {
            // The question was opened before hydration.
            event.prevent_default();
            self.delete(name.to_owned());
        }
    }

    pub fn delete(self, name: String) {
        self.send(Box::pin(delete_group(name)), Notice::GroupDeleted);
    }

    fn send(self, reply: Reply<()>, notice: Notice) {
        if !self.pending.begin() {
            return;
        }
        spawn_local(async move {
            match reply.await {
                Ok(Answer::Accepted(())) => {
                    // The button that has the focus is about to disappear.
                    focus(LIST);
                    self.changed(notice);
                }
                Ok(Answer::Rejected) => {}
                Err(error) => self.form.reject(error),
            }
            self.pending.end();
        });
    }
}

/// The group whose button for deletion was pressed.
fn asked_name(event: &MouseEvent) -> Option<String> {
    let target: Element = event.target()?.dyn_into().ok()?;
    let button = target.closest("summary").ok()??;
    button.id().strip_prefix(ASK).map(str::to_owned)
}
