//! The state of the page: the user as embedded by the server, and the changes since.

use crate::actions::user::show_user;
use crate::shared::{
    AppError, ErrorCode, LocalPath, Notice, PasswordLinkView, Role, Status, TokenSecret, UserDetailsView, UserView,
};
use crate::ui::browser::{fetch, focus};
use crate::ui::components::Toaster;
use crate::ui::embedded::embedded;
use crate::ui::routes::administrators::loaded::{failure, loading};
use crate::ui::routes::administrators::say;
use crate::ui::{ClientState, Navigator, Pending, Reply, page_data};
use leptos::prelude::*;

/// The id of the button that disables the account, or takes that back.
pub const STATUS_BUTTON: &str = "change-status";

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
    load_error: RwSignal<Option<AppError>>,
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
        let view = embedded(|| page_data!(User).map(|view| *view));
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
            load_error: RwSignal::new(None),
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

    /// Fetches the current state of the user. The form for details begins again with it.
    pub fn refresh(self) {
        self.fetch(false);
    }

    /// What a list of the page does after a change.
    pub fn refreshing(self) -> Box<dyn Fn(&str)> {
        Box::new(move |_: &str| self.refresh())
    }

    /// Fetches the current state of the user, and leaves the form for details as it is.
    pub fn refresh_around_form(self) {
        self.fetch(true);
    }

    fn fetch(self, keeps_form: bool) {
        let Some(id) = self.id.try_get_value() else {
            return;
        };
        fetch(show_user(id), move |view| self.show(view, keeps_form), move |error| self.fail(error));
    }

    fn show(self, view: UserDetailsView, keeps_form: bool) {
        let (status, is_deleted) = (view.user.status, view.user.status == Status::Deleted);
        let before = self.view.try_with_untracked(|shown| shown.as_ref().map(|shown| shown.user.status)).flatten();
        // Also if it is the same, setting it renders the form again.
        if !keeps_form || self.is_deleted.try_get_untracked() != Some(is_deleted) {
            self.is_deleted.try_set(is_deleted);
        }
        // Password links and tokens of accounts that cannot sign in are invalid.
        if view.user.status != Status::Active {
            self.link.try_set(None);
            self.secret.try_set(None);
        }
        self.view.try_set(Some(view));
        if let (Some(Status::Active), Status::Disabled) | (Some(Status::Disabled), Status::Active) = (before, status) {
            // The button that was pressed is gone: its inverse is in the document in the next frame.
            request_animation_frame(|| focus(STATUS_BUTTON));
        }
        // Setting it again would render the whole page again, and lose the focus.
        if self.is_loaded.try_get_untracked() == Some(false) {
            self.is_loaded.set(true);
        }
    }

    /// Sends a change of the account, unless another is in progress.
    pub fn send<T: 'static>(self, reply: Reply<T>, accepted: impl FnOnce(T) + 'static) {
        self.pending.send(reply, Box::new(accepted), self.failure());
    }

    /// Not a part of `send`, which is compiled once per change.
    fn failure(self) -> Box<dyn FnOnce(AppError)> {
        Box::new(move |error| self.fail(error))
    }

    /// Confirms a change, and shows the account as it is now.
    pub fn confirm(self, notice: Notice) {
        self.toaster.good(notice.text());
        self.refresh();
    }

    /// Shown while the user is being loaded, or if that failed.
    pub fn placeholder(self) -> AnyView {
        match self.load_error.get() {
            None => loading(say::user_loading()),
            Some(error) => {
                let is_missing = error.code == ErrorCode::NotFound;
                failure(say::user(), if is_missing { say::user_not_found() } else { say::user_not_loaded() }, &error)
            }
        }
    }

    /// The address of this page; that of the list if the user has left it.
    fn page(self) -> LocalPath {
        let page = self.id.try_get_value().and_then(|id| LocalPath::parse(&format!("/users/{id}")));
        page.unwrap_or_else(LocalPath::users)
    }

    pub fn fail(self, error: AppError) {
        match error.code {
            // The session has ended, or its last proof is too old. After that the user returns to this page.
            code if code.is_signed_out() => self.navigator.sign_in_again(&self.page(), error),
            ErrorCode::StepUpRequired => self.navigator.confirm(&self.page()),
            // Nothing is shown yet, so the error takes the place of the content.
            _ if self.is_loaded.try_get_untracked() == Some(false) => _ = self.load_error.try_set(Some(error)),
            _ => self.toaster.bad(error.detail.say()),
        }
    }
}
