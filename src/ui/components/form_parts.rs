//! Parts of a form: its element, its error summary, its fields with label and hint, and its submit button. Choices and
//! passwords have modules of their own.

use super::choice::options_html;
use super::drawings::{Shape, SmallIcon};
use super::{Tone, alert};
use crate::language::say;
use crate::shared::fields::profile::{FIELDS, Profile, ProfileField};
use crate::shared::{AppError, FieldError};
use crate::ui::browser::{attributes, handler};
use crate::ui::form::field::FieldState;
use crate::ui::form::spec::{Need, Spec};
use crate::ui::{ClientState, FormState, Markup, Submit, live_attribute, live_flag, live_option, words};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

/// A POST form that works with and without JavaScript.
#[component]
pub fn PostForm(
    /// The address that the form is sent to without JavaScript.
    action: &'static str,
    class: &'static str,
    /// Sends it with JavaScript.
    submit: Submit,
    children: Children,
) -> impl IntoView {
    // `novalidate`: the page shows its own error messages instead of the browser's.
    let own = [("method", "post"), ("action", action), ("class", class), ("novalidate", "")];
    view! {
        <form {..attributes(&own)} on:submit=move |event: SubmitEvent| submit(event)>
            {children()}
        </form>
    }
}

/// What a form sends without showing it: names and values.
pub fn hidden_inputs(list: Vec<(&'static str, String)>) -> Vec<AnyView> {
    list.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> }.into_any()).collect()
}

