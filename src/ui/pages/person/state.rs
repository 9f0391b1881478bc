//! The person on the page: as the server knew them, and what is done to them from then on.

use super::pending::Pending;
use crate::{
    actions::person::{change_user, show_user},
    shared::{
        directory::{PasswordLinkView, PersonView},
        error::{AppError, ErrorCode},
        next::LocalPath,
        page::PageData,
        views::{Answer, Role, Status, UserView},
    },
    ui::{
        browser::{attributes, handler, live_flag},
        components::{
            alert::{Alert, Tone},
            heading::Heading,
            toasts::{Offer, Toaster},
        },
        in_page::in_page,
        journey::Journey,
        visitor::Visitor,
    },
};
use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};
use std::sync::Arc;

/// Whom the page is about.
#[derive(Clone, Copy)]
pub struct Person {
    pub id: StoredValue<String>,
    /// Whether there is something to show.
    pub is_here: RwSignal<bool>,
    pub is_deleted: RwSignal<bool>,
    view: RwSignal<Option<PersonView>>,
    /// A link to a password: shown this once.
    pub link: RwSignal<Option<PasswordLinkView>>,
    /// Why they are not shown.
    failure: RwSignal<Option<AppError>>,
    /// A change is under way.
    pub pending: Pending,
    pub visitor: Visitor,
    pub toaster: Toaster,
    pub journey: Journey,
}

impl Person {
    pub fn new(id: String) -> Self {
        let visitor = Visitor::here();
        let view = in_page(|| match use_context() {
            Some(PageData::Person(view)) => Some(view),
            _ => None,
        });
        let is_deleted = view.as_ref().is_some_and(|view| view.user.status == Status::Deleted);
        let link = visitor.link_of(&id);
        Self {
            id: StoredValue::new(id),
            is_here: RwSignal::new(view.is_some()),
            is_deleted: RwSignal::new(is_deleted),
            view: RwSignal::new(view),
            link: RwSignal::new(link),
            failure: RwSignal::new(None),
            pending: Pending::new(),
            visitor,
            toaster: Toaster::here(),
            journey: Journey::here(),
        }
    }

    pub fn id(self) -> String {
        self.id.get_value()
    }

    /// Something of the view, and again when it changes.
    pub fn read<T: Default>(self, read: impl FnOnce(&PersonView) -> T) -> T {
        self.view.with(|view| view.as_ref().map(read).unwrap_or_default())
    }

    pub fn read_user<T: Default>(self, read: impl FnOnce(&UserView) -> T) -> T {
        self.read(|view| read(&view.user))
    }

    pub fn name(self) -> String {
        self.read_user(|user| user.display_name().to_owned())
    }

    pub fn role(self) -> Role {
        self.view.with(|view| view.as_ref().map_or(Role::User, |view| view.user.role))
    }

    pub fn status(self) -> Status {
        self.view.with(|view| view.as_ref().map_or(Status::Active, |view| view.user.status))
    }

    /// Whether whoever looks is looked at.
    pub fn is_oneself(self) -> bool {
        self.view.with_untracked(|view| view.as_ref().is_some_and(|view| self.visitor.id() == Some(view.user.id)))
    }

    /// Asks the server, when it has not said so in the page.
    pub fn ask_once(self) {
        if !self.is_here.get_untracked() {
            self.refresh();
        }
    }

    /// Asks the server how they are now.
    pub fn refresh(self) {
        let Some(id) = self.id.try_get_value() else {
            return;
        };
        spawn_local(async move {
            match show_user(id).await {
                Ok(view) => {
                    self.is_deleted.try_set(view.user.status == Status::Deleted);
                    // The server has no links of who may not sign in.
                    if view.user.status != Status::Active {
                        self.link.try_set(None);
                    }
                    self.view.try_set(Some(view));
                    self.is_here.try_set(true);
                }
                Err(error) => self.fail(error),
            }
        });
    }

    /// What stands in place of a person who is not there, or not yet.
    pub fn waiting(self) -> AnyView {
        match self.failure.get() {
            None => view! { <p {..attributes(&[("class", "sr-only"), ("role", "status")])}>"Loading the account"</p> }
                .into_any(),
            Some(error) => {
                let title = if error.code == ErrorCode::NotFound {
                    "There is no such account"
                } else {
                    "The account did not load"
                };
                let more = error.detail.into_owned().into_any();
                view! {
                    <Heading text="Not to be seen"/>
                    <div class="mt-4">
                        <Alert tone=Tone::Danger title more/>
                    </div>
                }
                .into_any()
            }
        }
    }

    pub fn fail(self, error: AppError) {
        match error.code {
            ErrorCode::TokenMissing | ErrorCode::TokenRevoked | ErrorCode::TokenExpired => {
                let here = self.id.try_get_value().and_then(|id| LocalPath::parse(&format!("/users/{id}")));
                self.journey.sign_in_again(&here.unwrap_or_else(LocalPath::users));
            }
            _ if self.is_here.try_get_untracked() == Some(false) => _ = self.failure.try_set(Some(error)),
            _ => self.toaster.bad(error.detail),
        }
    }

    /// Does something to the account, and offers the way back.
    pub fn change(self, action: String) {
        if !self.pending.begin() {
            return;
        }
        let before = self.role();
        let id = self.id();
        spawn_local(async move {
            match change_user(id, action.clone()).await {
                Ok(Answer::Accepted(user)) => self.changed(&action, before, &user),
                Ok(Answer::Rejected) => {}
                Err(error) => self.fail(error),
            }
            self.pending.end();
        });
    }

    /// Says what `action` has done, and offers the way back. `before`: the role that the account had.
    pub fn changed(self, action: &str, before: Role, user: &UserView) {
        let (words, back) = describe(action, before);
        self.toaster.offer(format!("{} {words}.", user.display_name()), self.undo(user.id.to_string(), back));
        self.refresh();
    }

    /// The offer to do `action`, which takes back another.
    pub fn undo(self, id: String, action: String) -> Offer {
        let fields = vec![("id", id.clone()), ("action", action.clone())];
        let run = move || {
            let (id, action) = (id.clone(), action.clone());
            spawn_local(async move {
                match change_user(id, action).await {
                    Ok(_) => {
                        self.toaster.good("Taken back.");
                        self.refresh();
                    }
                    Err(error) => self.toaster.bad(error.detail),
                }
            });
        };
        Offer { label: "Undo", action: "/actions/users/change", fields, run: Some(Arc::new(run)) }
    }

    /// A button that does `action` to the account, in a form of its own.
    pub fn button(self, action: &'static str, label: &'static str, class: &'static str) -> AnyView {
        let own = [("method", "post"), ("action", "/actions/users/change")];
        let button = [("class", class), ("type", "submit"), ("name", "action"), ("value", action)];
        let submit = move |event: SubmitEvent| {
            event.prevent_default();
            self.change(action.to_owned());
        };
        view! {
            <form {..attributes(&own)} on:submit=handler(submit)>
                <input type="hidden" name="id" value=self.id()/>
                <button {..attributes(&button)} aria-disabled=live_flag(move || self.pending.get())>
                    {label}
                </button>
            </form>
        }
        .into_any()
    }
}

/// What an action has done, in words, and the action that takes it back.
fn describe(action: &str, before: Role) -> (&'static str, String) {
    match action {
        "disable" => ("is disabled", "enable".to_owned()),
        "enable" => ("is enabled", "disable".to_owned()),
        "delete" => ("is deleted", "restore".to_owned()),
        "restore" => ("is restored", "delete".to_owned()),
        _ => ("has another role", format!("set_role:{before}")),
    }
}
