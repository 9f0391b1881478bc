//! Fields of one's own in forms: their inputs, by section, and what was typed into them. The inputs are written as HTML, with the names
//! `fields[NAME]`, so that a form without JavaScript sends them as well.

use super::PostForm;
use super::drawings::Shape;
use super::form_parts::{FormAlert, hidden_inputs, submit_button};
use crate::language::{current, say};
use crate::shared::own_fields::{FieldValue, PREFIX, StoredValue, choices_of, value_words, words};
use crate::shared::{FieldError, Form, OwnFieldKind, OwnFieldNeed, Sent, SentFields};
use crate::ui::browser::{control, live_option, live_text};
use crate::ui::{FormState, Markup, Reply, Submit, html, write_markup};
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
    let typed = form.typed(&format!("fields[{}]", value.field.name));
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

/// `typed`: what a rejected submission had, where the values of several are separated by spaces.
fn write_input(out: &mut Markup, value: &StoredValue, typed: Option<&str>, is_wrong: bool) {
    let kind = value.field.definition.kind;
    if !value.is_editable {
        return write_fixed(out, value);
    }
    let own = Own { value, typed, is_wrong, id: format!("value-{}", value.field.name) };
    match kind {
        OwnFieldKind::YesNo | OwnFieldKind::Choices => own.write_group(out),
        OwnFieldKind::Choice => own.write_select(out),
        OwnFieldKind::LongText => own.write_text_area(out),
        OwnFieldKind::Text => own.write_line(out, "type=\"text\""),
        OwnFieldKind::Number => own.write_line(out, "type=\"text\" inputmode=\"decimal\""),
        OwnFieldKind::Date => own.write_line(out, "type=\"date\""),
        OwnFieldKind::Url => {
            own.write_line(out, "type=\"text\" inputmode=\"url\" autocapitalize=\"none\" spellcheck=\"false\"")
        }
        OwnFieldKind::Phone => own.write_line(out, "type=\"tel\""),
        OwnFieldKind::Country => {
            own.write_line(out, "type=\"text\" maxlength=\"2\" autocapitalize=\"characters\" spellcheck=\"false\"");
        }
    }
}

/// What somebody sees and may not change.
fn write_fixed(out: &mut Markup, value: &StoredValue) {
    let definition = &value.field.definition;
    let words = value.value.as_ref().map(|value| value_words(definition, value, current())).unwrap_or_default();
    let words = if words.is_empty() { "\u{2013}" } else { words.as_str() };
    write_markup!(out;
        "<span class=\"label\">" (value.field.label(current())) "</span><p class=\"wrap-anywhere\">" (words) "</p>");
}

/// An input that is written.
struct Own<'a> {
    value: &'a StoredValue,
    typed: Option<&'a str>,
    is_wrong: bool,
    id: String,
}

