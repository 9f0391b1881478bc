//! The fields of a definition: their inputs in a form, and what is set in words; and the cards of such pages.

use super::say;
use crate::language::Message;
use crate::shared::Notice;
use crate::shared::fields::input::{Defined, Field as FieldOf, Input, NONE, When};
use crate::ui::browser::attributes;
use crate::ui::components::choice::label_of;
use crate::ui::components::dialog::Confirmation;
use crate::ui::components::form_parts::hidden_inputs;
use crate::ui::components::list_parts::Opener;
use crate::ui::components::{
    Field, FormAlert, PostForm, Question, Shape, SmallIcon, TextArea, Tone, alert, card, choice_group, danger_card,
    submit_button, write_disclosure,
};
use crate::ui::form::spec::Spec;
use crate::ui::{FormState, Markup, Reply, Submit, html, write_lines, write_markup};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use std::sync::Arc;

/// The parts of a form, with these values unless a rejected submission had others.
pub struct Parts<'a, V: Defined> {
    pub form: FormState,
    pub specs: &'static [(&'static FieldOf<V>, Spec)],
    pub values: &'a V,
    /// The kind, for which nothing of another kind is shown; empty if there are no kinds. None: of a new one that begins with the
    /// defaults of what can be set later.
    pub kind: Option<&'a str>,
    /// Whether each part can be saved.
    pub saves: bool,
    /// What follows the field with this name.
    pub after: &'a dyn Fn(&str) -> Option<AnyView>,
}

impl<V: Defined> Parts<'_, V> {
    /// The fields of a part.
    fn fields(&self, part: &str) -> Vec<&'static (&'static FieldOf<V>, Spec)> {
        let is_shown = |field: &FieldOf<V>| match self.kind {
            None => !matches!(field.when, When::Later(_)),
            Some(kind) => field.when.is_for(kind),
        };
        self.specs.iter().filter(|(field, _)| field.part == part && is_shown(field)).collect()
    }

    /// The inputs of a part.
    pub fn inputs(&self, part: &str) -> Vec<AnyView> {
        let mut inputs = Vec::new();
        for (field, spec) in self.fields(part) {
            inputs.push(input(self.form, spec, field.input, (field.texts)(self.values)));
            inputs.extend((self.after)(field.name));
        }
        inputs
    }

    /// A part that is folded, with what is set in words. It is open if something in it is wrong.
    pub fn fold(&self, part: &str, heading: &'static str, is_open: bool) -> Option<AnyView> {
        let own = self.fields(part);
        let set = own.iter().map(|(field, _)| words(field.input, (field.texts)(self.values)).join(", "));
        let set = set.filter(|words| !words.is_empty()).collect::<Vec<_>>().join(" \u{b7} ");
        let is_wrong = self.form.error.with_untracked(|error| {
            error.as_ref().is_some_and(|error| own.iter().any(|(field, _)| error.of_field(field.name).is_some()))
        });
        let mut state = vec![("class", "fold")];
        state.extend((is_open || is_wrong).then_some(("open", "")));
        let save = self.saves.then(|| {
            let button = submit_button(self.form, [say::save_changes(), say::saving()], "btn btn-primary");
            view! { <div class="card-foot">{button}</div> }
        });
        let summary = summary_html(heading, &set);
        (!own.is_empty()).then(|| {
            view! {
                <details {..attributes(&state)}>
                    <summary inner_html=summary></summary>
                    <div class="fold-body fields">{self.inputs(part)}</div>
                    {save}
                </details>
            }
            .into_any()
        })
    }
}

/// The line of a fold: its heading, and what is set at present.
fn summary_html(heading: &str, now: &str) -> String {
    html(|out| {
        write_markup!(out; "<b>" (heading) "</b><span>" (now) "</span>");
        Shape::DOWN.write(out, "icon icon-small");
    })
}

/// A fold that is written as HTML.
pub fn write_fold(out: &mut Markup, heading: &str, now: &str, is_open: bool, content: impl FnOnce(&mut Markup)) {
    out.add(if is_open { "<details class=\"fold\" open><summary>" } else { "<details class=\"fold\"><summary>" });
    out.written(&summary_html(heading, now));
    out.add("</summary><div class=\"fold-body\">");
    content(out);
    out.add("</div></details>");
}

