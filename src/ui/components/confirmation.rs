//! What cannot be undone is asked for twice: in a dialog that names it, or without JavaScript below the button.

use crate::ui::{
    browser::{attributes, element, handler, live, when_mounted},
    form::FormState,
    visitor::Visitor,
};
use leptos::{
    ev::{Event, MouseEvent},
    prelude::*,
    web_sys::HtmlDialogElement,
};

const DIALOG: &str = "confirmation";
const DIALOG_ATTRIBUTES: [(&str, &str); 4] = [
    ("id", DIALOG),
    ("class", "dialog"),
    ("aria-labelledby", "confirmation-title"),
    ("aria-describedby", "confirmation-about"),
];
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
    let open = || {
        if let Some(dialog) = element::<HtmlDialogElement>(DIALOG) {
            // Fails only when it is open already.
            _ = dialog.show_modal();
        }
    };
    let shut = || {
        if let Some(dialog) = element::<HtmlDialogElement>(DIALOG) {
            dialog.close();
        }
    };
    if form.refusal.with_untracked(Option::is_some) {
        when_mounted(open);
    }
    let Question { opener, title, about, keep } = question;
    let keep = view! {
        <button class="btn btn-secondary" type="button" on:click=handler(move |_: MouseEvent| shut())>
            {keep}
        </button>
    };
    view! {
        <button {..attributes(&OPENER)} on:click=handler(move |_: MouseEvent| open())>
            {opener}
        </button>
        <dialog {..attributes(&DIALOG_ATTRIBUTES)} on:close=handler(move |_: Event| form.clear())>
            <div class="grid gap-5">
                <div>
                    <h2 class="text-lg" id="confirmation-title">
                        {title}
                    </h2>
                    <p class="mt-1.5 text-ink-muted" id="confirmation-about">
                        {about}
                    </p>
                </div>
                {answer(keep.into_any())}
            </div>
        </dialog>
    }
    .into_any()
}
