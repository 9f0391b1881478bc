//! Fields of one's own in forms: their inputs, by section, and what was typed into them. The inputs are written as HTML, with the names
//! `fields[NAME]`, so that a form without JavaScript sends them as well. So is the box with terms that forms for new accounts have.

mod inputs;
mod terms_box;

pub use terms_box::{accepted_terms, asked_box, terms_box};

use super::PostForm;
use super::drawings::Shape;
use super::form_parts::{FormAlert, hidden_inputs, submit_button};
use crate::language::say;
use crate::shared::own_fields::{AskedOfNew, PREFIX, StoredValue};
use crate::shared::terms::ACCEPTED_TERMS;
use crate::shared::{FieldError, Form, Handle, OwnFieldKind, Sent, SentFields};
use crate::ui::browser::{control, live_option, live_text};
use crate::ui::{FormState, JourneyField, Markup, Reply, Submit, html, write_markup};
pub use inputs::{Entry, entry_of, options_of};
use inputs::{usual_hint, write_input, write_words};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::web_sys::FormData;
use std::sync::Arc;

/// The errors of the inputs of a form that are written as HTML. It begins with those of a submission without JavaScript.
pub type OwnProblems = RwSignal<Vec<FieldError>>;

pub fn own_problems(form: FormState) -> OwnProblems {
    let errors = form.error.with_untracked(|error| error.as_ref().map(|error| of_fields(&error.errors)));
    RwSignal::new(errors.unwrap_or_default())
}

fn of_fields(errors: &[FieldError]) -> Vec<FieldError> {
    let is_here = |error: &&FieldError| error.field.starts_with(PREFIX) || error.field == ACCEPTED_TERMS;
    errors.iter().filter(is_here).cloned().collect()
}

/// The reply to a form, whose errors of these inputs are shown at them.
pub fn watched<T: 'static>(problems: OwnProblems, reply: Reply<T>) -> Reply<T> {
    Box::pin(async move {
        let answer = reply.await;
        let errors = answer.as_ref().err().map(|error| of_fields(&error.errors)).unwrap_or_default();
        _ = problems.try_with_untracked(|before| mark(before, "false"));
        mark(&errors, "true");
        // None if the user has left the page.
        let first = errors.first().and_then(|error| control(&first_id(&error.field)));
        // What is wrong describes the input before it gets the focus.
        _ = problems.try_set(errors);
        if let Some(first) = first {
            // Fails only for an element that cannot be focused.
            _ = first.focus();
        }
        answer
    })
}

/// Says of the inputs with these errors whether they are wrong.
fn mark(errors: &[FieldError], is_wrong: &str) {
    for input in errors.iter().filter_map(|error| control(&first_id(&error.field))) {
        // Fails only for a name that is not valid.
        _ = input.set_attribute("aria-invalid", is_wrong);
    }
}

/// The id of the input with this name in errors, or of the first one of several.
fn first_id(path: &str) -> String {
    format!("value-{}", path.trim_start_matches(PREFIX))
}

/// The inputs, with a heading above those of a section.
pub fn own_inputs(form: FormState, problems: OwnProblems, values: &[StoredValue]) -> AnyView {
    let section = |value: &StoredValue| html(|out| write_words(out, &value.field.definition.section, ""));
    let mut sections: Vec<(String, Vec<AnyView>)> = Vec::new();
    for value in values {
        let (title, input) = (section(value), own_input(form, problems, value));
        match sections.iter_mut().find(|(other, _)| *other == title) {
            Some((_, inputs)) => inputs.push(input),
            None => sections.push((title, vec![input])),
        }
    }
    let shown = |(title, inputs): (String, Vec<AnyView>)| match title.is_empty() {
        true => inputs.into_any(),
        false => view! {
            <fieldset class="fields">
                <legend class="label" inner_html=title></legend>
                {inputs}
            </fieldset>
        }
        .into_any(),
    };
    sections.into_iter().map(shown).collect::<Vec<_>>().into_any()
}

fn own_input(form: FormState, problems: OwnProblems, value: &StoredValue) -> AnyView {
    let path = value.field.name.path();
    let typed = form.kept(&format!("fields[{}]", value.field.name));
    let is_wrong = has_problem(problems, &path);
    // A value that fits no longer. Nobody has done anything wrong yet where there is none.
    let before = value.problem.as_ref().filter(|_| value.value.is_some()).map(|problem| problem.say());
    let input = html(|out| write_input(out, value, typed.as_deref(), is_wrong || before.is_some()));
    let hint = html(|out| write_words(out, &value.field.definition.help, usual_hint(value.field.definition.kind)));
    noted(problems, path, input, before, hint)
}