impl Own<'_> {
    fn is_required(&self) -> bool {
        self.value.field.definition.required != OwnFieldNeed::Never
    }

    fn text(&self) -> String {
        let stored = || self.value.value.as_ref().map(|value| value.to_text().into_owned()).unwrap_or_default();
        self.typed.map_or_else(stored, str::to_owned)
    }

    /// The label, and behind it whether the field may be left empty.
    fn write_words(&self, out: &mut Markup) {
        write_markup!(out; (self.value.field.label(current())));
        if !self.is_required() {
            write_markup!(out; "<span class=\"font-normal text-ink-subtle\"> " (say::optional()) "</span>");
        }
    }

    fn write_label(&self, out: &mut Markup) {
        write_markup!(out; "<label class=\"label\" for=\"" (&self.id) "\">");
        self.write_words(out);
        out.add("</label>");
    }

    /// Name, id, and what describes it.
    fn write_attributes(&self, out: &mut Markup) {
        write_markup!(out;
            " class=\"input\" id=\"" (&self.id) "\" name=\"fields[" (self.value.field.name.as_str()) "]\" autocomplete=\"off\"");
        self.write_state(out);
    }

    fn write_state(&self, out: &mut Markup) {
        write_markup!(out; " aria-describedby=\"" (&self.id) "-note\"");
        out.add(if self.is_wrong { " aria-invalid=\"true\"" } else { "" });
        out.add(if self.is_required() { " required" } else { "" });
    }

    fn write_line(&self, out: &mut Markup, attributes: &'static str) {
        self.write_label(out);
        out.add("<input ");
        out.add(attributes);
        self.write_attributes(out);
        write_markup!(out; " value=\"" (&self.text()) "\">");
    }

    fn write_text_area(&self, out: &mut Markup) {
        self.write_label(out);
        out.add("<textarea rows=\"4\"");
        self.write_attributes(out);
        // The parser leaves out a line break that comes first.
        write_markup!(out; ">\n" (&self.text()) "</textarea>");
    }

    fn write_select(&self, out: &mut Markup) {
        let text = self.text();
        self.write_label(out);
        out.add("<div class=\"choice relative\"><select");
        self.write_attributes(out);
        out.add(">");
        let mut all = vec![("", "\u{2013}")];
        let choices = choices_of(&self.value.field.definition, current());
        all.extend(choices.iter().map(|choice| (choice.value, choice.label)));
        // One that is no choice any more is kept.
        if all.iter().all(|(value, _)| *value != text) {
            all.push((text.as_str(), text.as_str()));
        }
        for (value, label) in all {
            write_markup!(out; "<option value=\"" (value) "\"");
            out.add(if value == text { " selected>" } else { ">" });
            write_markup!(out; (label) "</option>");
        }
        out.add("</select>");
        Shape::DOWN.write(out, "icon icon-small");
        out.add("</div>");
    }

    /// Radio buttons of yes and no, or a checkbox for each of several. The first one has the id of the field.
    fn write_group(&self, out: &mut Markup) {
        let is_several = self.value.field.definition.kind == OwnFieldKind::Choices;
        let chosen: Vec<String> = match (self.typed, &self.value.value) {
            (Some(typed), _) => typed.split(' ').map(str::to_owned).collect(),
            (None, Some(FieldValue::Several(items))) => items.clone(),
            (None, Some(value)) => vec![value.to_text().into_owned()],
            (None, None) => vec![String::new()],
        };
        let mut all: Vec<(String, String)> = match is_several {
            true => {
                let choices = choices_of(&self.value.field.definition, current());
                choices.iter().map(|choice| (choice.value.to_owned(), choice.label.to_owned())).collect()
            }
            false => [("true", say::own_field_yes()), ("false", say::own_field_no())]
                .map(|(value, label)| (value.to_owned(), label.to_owned()))
                .into(),
        };
        if !is_several && !self.is_required() {
            all.push((String::new(), say::own_field_not_said().to_owned()));
        }
        // Those that are no choices any more are kept.
        let gone = chosen.iter().filter(|one| !one.is_empty() && all.iter().all(|(value, _)| value != *one));
        let gone: Vec<_> = gone.map(|one| (one.clone(), one.clone())).collect();
        all.extend(gone);
        out.add("<fieldset class=\"roles\"");
        write_markup!(out; " aria-describedby=\"" (&self.id) "-note\"><legend class=\"label\">");
        self.write_words(out);
        out.add("</legend>");
        let name = self.value.field.name.as_str();
        if is_several {
            // Says that none is ticked, where a browser would send nothing.
            write_markup!(out; "<input type=\"hidden\" name=\"fields[" (name) "][]\" value=\"\">");
        }
        for (at, (value, label)) in all.iter().enumerate() {
            let id = if at == 0 { self.id.clone() } else { format!("{}-{at}", self.id) };
            let (kind, list) = if is_several { ("checkbox", "[]") } else { ("radio", "") };
            write_markup!(out;
                "<label class=\"check\"><input class=\"box\" type=\"" (kind) "\" id=\"" (&id) "\" name=\"fields[" (name) "]" (list)
                "\" value=\"" (value) "\"");
            out.add(if self.is_wrong { " aria-invalid=\"true\"" } else { "" });
            out.add(if chosen.contains(value) { " checked" } else { "" });
            write_markup!(out; "><span>" (label) "</span></label>");
        }
        out.add("</fieldset>");
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

/// A plain form that changes what an account has: after it the page is loaded again. `hidden`: whose account it is, and where somebody
/// goes on.
pub fn own_values_form(values: &[StoredValue], hidden: Vec<(&'static str, String)>, button: &'static str) -> AnyView {
    let form = FormState::new(Form::OwnValues);
    let problems = own_problems(form);
    let submit: Submit = Arc::new(|_: SubmitEvent| ());
    let can_save = values.iter().any(|value| value.is_editable);
    let button = can_save.then(|| submit_button(form, [button, say::saving()], "btn btn-primary justify-self-start"));
    view! {
        <PostForm action="/actions/fields/fill" class="fields" submit>
            <FormAlert form/>
            {hidden_inputs(hidden)}
            {own_inputs(form, problems, values)}
            {button}
        </PostForm>
    }
    .into_any()
}