/// A plain form whose parts are folded. `hidden`: names and values.
pub fn folded_form(
    form: FormState,
    action: &'static str,
    hidden: Vec<(&'static str, String)>,
    parts: Vec<AnyView>,
) -> AnyView {
    let submit: Submit = Arc::new(|_: SubmitEvent| ());
    view! {
        <PostForm action class="card" submit>
            {hidden_inputs(hidden)}
            <div class="fold-head">
                <FormAlert form/>
            </div>
            {parts}
        </PostForm>
    }
    .into_any()
}

fn input(form: FormState, spec: &'static Spec, input: Input, texts: Vec<String>) -> AnyView {
    let (name, label) = (spec.name, (spec.label)());
    match input {
        Input::Text(_, hint)
        | Input::Word(_, hint)
        | Input::Number(_, hint)
        | Input::Url(_, hint)
        | Input::Account(_, hint) => text(form, spec, texts.concat(), hint()),
        Input::Lines(_, hint) => {
            let (field, value, hint) = (form.field(spec), texts.join("\n"), hint());
            view! { <TextArea form field value hint/> }.into_any()
        }
        Input::Flag(choice, _) => {
            let is_on = form.typed(name).map_or(!texts.is_empty(), |typed| !typed.is_empty());
            noted(form, name, choice_group("checkbox", label, name, &choice(), &|_: &str| is_on))
        }
        Input::One(choices) | Input::AtMostOne(choices) => {
            let chosen = form.chosen(name, texts.first().map_or(NONE, String::as_str));
            noted(form, name, choice_group("radio", label, name, &choices(), &|value: &str| value == chosen))
        }
        Input::Many(in_form, choices) => {
            let typed = form.typed(name);
            let chosen = typed.map_or(texts, |typed| typed.split(' ').map(str::to_owned).collect());
            let is_chosen = |value: &str| chosen.iter().any(|one| one == value);
            noted(form, name, choice_group("checkbox", label, in_form, &choices(), &is_chosen))
        }
    }
}

/// Choices, and below them why what was chosen has been refused.
fn noted(form: FormState, name: &str, choices: AnyView) -> AnyView {
    let problem = form.error.with_untracked(|error| Some(error.as_ref()?.of_field(name)?.message.say()));
    let Some(problem) = problem else { return choices };
    view! {
        <div class="field">
            {choices}
            <div class="note">
                <p class="error">
                    <SmallIcon shape=Shape::ALERT/>
                    <span>{problem}</span>
                </p>
            </div>
        </div>
    }
    .into_any()
}

/// A text field.
pub fn text(form: FormState, spec: &'static Spec, value: String, hint: &'static str) -> AnyView {
    let field = form.field(spec);
    view! { <Field form field value hint/> }.into_any()
}

/// What is set, with the labels of choices.
pub fn words(input: Input, texts: Vec<String>) -> Vec<String> {
    match input {
        Input::Text(..) | Input::Word(..) | Input::Number(..) | Input::Url(..) | Input::Account(..) => texts,
        Input::Lines(..) => texts,
        Input::Flag(_, off) if texts.is_empty() => vec![off().to_owned()],
        Input::AtMostOne(choices) if texts.is_empty() => vec![label_of(&choices(), NONE).to_owned()],
        Input::Flag(choices, _) | Input::One(choices) | Input::AtMostOne(choices) | Input::Many(_, choices) => {
            let all = choices();
            texts.iter().map(|text| label_of(&all, text).to_owned()).collect()
        }
    }
}

/// What is set where the page cannot change it. `title` and `more`: who can. `facts`: the entries of a list in HTML.
pub fn facts_card(title: &'static str, more: &'static str, facts: String) -> AnyView {
    view! {
        {alert(Tone::Info, title, more.into_any())}
        {card(say::details(), view! { <dl class="facts" inner_html=facts></dl> }.into_any())}
    }
    .into_any()
}

/// An entry of such a list.
pub fn write_fact(out: &mut Markup, label: &str, value: &str) {
    write_markup!(out; "<dt>" (label) "</dt><dd class=\"wrap-anywhere\">" (value) "</dd>");
}

/// The end of a row: what an administrator should change, and badges.
pub fn write_row_end(out: &mut Markup, problems: &[Message], badges: &[Option<&str>]) {
    write_lines(out, problems.iter().map(Message::say));
    out.add("</div>");
    if !problems.is_empty() {
        write_markup!(out; "<span class=\"badge badge-warning\"><i></i>" (say::application_needs_change()) "</span>");
    }
    badges.iter().flatten().for_each(|badge| write_markup!(out; "<span class=\"badge\">" (badge) "</span>"));
}

/// What an administrator should change, above the rest of a page.
pub fn warning(title: &'static str, problems: &[Message]) -> Option<AnyView> {
    let more = problems.iter().map(Message::say).collect::<Vec<_>>().join(" ");
    (!problems.is_empty()).then(|| alert(Tone::Warning, title, more.into_any()))
}

/// A card that deletes what has this title. Below its button, which is the first of the words, the form asks, with and without JavaScript.
pub fn deletion_card(
    form: FormState,
    action: &'static str,
    title: &str,
    [opener, button, about]: [&'static str; 3],
    hidden: &[(&str, &str)],
) -> AnyView {
    let mut out = Markup::default();
    let opener = Opener { label: opener, name: opener, class: "btn-danger-line" };
    write_disclosure(&mut out, &opener, action, |out| {
        for (name, value) in hidden {
            write_markup!(out; "<input type=\"hidden\" name=\"" (name) "\" value=\"" (value) "\">");
        }
        write_markup!(out; "<button class=\"btn btn-danger\" type=\"submit\">" (button) "</button>");
    });
    let html = out.into_html();
    let action = view! {
        <FormAlert form/>
        <div inner_html=html></div>
    };
    danger_card(say::delete_name(title), about.to_owned(), action.into_any())
}

/// The same for something with a name, where a dialog asks. `words`: on the button that opens it, what a deletion means, and on the buttons
/// that keep and delete it. `deleted`: what is said then, and the page to go on with.
pub fn confirmed_deletion(
    form: FormState,
    action: &'static str,
    name: &str,
    [opener, about, keep, confirm]: [&'static str; 4],
    delete: fn(String) -> Reply<()>,
    (notice, page): (Notice, &'static str),
) -> AnyView {
    let (title, hidden) = (say::delete_question(name), vec![("name", name.to_owned())]);
    let question = Question { opener, title, about: about.into(), keep, confirm, action, hidden };
    let title = say::delete_name(name);
    let name = name.to_owned();
    let submit = form.on_submit(move || delete(name.clone()), move |()| form.leave(notice, page));
    let confirmation = view! { <Confirmation form question submit/> };
    danger_card(title, about.to_owned(), confirmation.into_any())
}
