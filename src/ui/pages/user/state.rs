//! The state of the page: the user as embedded by the server, and the changes since.

use crate::{
    actions::user::{change_user, show_user},
    shared::{
        awaiting_password::PasswordLinkView,
        error::{AppError, ErrorCode},
        form_bodies::UserActionFields,
        forms::Answer,
        next::LocalPath,
        page::{PageData, UserDetailsView},
        views::{Role, Status, UserView},
        visit::TokenSecret,
    },
    ui::{
        browser::{Pending, attributes, handler, live_flag},
        client_state::{ClientState, embedded},
        components::{
            Alert, Heading, Tone,
            toasts::{ToastAction, Toaster},
        },
        navigation::Navigator,
    },
};
use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};
use std::sync::Arc;

/// The user that the page shows.
#[derive(Clone, Copy)]
pub struct UserState {
    pub id: StoredValue<String>,
    /// Whether the user is loaded.
    pub is_loaded: RwSignal<bool>,
    pub is_deleted: RwSignal<bool>,
    view: RwSignal<Option<UserDetailsView>>,
    /// A password link that is shown once.
    pub link: RwSignal<Option<PasswordLinkView>>,
    /// The secret of a new API token, which is shown once.
    pub secret: RwSignal<Option<TokenSecret>>,
    /// Why the user could not be loaded.
    failure: RwSignal<Option<AppError>>,
    /// Whether a change is in progress.
    pub pending: Pending,
    pub client: ClientState,
    pub toaster: Toaster,
    pub navigator: Navigator,
}

impl UserState {
    pub fn new(id: String) -> Self {
        let client = ClientState::current();
        // None after client-side navigation; then `load` fetches the user.
        let view = embedded(|| match use_context() {
            Some(PageData::User(view)) => Some(*view),
            _ => None,
        });
        let is_deleted = view.as_ref().is_some_and(|view| view.user.status == Status::Deleted);
        let link = client.link_of(&id);
        let secret = client.secret_for(&format!("/users/{id}"));
        Self {
            id: StoredValue::new(id),
            is_loaded: RwSignal::new(view.is_some()),
            is_deleted: RwSignal::new(is_deleted),
            view: RwSignal::new(view),
            link: RwSignal::new(link),
            secret: RwSignal::new(secret),
            failure: RwSignal::new(None),
            pending: Pending::default(),
            client,
            toaster: Toaster::current(),
            navigator: Navigator::current(),
        }
    }

    pub fn id(self) -> String {
        self.id.get_value()
    }

    /// Reads a part of the view, reactively.
    pub fn read<T: Default>(self, read: impl FnOnce(&UserDetailsView) -> T) -> T {
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

    pub fn is_service_account(self) -> bool {
        self.read(|view| view.is_service_account)
    }

    /// Whether the administrator looks at their own account.
    pub fn is_oneself(self) -> bool {
        self.view.with_untracked(|view| view.as_ref().is_some_and(|view| self.client.id() == Some(view.user.id)))
    }

    /// Fetches the user, unless the server embedded them into the page.
    pub fn load(self) {
        if !self.is_loaded.get_untracked() {
            self.refresh();
        }
    }

    /// Fetches the current state of the user.
    pub fn refresh(self) {
        let Some(id) = self.id.try_get_value() else {
            return;
        };
        spawn_local(async move {
            match show_user(id).await {
                Ok(view) => {
                    self.is_deleted.try_set(view.user.status == Status::Deleted);
                    // Password links and tokens of accounts that cannot sign in are invalid.
                    if view.user.status != Status::Active {
                        self.link.try_set(None);
                        self.secret.try_set(None);
                    }
                    self.view.try_set(Some(view));
                    // Setting it again would render the whole page again, and lose the focus.
                    if self.is_loaded.try_get_untracked() == Some(false) {
                        self.is_loaded.set(true);
                    }
                }
                Err(error) => self.fail(error),
            }
        });
    }

    /// Shown while the user is being loaded, or if that failed.
    pub fn placeholder(self) -> AnyView {
        match self.failure.get() {
            None => view! { <p {..attributes(&[("class", "sr-only"), ("role", "status")])}>"Loading the user"</p> }
                .into_any(),
            Some(error) => {
                let title =
                    if error.code == ErrorCode::NotFound { "User not found" } else { "The user could not be loaded" };
                let more = error.detail.into_owned().into_any();
                view! {
                    <Heading text="User"/>
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
            // The session has ended. After signing in the user returns to this page.
            code if code.is_signed_out() => {
                let current = self.id.try_get_value().and_then(|id| LocalPath::parse(&format!("/users/{id}")));
                self.navigator.sign_in_again(&current.unwrap_or_else(LocalPath::users), error);
            }
            // Nothing is shown yet, so the error takes the place of the content.
            _ if self.is_loaded.try_get_untracked() == Some(false) => _ = self.failure.try_set(Some(error)),
            _ => self.toaster.bad(error.detail),
        }
    }

    /// Changes the account, with an undo.
    pub fn change(self, action: String) {
        if !self.pending.begin() {
            return;
        }
        // Read before the request: when it is answered, the user may have left the page and the signals with it.
        let before = self.role();
        let fields = UserActionFields { id: self.id(), action: action.clone() };
        spawn_local(async move {
            match change_user(fields).await {
                Ok(Answer::Accepted(user)) => self.changed(&action, before, &user),
                Ok(Answer::Rejected) => {}
                Err(error) => self.fail(error),
            }
            self.pending.end();
        });
    }

    /// Confirms `action`, with an undo. `before`: the role before the change.
    pub fn changed(self, action: &str, before: Role, user: &UserView) {
        let (result, inverse) = describe(action, before);
        let text = format!("{} {result}.", user.display_name());
        self.toaster.with_action(text, self.undo(user.id.to_string(), inverse));
        self.refresh();
    }

    /// A toast action that runs `action`, the inverse of the last change.
    pub fn undo(self, id: String, action: String) -> ToastAction {
        let fields = vec![("id", id.clone()), ("action", action.clone())];
        let run = move || {
            let fields = UserActionFields { id: id.clone(), action: action.clone() };
            spawn_local(async move {
                match change_user(fields).await {
                    Ok(_) => {
                        self.toaster.good("Undone.");
                        self.refresh();
                    }
                    Err(error) => self.toaster.bad(error.detail),
                }
            });
        };
        ToastAction { label: "Undo", action: "/actions/users/change", fields, run: Some(Arc::new(run)) }
    }

    /// A button in a form of its own that runs `action` on the account.
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

/// The result of an action as text, and the inverse action.
fn describe(action: &str, before: Role) -> (&'static str, String) {
    match action {
        "disable" => ("is disabled", "enable".to_owned()),
        "enable" => ("is enabled", "disable".to_owned()),
        "delete" => ("is deleted", "restore".to_owned()),
        "restore" => ("is restored", "delete".to_owned()),
        // Only `set_role:user` and `set_role:admin` are left.
        _ => ("has a new role", format!("set_role:{before}")),
    }
}
