//! What went well, or did not, in a corner for a while; what can be undone stays until it is dismissed.

use super::icon::{Icon, Shape, SmallIcon};
use crate::ui::{
    browser::{attributes, element, handler, when_mounted},
    visitor::Visitor,
    words,
};
use leptos::{ev::SubmitEvent, prelude::*, web_sys::Element};
use leptos_router::location::RequestUrl;
use std::{borrow::Cow, sync::Arc, time::Duration};

/// How long a toast stays.
const STAY: Duration = Duration::from_secs(8);
/// How long it stays when it was pointed at, or had the focus, at the end of its time.
const LONGER: Duration = Duration::from_secs(3);
/// How many there are at most that go by themselves.
const MOST: usize = 3;

#[derive(Clone)]
struct Toast {
    id: u32,
    text: Cow<'static, str>,
    bad: bool,
    offer: Option<Offer>,
}

/// Something that can be done about it: a form of one button.
#[derive(Clone)]
pub struct Offer {
    pub label: &'static str,
    /// Where it is sent without JavaScript, and with what.
    pub action: &'static str,
    pub fields: Vec<(&'static str, String)>,
    /// What is done instead where the page is alive.
    pub run: Option<Arc<dyn Fn() + Send + Sync>>,
}

/// Shows toasts, from any page.
#[derive(Clone, Copy)]
pub struct Toaster {
    toasts: RwSignal<Vec<Toast>>,
    last_id: RwSignal<u32>,
}

impl Toaster {
    /// Gives the toaster to all pages. What the server has to say is its first toast.
    pub fn provide(visitor: Visitor) {
        let toaster = Self { toasts: RwSignal::new(Vec::new()), last_id: RwSignal::new(0) };
        if let Some((text, offer)) = first_words(visitor) {
            let stays = offer.is_some();
            let id = toaster.add(text, false, offer);
            if !stays {
                when_mounted(move || toaster.expire(id, STAY));
            }
        }
        provide_context(toaster);
    }

    /// The toaster of this page.
    pub fn here() -> Self {
        expect_context()
    }

    pub fn good(self, text: impl Into<Cow<'static, str>>) {
        let id = self.add(text.into(), false, None);
        self.expire(id, STAY);
    }

    /// It went well, and can be undone, say: stays until it is dismissed, so that nobody has to hurry.
    pub fn offer(self, text: String, offer: Offer) {
        self.add(text.into(), false, Some(offer));
    }

    pub fn bad(self, text: impl Into<Cow<'static, str>>) {
        let id = self.add(text.into(), true, None);
        self.expire(id, STAY);
    }

    fn add(self, text: Cow<'static, str>, bad: bool, offer: Option<Offer>) -> u32 {
        let id = self.last_id.get_untracked() + 1;
        self.last_id.set(id);
        self.toasts.update(|toasts| {
            toasts.push(Toast { id, text, bad, offer });
            let mut too_many = toasts.iter().filter(|toast| toast.offer.is_none()).count().saturating_sub(MOST);
            toasts.retain(|toast| {
                let goes = toast.offer.is_none() && too_many > 0;
                too_many -= usize::from(goes);
                !goes
            });
        });
        id
    }

    /// Takes it away after a while, but not while it is held.
    fn expire(self, id: u32, stay: Duration) {
        let over = move || {
            let toast = element::<Element>(&element_id(id));
            let held = toast.is_some_and(|toast| toast.matches(":hover, :focus-within") == Ok(true));
            if held {
                self.expire(id, LONGER);
            } else {
                self.dismiss(id);
            }
        };
        set_timeout(over, stay);
    }

    fn dismiss(self, id: u32) {
        self.toasts.update(|toasts| toasts.retain(|toast| toast.id != id));
    }
}

/// What a form that was sent without JavaScript has to say.
fn first_words(visitor: Visitor) -> Option<(Cow<'static, str>, Option<Offer>)> {
    if let Some(notice) = visitor.notice() {
        return Some((notice.text().into(), None));
    }
    let report = visitor.report()?;
    let back = use_context::<RequestUrl>().map(|url| path_of(url.as_ref()).to_owned()).unwrap_or_default();
    let undo = (report.changed > 0).then(|| Offer {
        label: "Undo",
        action: "/actions/users/undo",
        fields: vec![("bulk_id", report.bulk_id.to_string()), ("back", back)],
        run: None,
    });
    Some((words::changed(&report).into(), undo))
}

/// The path of an address, with its query. (A parser of addresses would be a third of what a browser loads.)
fn path_of(address: &str) -> &str {
    match address.split_once("://") {
        Some((_, rest)) if !address.starts_with('/') => rest.find('/').map_or("/", |at| &rest[at..]),
        _ => address,
    }
}

/// The corner where they appear, one for all pages. There from the start, so that screen readers listen to it.
/// Without JavaScript they stay.
#[component]
pub fn Toasts() -> impl IntoView {
    let toaster = Toaster::here();
    let hydrated = Visitor::here().hydrated;
    view! {
        <div {..attributes(&[("class", "toasts"), ("role", "status")])}>
            {move || {
                let toasts = toaster.toasts.get().into_iter();
                toasts.map(|toast| shown(toaster, toast, hydrated)).collect::<Vec<_>>().into_any()
            }}
        </div>
    }
}

fn shown(toaster: Toaster, toast: Toast, hydrated: RwSignal<bool>) -> AnyView {
    let Toast { id, text, bad, offer } = toast;
    let (class, shape) = match bad {
        true => ("toast toast-bad", Shape::Alert),
        false => ("toast", Shape::Good),
    };
    view! {
        <div class=class id=element_id(id)>
            <Icon shape/>
            <p>{text.into_owned()}</p>
            {offer.map_or_else(|| ().into_any(), |offer| offered(toaster, id, offer))}
            {move || match hydrated.get() {
                true => dismiss_button(toaster, id),
                false => ().into_any(),
            }}
        </div>
    }
    .into_any()
}

fn offered(toaster: Toaster, id: u32, offer: Offer) -> AnyView {
    let Offer { label, action, fields, run } = offer;
    let fields =
        fields.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> }.into_any());
    let submit = move |event: SubmitEvent| {
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
    view! {
        <button {..attributes(&[("type", "button"), ("aria-label", "Dismiss")])} on:click=handler(move |_| toaster.dismiss(id))>
            <SmallIcon shape=Shape::Cross/>
        </button>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::path_of;

    #[test]
    fn the_path_of_an_address_is_what_follows_its_host() {
        assert_eq!(path_of("http://localhost:3000/users?q=a//b"), "/users?q=a//b");
        assert_eq!(path_of("http://localhost:3000"), "/");
        assert_eq!(path_of("/users?q=http://x/y"), "/users?q=http://x/y");
    }
}
