//! Toasts: short messages that disappear after a while. A toast with an action, such as undo, stays until dismissed.

use super::drawings::{Icon, Shape, SmallIcon};
use crate::language::say;
use crate::ui::browser::{attributes, element, handler};
use crate::ui::{ClientState, live_option, when_mounted, words};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::web_sys::Element;
use leptos_router::location::RequestUrl;
use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

/// How long a toast is shown.
const DURATION: Duration = Duration::from_secs(8);
/// How much longer a toast is shown if it is hovered or focused at the end.
const EXTENSION: Duration = Duration::from_secs(3);
/// The maximum number of toasts that disappear by themselves.
const MAX_EXPIRING: usize = 3;

#[derive(Clone)]
struct Toast {
    id: u32,
    text: Cow<'static, str>,
    bad: bool,
    action: Option<ToastAction>,
}

/// An action in a toast: a form with one button.
#[derive(Clone)]
pub struct ToastAction {
    pub label: &'static str,
    /// The address and the fields of the form, for browsers without JavaScript.
    pub action: &'static str,
    pub fields: Vec<(&'static str, String)>,
    /// Runs instead of the form after hydration.
    pub run: Option<Arc<dyn Fn() + Send + Sync>>,
}

/// Shows toasts, from any page.
#[derive(Clone, Copy)]
pub struct Toaster {
    toasts: RwSignal<Vec<Toast>>,
    last_id: RwSignal<u32>,
}

impl Toaster {
    /// Provides the toaster to all pages. A message from the server becomes the first toast.
    pub fn provide(client: ClientState) {
        let toaster = Self { toasts: RwSignal::new(Vec::new()), last_id: RwSignal::new(0) };
        if let Some((text, action)) = server_message(client) {
            let is_permanent = action.is_some();
            let id = toaster.add(text, false, action);
            if !is_permanent {
                // The server has no timeouts, so the time starts in the browser.
                when_mounted(move || toaster.expire(id, DURATION));
            }
        }
        provide_context(toaster);
    }

    pub fn current() -> Self {
        expect_context()
    }

    pub fn good(self, text: impl Into<Cow<'static, str>>) {
        let id = self.add(text.into(), false, None);
        self.expire(id, DURATION);
    }

    /// A success with an action. Stays until dismissed, because users need different amounts of time to react.
    pub fn with_action(self, text: String, action: ToastAction) {
        self.add(text.into(), false, Some(action));
    }

    pub fn bad(self, text: impl Into<Cow<'static, str>>) {
        let id = self.add(text.into(), true, None);
        self.expire(id, DURATION);
    }

    fn add(self, text: Cow<'static, str>, bad: bool, action: Option<ToastAction>) -> u32 {
        let id = self.last_id.get_untracked() + 1;
        self.last_id.set(id);
        self.toasts.update(|toasts| {
            toasts.push(Toast { id, text, bad, action });
            // Toasts with an action stay. Of the others, the oldest make room for the new one.
            let mut excess = toasts.iter().filter(|toast| toast.action.is_none()).count().saturating_sub(MAX_EXPIRING);
            toasts.retain(|toast| {
                let is_removed = toast.action.is_none() && excess > 0;
                excess -= usize::from(is_removed);
                !is_removed
            });
        });
        id
    }

    /// Removes the toast after a while, but not while it is hovered or focused.
    fn expire(self, id: u32, after: Duration) {
        let remove = move || {
            let toast = element::<Element>(&element_id(id));
            let is_held = toast.is_some_and(|toast| toast.matches(":hover, :focus-within") == Ok(true));
            if is_held {
                self.expire(id, EXTENSION);
            } else {
                self.dismiss(id);
            }
        };
        set_timeout(remove, after);
    }