fn has_problem(problems: OwnProblems, path: &str) -> bool {
    problems.with_untracked(|all| all.iter().any(|error| error.field == path))
}

/// An input, and below it what is wrong with it, or the hint. `path`: its name in errors. `before`: what was wrong before it was sent. `hint`: as HTML.
fn noted(problems: OwnProblems, path: String, input: String, before: Option<String>, hint: String) -> AnyView {
    let note_id = format!("{}-note", first_id(&path));
    let note = live_text(move || {
        let problem =
            problems.with(|all| all.iter().find(|error| error.field == path).map(|error| error.message.say()));
        html(|out| write_note(out, problem.as_deref().or(before.as_deref()), &hint))
    });
    view! {
        <div class="field">
            <div class="contents" inner_html=input></div>
            <div class="note" id=note_id inner_html=note></div>
        </div>
    }
    .into_any()
}

/// `hint`: as HTML.
fn write_note(out: &mut Markup, problem: Option<&str>, hint: &str) {
    match problem {
        Some(problem) => {
            out.add("<p class=\"error\">");
            Shape::ALERT.write(out, "icon icon-small");
            write_markup!(out; "<span>" (problem) "</span></p>");
        }
        None if hint.is_empty() => {}
        None => {
            out.add("<p class=\"hint\">");
            out.written(hint);
            out.add("</p>");
        }
    }
}

/// What a form for a new account asks for. None while it is not there yet.
pub type Asked = RwSignal<Option<AskedOfNew>>;

/// The inputs of its fields.
pub fn asked_inputs(form: FormState, problems: OwnProblems, asked: Asked) -> AnyView {
    live_option(move || {
        asked.with(|asked| {
            let asked = asked.as_ref().filter(|asked| !asked.fields.is_empty())?;
            Some(untrack(|| own_inputs(form, problems, &asked.fields)))
        })
    })
}

/// What was typed into them, in the form that has the control with this id.
pub fn typed_into(asked: Asked, id: &str) -> SentFields {
    asked.with_untracked(|asked| asked.as_ref().map(|asked| typed_near(id, &asked.fields))).unwrap_or_default()
}

/// What is in the inputs of the form that has the control with this id; nothing if the user has left its page.
fn typed_near(id: &str, values: &[StoredValue]) -> SentFields {
    let form = control(id).and_then(|control| control.form());
    let Some(data) = form.and_then(|form| FormData::new_with_form(&form).ok()) else { return SentFields::default() };
    let texts = |name: &str| data.get_all(name).iter().filter_map(|text| text.as_string()).collect::<Vec<_>>();
    let sent = values.iter().filter(|value| value.is_editable).map(|value| {
        let name = value.field.name.to_string();
        let sent = match value.field.definition.kind {
            OwnFieldKind::Choices => Sent::List(texts(&format!("fields[{name}][]"))),
            _ => Sent::Text(texts(&format!("fields[{name}]")).concat()),
        };
        (name, sent)
    });
    sent.collect()
}

/// A plain form that changes what an account has: after it the page is loaded again. `hidden`: whose account it is, or that the fields
/// were asked for. `next`: where somebody goes on then.
pub fn own_values_form(
    values: &[StoredValue],
    hidden: Vec<(&'static str, String)>,
    next: Option<Handle>,
    button: &'static str,
) -> AnyView {
    let form = FormState::new(Form::OwnValues);
    let problems = own_problems(form);
    let inputs = own_inputs(form, problems, values);
    let submit: Submit = Arc::new(|_: SubmitEvent| ());
    let can_save = values.iter().any(|value| value.is_editable);
    let button = can_save.then(|| submit_button(form, [button, say::saving()], "btn btn-primary justify-self-start"));
    view! {
        <PostForm action="/actions/fields/fill" class="fields" submit>
            <FormAlert form/>
            {hidden_inputs(hidden)}
            {next.map(|next| view! { <JourneyField next/> })}
            {inputs}
            {button}
        </PostForm>
    }
    .into_any()
}
