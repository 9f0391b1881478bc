//! `/users/groups/{name}`: one group: its members, the applications that admit it, its description, and its deletion.

use super::GROUPS;
use super::finder::Finder;
use crate::actions::groups::{delete_group, show_group, update_group};
use crate::shared::bulk::REMOVE_FROM_GROUP;
use crate::shared::groups::OF_GROUP;
use crate::shared::next::with_parameter;
use crate::shared::{
    AdmittingApplication, CreateGroupRequest, DirectoryQuery, Form, GroupDetailsView, LocalPath, Notice,
};
use crate::ui::components::{AppLayout, Field, FormAlert, SubjectHeading, back_to, card, hint_link, submitted_card};
use crate::ui::embedded::embedded;
use crate::ui::list_state::ListState;
use crate::ui::markup::list;
use crate::ui::routes::administrators::definition::confirmed_deletion;
use crate::ui::routes::administrators::loaded::{loaded, shown};
use crate::ui::routes::administrators::say;
use crate::ui::routes::administrators::users::bulk::{Bulk, BulkConfirmation, action_button};
use crate::ui::routes::administrators::users::listing;
use crate::ui::routes::administrators::users::results::Results;
use crate::ui::{ClientState, FormState, Reply, live_text, page_data, spec, write_markup};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use leptos_router::params::ParamsMap;
use std::sync::Arc;

#[component]
pub fn GroupPage() -> impl IntoView {
    let name = use_params_map().with_untracked(|params| params.get("name").unwrap_or_default());
    let (query, client) = (use_query_map(), ClientState::current());
    let details = embedded(|| page_data!(Group).map(|data| data.details.clone()));
    let (page, shown_group) = (LocalPath::or_account(&format!("{OF_GROUP}{name}")), name.clone());
    let loaded = loaded(details, page, move || show_group(shown_group.clone()));
    let list_query = query.with_untracked(|query| members_of(&name, query));
    let rendered = page_data!(Group).map(|data| listing::of(&list_query, &data.members, client));
    let list = ListState::new(Arc::new(list_query), rendered);
    let bulk = Bulk::new(list);
    let finder = Finder::new(&name, list, bulk);
    // Runs after each change of the address. The first run fetches nothing if the server has rendered the list.
    Effect::new(move || list.load(Arc::new(query.with(|query| members_of(&name, query)))));
    let words = [say::group(), say::group_loading(), say::group_not_loaded()];
    view! {
        <AppLayout>
            {back_to(GROUPS, say::groups())}
            {shown(loaded, words, move |details| content(details, list, bulk, finder))}
        </AppLayout>
    }
}

/// The query in the address of the page.
fn members_of(name: &str, query: &ParamsMap) -> DirectoryQuery {
    DirectoryQuery::at(&format!("{OF_GROUP}{name}"), |parameter| query.get_str(parameter))
}

fn content(details: &GroupDetailsView, list: ListState, bulk: Bulk, finder: Finder) -> AnyView {
    let GroupDetailsView { group, applications } = details;
    let (name, description) = (group.name.to_string(), RwSignal::new(group.description.clone()));
    let admitting = admitting_card(applications);
    let deletion = deletion(&name);
    let removal = format!("{REMOVE_FROM_GROUP}:{name}");
    let buttons = move || action_button(removal.clone(), say::remove_from_group(), "btn");
    let filtered = with_parameter("/users", "group", &name);
    view! {
        <SubjectHeading text=name.clone()/>
        <p class="mt-2 max-w-136 wrap-anywhere text-ink-muted">{live_text(move || description.get())}</p>
        <BulkConfirmation bulk/>
        <section class="mt-7" aria-labelledby="members">
            <div class="mb-3 flex flex-wrap items-baseline gap-x-3">
                <h2 class="text-lg" id="members">
                    {say::group_members()}
                </h2>
                <span class="text-lg text-ink-subtle">{live_text(move || list.total.get())}</span>
                <a class="ml-auto text-sm py-0.5" href=filtered>
                    {say::group_members_filter()}
                </a>
            </div>
            {finder.view()}
            <Results list bulk has_all=true buttons=Box::new(buttons)/>
        </section>
        <div class="mt-10 grid max-w-176 gap-6">
            {admitting}
            {description_form(name, description, &group.rule)}
            {deletion}
        </div>
    }
    .into_any()
}

fn admitting_card(applications: &[AdmittingApplication]) -> AnyView {
    let html = list(applications, say::group_applications_none(), |out, AdmittingApplication { name, title }| {
        let page = LocalPath::application(name);
        write_markup!(out;
            "<div><p><a href=\"" (page.as_str()) "\">" (title) "</a></p><small>" (name.as_str()) "</small></div>");
    });
    let content = view! {
        <div inner_html=html></div>
        {hint_link("/applications", say::group_applications_all())}
    };
    card(say::group_applications(), content.into_any())
}

/// `name`, `rule`: of the group. `description`: what the page shows below its heading.
fn description_form(name: String, description: RwSignal<String>, rule: &str) -> AnyView {
    let form = FormState::new(Form::GroupDescription);
    let field = form.field(&spec::GROUP_DESCRIPTION);
    let (members, initial_rule) = (form.field(&spec::GROUP_RULE), rule.to_owned());
    let (initial, hidden) = (description.get_untracked(), vec![("name", name.clone())]);
    let call = move || {
        let (description, rule) = (field.value().into(), members.value().into());
        update_group(CreateGroupRequest { name: name.as_str().into(), description, rule })
    };
    let submit = form.on_submit(call, move |()| {
        form.done(Notice::ChangesSaved);
        description.try_set(field.value().trim().to_owned());
    });
    let words = [say::details(), say::group_details_note(), say::group_save(), say::saving()];
    let fields = view! {
        <div class="fields">
            <FormAlert form/>
            <Field form field value=initial/>
            <Field form field=members value=initial_rule hint=say::group_rule_hint()/>
        </div>
    };
    submitted_card(form, "/actions/groups/update", words, hidden, submit, fields.into_any())
}

fn deletion(name: &str) -> AnyView {
    let words = [say::group_delete_opener(), say::group_delete_about(), say::group_delete_keep(), say::group_delete()];
    let delete = |name: String| -> Reply<()> { Box::pin(delete_group(name)) };
    let (form, deleted) = (FormState::new(Form::DeleteGroup), (Notice::GroupDeleted, GROUPS));
    confirmed_deletion(form, "/actions/groups/delete", name, words, delete, deleted)
}