    fn dismiss(self, id: u32) {
        self.toasts.update(|toasts| toasts.retain(|toast| toast.id != id));
    }
}

/// The result of a form that was sent without JavaScript.
fn server_message(client: ClientState) -> Option<(Cow<'static, str>, Option<ToastAction>)> {
    // Only the server knows it. The browser leaves what the server has written into the form.
    let back = use_context::<RequestUrl>().map(|url| path_of(url.as_ref()).to_owned()).unwrap_or_default();
    if let Some(notice) = client.notice() {
        let undo = notice.undone_by().map(|action| ToastAction {
            label: say::undo(),
            action: "/actions/users/change",
            fields: vec![("id", account_at(&back).to_owned()), ("action", action.as_str().to_owned())],
            run: None,
        });
        return Some((notice.text().into(), undo));
    }
    let report = client.report()?;
    let undo = (report.changed > 0 && !report.is_final).then(|| ToastAction {
        label: say::undo(),
        action: "/actions/users/undo",
        fields: vec![("bulk_id", report.bulk_id.to_string()), ("back", back)],
        run: None,
    });
    Some((words::changed(&report).into(), undo))
}

/// The id at the end of the address of an account's page.
fn account_at(page: &str) -> &str {
    page.split('?').next().unwrap_or_default().rsplit('/').next().unwrap_or_default()
}

/// The path of a URL, with its query. Written by hand because a URL parser would be a third of the WebAssembly file.
fn path_of(address: &str) -> &str {
    let Some(rest) = words::without_scheme(address) else { return address };
    rest.find('/').map_or("/", |at| &rest[at..])
}

/// The container of the toasts. Always present, because screen readers announce only changes inside existing live
/// regions. Without JavaScript the toasts stay.
#[component]
pub fn Toasts() -> impl IntoView {
    let toaster = Toaster::current();
    let hydrated = ClientState::current().hydrated;
    view! {
        <div {..attributes(&[("class", "toasts"), ("role", "status")])}>
            {move || {
                let view = |toast: &Toast| toast_view(toaster, toast.clone(), hydrated);
                toaster.toasts.with(|toasts| toasts.iter().map(view).collect::<Vec<_>>()).into_any()
            }}
        </div>
    }
}

fn toast_view(toaster: Toaster, toast: Toast, hydrated: RwSignal<bool>) -> AnyView {
    let Toast { id, text, bad, action } = toast;
    let (class, shape) = if bad { ("toast toast-bad", Shape::ALERT) } else { ("toast", Shape::GOOD) };
    view! {
        <div class=class id=element_id(id)>
            <Icon shape/>
            <p>{text.into_owned()}</p>
            {action.map(|action| action_form(toaster, id, action))}
            {live_option(move || hydrated.get().then(|| dismiss_button(toaster, id)))}
        </div>
    }
    .into_any()
}

fn action_form(toaster: Toaster, id: u32, action: ToastAction) -> AnyView {
    let ToastAction { label, action, fields, run } = action;
    let fields =
        fields.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> }.into_any());
    let submit = move |event: SubmitEvent| {
        // Without `run` the browser sends the form itself.
        if let Some(run) = &run {
            event.prevent_default();
            toaster.dismiss(id);
            run();
        }
    };
    view! {
        <form {..attributes(&[("method", "post"), ("action", action)])} on:submit=handler(submit)>
            {fields.collect::<Vec<_>>()}
            <button class="offer" type="submit">
                {label}
            </button>
        </form>
    }
    .into_any()
}

fn element_id(id: u32) -> String {
    format!("toast-{id}")
}

fn dismiss_button(toaster: Toaster, id: u32) -> AnyView {
    let own = [("type", "button"), ("aria-label", say::toast_dismiss())];
    view! {
        <button {..attributes(&own)} on:click=handler(move |_| toaster.dismiss(id))>
            <SmallIcon shape=Shape::CROSS/>
        </button>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::{account_at, path_of};

    #[test]
    fn the_path_of_a_url_follows_its_host() {
        assert_eq!(path_of("http://localhost:3000/users?q=a//b"), "/users?q=a//b");
        assert_eq!(path_of("http://localhost:3000"), "/");
        assert_eq!(path_of("/users?q=http://x/y"), "/users?q=http://x/y");
    }

    #[test]
    fn the_account_is_the_end_of_its_page() {
        assert_eq!(account_at("/users/0192f3a1?a=/b"), "0192f3a1");
        assert_eq!(account_at(""), "");
    }
}