/// The form of a page, in one column: its error, its fields, and a large button with these words, of which the other are there while it is
/// sent.
#[component]
pub fn PageForm(
    form: FormState,
    action: &'static str,
    #[prop(default = "fields")] class: &'static str,
    words: [&'static str; 2],
    #[prop(default = "btn btn-primary btn-large")] button: &'static str,
    submit: Submit,
    children: Children,
) -> impl IntoView {
    view! {
        <PostForm action class submit>
            <FormAlert form/>
            {children()}
            {submit_button(form, words, button)}
        </PostForm>
    }
}

/// The error summary above the fields. Shows why the form as a whole was rejected. Errors of fields are listed if the form was
/// sent without JavaScript, or if there are many; with JavaScript the first invalid field gets the focus as well.
#[component]
pub fn FormAlert(form: FormState) -> impl IntoView {
    live_option(move || {
        form.error.with(|error| match error {
            Some(error) => Some(explanation(form, error)),
            None => form.has_draft().then(|| restored(form)),
        })
    })
}

/// A text field.
#[component]
pub fn Field(
    form: FormState,
    field: FieldState,
    /// The initial value, unless a rejected submission had another.
    #[prop(optional, into)]
    value: String,
    /// Takes the place of what was sent in that submission.
    #[prop(optional_no_strip)]
    instead: Option<String>,
    /// Shown below the input while it has no error.
    #[prop(optional)]
    hint: &'static str,
) -> impl IntoView {
    let spec = field.spec;
    view! {
        <div class="field">
            <Label field/>
            <input
                value=instead.or_else(|| form.kept(spec.name)).unwrap_or(value)
                on:input=handler(move |_| field.on_input())
                on:blur=handler(move |_| field.on_blur())
                {..field.attributes()}
            />
            <Note field hint=Box::new(move || hint.to_owned())/>
        </div>
    }
}

/// The fields of a profile, with their initial values.
#[component]
pub fn ProfileInputs(
    form: FormState,
    fields: Profile<FieldState>,
    #[prop(optional)] values: Profile<Option<String>>,
) -> impl IntoView {
    let input = |((described, field), value): ((&ProfileField, FieldState), Option<String>)| {
        let value = value.unwrap_or_default();
        match described.choices {
            None => view! { <Field form field value/> }.into_any(),
            Some(choices) => select(form, field, &choices(), value),
        }
    };
    FIELDS.each_ref().zip(fields).zip(values).into_values().map(input).collect::<Vec<_>>()
}

/// A select. `value`: the initial one, unless a rejected submission had another.
fn select(form: FormState, field: FieldState, choices: &[(&str, &str)], value: String) -> AnyView {
    let spec = field.spec;
    let options = options_html(choices, &form.kept(spec.name).unwrap_or(value));
    view! {
        <div class="field">
            <Label field/>
            <div class="choice relative">
                <select
                    inner_html=options
                    on:input=handler(move |_| field.on_input())
                    {..field.attributes()}
                ></select>
                <SmallIcon shape=Shape::DOWN/>
            </div>
            <Note field hint=Box::new(String::new)/>
        </div>
    }
    .into_any()
}

/// A text field of several lines.
#[component]
pub fn TextArea(
    form: FormState,
    field: FieldState,
    /// The initial value, unless a rejected submission had another.
    value: String,
    /// Shown below while it has no error.
    hint: &'static str,
) -> impl IntoView {
    let spec = field.spec;
    let mut text = Markup::default();
    text.text(&form.kept(spec.name).unwrap_or(value));
    // As HTML: a text node would be followed by a hydration marker (a comment), which a text area shows as text.
    view! {
        <div class="field">
            <Label field/>
            <textarea
                inner_html=text.into_html()
                on:input=handler(move |_| field.on_input())
                on:blur=handler(move |_| field.on_blur())
                {..field.attributes()}
            ></textarea>
            <Note field hint=Box::new(move || hint.to_owned())/>
        </div>
    }
}

/// The submit button. Shows the action, then the progress, or the time until a retry is allowed. Its width never
/// changes, and a second press does nothing.
pub fn submit_button(form: FormState, [label, busy]: [&'static str; 2], class: &'static str) -> AnyView {
    // `aria-disabled`, because a button with `disabled` loses the focus. `FormState::is_ready` ignores further presses.
    view! {
        <button
            class=class
            type="submit"
            {..live_flag("aria-busy", move || form.pending.get())}
            {..live_flag("aria-disabled", move || form.is_blocked())}
        >
            <span class="btn-face" {..live_attribute("data-off", move || form.is_blocked().then_some(""))}>
                {label}
            </span>
            <span class="btn-face" {..live_attribute("data-off", move || (!form.pending.get()).then_some(""))}>
                <span class="spinner"></span>
                {busy}
            </span>
            {live_option(move || {
                let left = Some(form.wait.get()).filter(|left| *left > 0)?;
                let text = say::form_try_again_in(&words::clock(left));
                Some(view! { <span class="btn-face tabular-nums">{text}</span> }.into_any())
            })}
        </button>
    }
    .into_any()
}

/// The label of a field.
#[component]
pub fn Label(field: FieldState) -> impl IntoView {
    let optional = match field.spec.need {
        Need::Never => Some(optional()),
        Need::Always | Need::OnDemand => None,
    };
    view! {
        <label class="label" for=field.spec.id>
            {(field.spec.label)()}
            {optional}
        </label>
    }
}

/// Behind a label.
pub fn optional() -> AnyView {
    let text = format!(" {}", say::optional());
    view! { <span class="font-normal text-ink-subtle">{text}</span> }.into_any()
}

/// The error of `field`, or else its current hint. It describes the input to screen readers.
#[component]
pub fn Note(field: FieldState, hint: Box<dyn Fn() -> String + Send>) -> impl IntoView {
    let signed_in = ClientState::current().is_signed_in();
    view! {
        <div class="note" id=field.spec.note_id()>
            {live_option(move || match field.problem.get() {
                Some(problem) => Some(error(problem, signed_in)),
                None => Some(hint()).filter(|hint| !hint.is_empty()).map(hint_text),
            })}
        </div>
    }
}

fn error(problem: FieldError, signed_in: bool) -> AnyView {
    // On the registration form the user probably has an account. Signed-in users change a profile instead.
    let is_registered = problem.field == "email" && problem.code == "taken" && !signed_in;
    let link = is_registered.then(|| view! { " " <a href="/login">{say::form_sign_in_instead()}</a> });
    view! {
        <p class="error">
            <SmallIcon shape=Shape::ALERT/>
            <span>{problem.message.say()} {link}</span>
        </p>
    }
    .into_any()
}

fn hint_text(hint: String) -> AnyView {
    view! { <p class="hint">{hint}</p> }.into_any()
}

fn explanation(form: FormState, error: &AppError) -> AnyView {
    let invalid = form.invalid_fields(error);
    // With JavaScript only if there are many: `FormState::reject` shows few errors at their fields, without setting `error`.
    if !invalid.is_empty() {
        return summary(&invalid);
    }
    let tone = if error.code.is_wait() { Tone::Warning } else { Tone::Danger };
    let detail = error.detail.say();
    let (title, more) = words::first_sentence(&detail);
    alert(tone, title, more.to_owned().into_any())
}

/// The session had ended before the form was saved, and the user has signed in again.
fn restored(form: FormState) -> AnyView {
    let more = if form.has_file() { say::form_file_lost() } else { say::form_restored_about() };
    alert(Tone::Info, say::form_restored(), more.into_any())
}

/// The number of invalid fields, with a link to each.
fn summary(invalid: &[&Spec]) -> AnyView {
    let last = invalid.len() - 1;
    let link = |(index, spec): (usize, &&Spec)| {
        let after = match index {
            _ if index == last => ".".to_owned(),
            _ if index + 1 == last => format!(" {} ", say::form_and()),
            _ => ", ".to_owned(),
        };
        // `rel=external`: the browser moves the focus to the field; the router would only scroll.
        view! {
            <a href=format!("#{}", spec.id) {..attributes(&[("rel", "external")])}>
                {(spec.label)()}
            </a>
            {after}
        }
        .into_any()
    };
    let links: Vec<_> = invalid.iter().enumerate().map(link).collect();
    alert(Tone::Danger, &say::form_problems(invalid.len() as u64), links.into_any())
}
