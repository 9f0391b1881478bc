//! The form that creates an application, and the one that changes it; for an application of a file, what is set.

use super::conflict::Versions;
use super::fields::ApplicationFields;
use super::settings;
use crate::actions::applications::{create_application, replace_application};
use crate::language::Message;
use crate::shared::{ApplicationForm, ApplicationView, Form, GroupNames, LocalPath, Notice};
use crate::ui::components::submitted_card;
use crate::ui::routes::administrators::definition::{facts_card, write_fact};
use crate::ui::routes::administrators::say;
use crate::ui::{FormState, html};
use leptos::prelude::*;

/// `groups`: the names of all groups, if the server has embedded them.
pub fn create_form(form: FormState, groups: Option<GroupNames>) -> AnyView {
    let fields = ApplicationFields::new(form, true, groups);
    let call = move || create_application(fields.answers());
    let submit = form.on_submit(call, move |application: ApplicationView| {
        form.leave(Notice::ApplicationCreated, LocalPath::application(&application.name).as_str());
    });
    let words = [say::application_new(), say::application_new_about(), say::application_create(), say::creating()];
    let content = fields.view(None, ().into_any());
    submitted_card(form, "/actions/applications/create", words, Vec::new(), submit, content)
}

#[component]
pub fn Details(
    application: ApplicationView,
    /// The names of all groups.
    groups: GroupNames,
    /// The title in the heading of the page.
    title: RwSignal<String>,
    /// The problems above the form.
    problems: RwSignal<Vec<Message>>,
) -> impl IntoView {
    let form = FormState::new(Form::Application);
    let fields = ApplicationFields::new(form, false, Some(groups));
    let versions = Versions::new(form, &application);
    let content = fields.view(Some(&application), versions.view(fields));
    let name = application.name.to_string();
    // For the hidden inputs; `call` keeps the other copy.
    let (value, before) = (name.clone(), application.editable());
    let call = move || {
        replace_application(ApplicationForm { before: versions.before(), name: name.clone(), ..fields.answers() })
    };
    let submit = form.on_submit(call, move |application: ApplicationView| {
        versions.saved(&application);
        form.done(Notice::ChangesSaved);
        title.try_set(application.title);
        problems.try_set(application.problems);
    });
    let words = [say::details(), say::application_save_about(), say::save_changes(), say::saving()];
    let hidden = vec![("before", before), ("name", value)];
    submitted_card(form, "/actions/applications/replace", words, hidden, submit, content)
}

/// What is set for an application that only a file can change.
pub fn facts(application: &ApplicationView) -> AnyView {
    let facts = html(|out| settings().into_iter().for_each(|(label, text)| write_fact(out, label, &text(application))));
    facts_card(say::application_is_of_file(), say::application_change_file(), facts)
}
