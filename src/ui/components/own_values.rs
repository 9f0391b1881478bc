//! Fields of one's own in forms: their inputs, by section, and what was typed into them. The inputs are written as HTML, with the names
//! `fields[NAME]`, so that a form without JavaScript sends them as well.

mod inputs;

use super::PostForm;
use super::drawings::Shape;
use super::form_parts::{FormAlert, hidden_inputs, submit_button};
use crate::language::{current, say};
use crate::shared::own_fields::{PREFIX, StoredValue, words};
use crate::shared::{FieldError, Form, Handle, OwnFieldKind, Sent, SentFields};
use crate::ui::browser::{control, live_option, live_text};
use crate::ui::{FormState, JourneyField, Markup, Reply, Submit, html, write_markup};
use inputs::write_input;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::web_sys::FormData;
use std::sync::Arc;

/// The errors of the fields of a form. It begins with those of a submission without JavaScript.
pub type OwnProblems = RwSignal<Vec<FieldError>>;

pub fn own_problems(form: FormState) -> OwnProblems {
    let errors = form.error.with_untracked(|error| error.as_ref().map(|error| of_fields(&error.errors)));
    RwSignal::new(errors.unwrap_or_default())
}

fn of_fields(errors: &[FieldError]) -> Vec<FieldError> {
    errors.iter().filter(|error| error.field.starts_with(PREFIX)).cloned().collect()
}

/// The reply to a form, whose errors of these fields are shown at them.
pub fn watched<T: 'static>(problems: OwnProblems, reply: Reply<T>) -> Reply<T> {
    Box::pin(async move {
        let answer = reply.await;
        let errors = answer.as_ref().err().map(|error| of_fields(&error.errors)).unwrap_or_default();
        // None if the user has left the page.
        if let Some(first) = errors.first().and_then(|error| control(&first_id(&error.field))) {
            // Fails only for an element that cannot be focused.
            _ = first.focus();
        }
        _ = problems.try_set(errors);
        answer
    })
}

/// The id of the input of the field with this name in errors, or of the first one of several.
fn first_id(path: &str) -> String {
    format!("value-{}", path.trim_start_matches(PREFIX))
}

/// The inputs, with a heading above those of a section.
pub fn own_inputs(form: FormState, problems: OwnProblems, values: &[StoredValue]) -> AnyView {
    let section =
        |value: &StoredValue| words(&value.field.definition.section, current()).unwrap_or_default().to_owned();
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
                <legend class="label">{title}</legend>
                {inputs}
            </fieldset>
        }
        .into_any(),
    };
    sections.into_iter().map(shown).collect::<Vec<_>>().into_any()
}

/// An input, and below it what is wrong with it, or the hint.
fn own_input(form: FormState, problems: OwnProblems, value: &StoredValue) -> AnyView {
    let path = format!("{PREFIX}{}", value.field.name);
    let note_id = format!("{}-note", first_id(&path));
    let typed = form.kept(&format!("fields[{}]", value.field.name));
    let is_wrong = problems.with_untracked(|all| all.iter().any(|error| error.field == path));
    let input = html(|out| write_input(out, value, typed.as_deref(), is_wrong || value.problem.is_some()));
    let before = value.problem.as_ref().map(|problem| problem.say());
    let hint = words(&value.field.definition.help, current()).unwrap_or_default().to_owned();
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

fn write_note(out: &mut Markup, problem: Option<&str>, hint: &str) {
    match problem {
        Some(problem) => {
            out.add("<p class=\"error\">");
            Shape::ALERT.write(out, "icon icon-small");
            write_markup!(out; "<span>" (problem) "</span></p>");
        }
        None if hint.is_empty() => {}
        None => write_markup!(out; "<p class=\"hint\">" (hint) "</p>"),
    }
}

/// The fields that a form for a new account asks for. None while they are not there yet.
pub type AskedFields = RwSignal<Option<Vec<StoredValue>>>;

/// Their inputs.
pub fn asked_inputs(form: FormState, problems: OwnProblems, asked: AskedFields) -> AnyView {
    live_option(move || {
        asked.with(|asked| {
            let asked = asked.as_ref().filter(|asked| !asked.is_empty())?;
            Some(untrack(|| own_inputs(form, problems, asked)))
        })
    })
}

/// What was typed into them, in the form that has the control with this id.
pub fn typed_into(asked: AskedFields, id: &str) -> SentFields {
    asked.with_untracked(|asked| asked.as_ref().map(|asked| typed_near(id, asked))).unwrap_or_default()
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
