//! What cannot be undone is asked for twice: in a dialog that names it, or without JavaScript below the button.

use super::dialog::{self, Dialog};
use crate::ui::{
    browser::{attributes, handler, live, when_mounted},
    form::FormState,
    visitor::Visitor,
};
use leptos::{ev::MouseEvent, prelude::*};

const DIALOG: &str = "confirmation";
const OPENER: [(&str, &str); 3] = [("type", "button"), ("class", "btn btn-danger-line"), ("aria-haspopup", "dialog")];

/// The words of the question.
#[derive(Clone)]
pub struct Question {
    /// On the button that asks for it; an ellipsis promises the dialog.
    pub opener: &'static str,
    pub title: String,
    pub about: &'static str,
    /// On the button that leaves things as they are.
    pub keep: &'static str,
}

/// One to a page. `answer` makes the form; it takes the button that leaves things as they are.
#[component]
pub fn Confirmation(
    form: FormState,
    question: Question,
    answer: Box<dyn Fn(AnyView) -> AnyView + Send>,
) -> impl IntoView {
    let hydrated = Visitor::here().hydrated;
    live(move || match hydrated.get() {
        true => dialog(form, question.clone(), &answer),
        false => details(form, question.opener, &answer),
    })
}

/// Shuts the dialog of the page.
pub fn shut() {
    dialog::cancel(DIALOG);
}

/// Without JavaScript: the question opens below.
fn details(form: FormState, opener: &'static str, answer: &dyn Fn(AnyView) -> AnyView) -> AnyView {
    let open: &[_] = if form.refusal.with_untracked(Option::is_some) { &[("open", "")] } else { &[] };
    view! {
        <details class="group open:basis-full" {..attributes(open)}>
            <summary class="btn btn-danger-line group-open:mb-5">{opener}</summary>
            <div class="max-w-form">{answer(().into_any())}</div>
        </details>
    }
    .into_any()
}

/// With JavaScript: the question in a dialog.
fn dialog(form: FormState, question: Question, answer: &dyn Fn(AnyView) -> AnyView) -> AnyView {
    if form.refusal.with_untracked(Option::is_some) {
        when_mounted(|| dialog::open(DIALOG));
    }
    let Question { opener, title, about, keep } = question;
    let content = answer(dialog::cancel_button(DIALOG, keep));
    view! {
        <button {..attributes(&OPENER)} on:click=handler(|_: MouseEvent| dialog::open(DIALOG))>
            {opener}
        </button>
        <Dialog id=DIALOG title about=about.to_owned() answered=Box::new(move |_| form.clear()) content/>
    }
    .into_any()
}
