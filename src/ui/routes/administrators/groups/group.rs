//! `/users/groups/{name}`: one group: its members, the applications that admit it, its description, and its deletion.

use super::GROUPS;
use super::finder::Finder;
use crate::actions::groups::{delete_group, show_group, update_group};
use crate::shared::bulk::REMOVE_FROM_GROUP;
use crate::shared::directory::DirectoryQuery;
use crate::shared::forms::{Form, Notice};
use crate::shared::groups::{CreateGroupRequest, OF_GROUP};
use crate::shared::next::{LocalPath, with_parameter};
use crate::shared::page::{AdmittingApplication, GroupDetailsView};
use crate::ui::browser::{handler, live_text, when_mounted};
use crate::ui::client_state::ClientState;
use crate::ui::components::dialog::{Confirmation, Question, danger_card};
use crate::ui::components::form_parts::{Field, FormAlert, PostForm, SubmitButton};
use crate::ui::components::toasts::Toaster;
use crate::ui::components::{AppLayout, Back, SubjectHeading};
use crate::ui::embedded::{embedded, page_data};
use crate::ui::form::{FormState, spec};
use crate::ui::list_state::ListState;
use crate::ui::markup::{Markup, write_markup};
use crate::ui::navigation::Navigator;
use crate::ui::routes::administrators::loaded::{Loaded, fetch, shown};
use crate::ui::routes::administrators::say;
use crate::ui::routes::administrators::users::bulk::{Bulk, BulkConfirmation, action_button};
use crate::ui::routes::administrators::users::listing;
use crate::ui::routes::administrators::users::results::Results;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use leptos_router::params::ParamsMap;
use std::sync::Arc;

#[component]
pub fn GroupPage() -> impl IntoView {
    let name = use_params_map().with_untracked(|params| params.get("name").unwrap_or_default());
    let (query, client, navigator) = (use_query_map(), ClientState::current(), Navigator::current());
    let details = embedded(|| page_data!(Group).map(|data| data.details.clone()));
    let is_embedded = details.is_some();
    let loaded: Loaded<GroupDetailsView> = RwSignal::new(details.map(Ok));
    let list_query = query.with_untracked(|query| members_of(&name, query));
    let rendered = page_data!(Group).map(|data| listing::of(&list_query, &data.members, client));
    let list = ListState::new(Arc::new(list_query), rendered);
    let bulk = Bulk::new(list);
    let finder = Finder::new(&name, list, bulk);
    if !is_embedded {
        let name = name.clone();
        when_mounted(move || load(name.clone(), loaded, navigator));
    }
    // Runs after each change of the address. The first run fetches nothing if the server has rendered the list.
    Effect::new(move || list.load(Arc::new(query.with(|query| members_of(&name, query)))));
    view! {
        <AppLayout>
            <Back to=GROUPS label=say::groups()/>
            {shown(loaded, [say::group(), say::group_loading(), say::group_not_loaded()], move |details| {
                content(details, list, bulk, finder)
            })}
        </AppLayout>
    }
}

/// The query in the address of the page.
fn members_of(name: &str, query: &ParamsMap) -> DirectoryQuery {
    DirectoryQuery::at(&format!("{OF_GROUP}{name}"), |parameter| query.get_str(parameter))
}

fn load(name: String, loaded: Loaded<GroupDetailsView>, navigator: Navigator) {
    let page = LocalPath::or_account(&format!("{OF_GROUP}{name}"));
    fetch(loaded, show_group(name), page, navigator);
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
        <div class="mt-10 grid max-w-192 gap-6">
            {admitting}
            <Description name description/>
            {deletion}
        </div>
    }
    .into_any()
}

fn admitting_card(applications: &[AdmittingApplication]) -> AnyView {
    let mut rows = Markup::default();
    for AdmittingApplication { name, title } in applications {
        let page = LocalPath::application(name);
        write_markup!(rows;
            "<li><div><p><a href=\"" (page.as_str()) "\">" (title) "</a></p><small>" (name.as_str()) "</small></div></li>");
    }
    let html = rows.into_list(say::group_applications_none());
    view! {
        <section class="card">
            <div class="facts-card">
                <h2>{say::group_applications()}</h2>
                <div inner_html=html></div>
                <p class="hint">
                    <a class="inline-block py-0.5" href="/applications">{say::group_applications_all()}</a>
                </p>
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn Description(
    /// Of the group.
    name: String,
    /// What the page shows below its heading.
    description: RwSignal<String>,
) -> impl IntoView {
    let toaster = Toaster::current();
    let form = FormState::new(Form::GroupDescription);
    let field = form.field(&spec::GROUP_DESCRIPTION);
    let initial = description.get_untracked();
    // For the hidden input; `submit` keeps the other copy.
    let value = name.clone();
    let submit = move |event: SubmitEvent| {
        let group = || CreateGroupRequest { name: name.as_str().into(), description: field.value().into() };
        let accepted = move |()| {
            toaster.good(Notice::ChangesSaved.text());
            description.try_set(field.value().trim().to_owned());
        };
        form.submit(&event, || Box::pin(update_group(group())), accepted);
    };
    view! {
        <PostForm action="/actions/groups/update" class="card" submit=handler(submit)>
            <input type="hidden" name="name" value=value/>
            <div class="card-body">
                <h2>{say::details()}</h2>
                <div class="fields">
                    <FormAlert form/>
                    <Field form field value=initial/>
                </div>
            </div>
            <div class="card-foot">
                <span>{say::group_details_note()}</span>
                <SubmitButton form label=say::group_save() busy=say::saving() class="btn btn-primary"/>
            </div>
        </PostForm>
    }
}

fn deletion(name: &str) -> AnyView {
    let (form, navigator, toaster) = (FormState::new(Form::DeleteGroup), Navigator::current(), Toaster::current());
    let (title, about) = (say::delete_name(name), say::group_delete_about());
    let question = Question {
        opener: say::group_delete_opener(),
        title: say::delete_question(name),
        about: about.into(),
        keep: say::group_delete_keep(),
        confirm: say::group_delete(),
        action: "/actions/groups/delete",
    };
    // For the hidden input; `submit` keeps the other copy.
    let (value, name) = (name.to_owned(), name.to_owned());
    let inputs = move || view! { <input type="hidden" name="name" value=value.clone()/> }.into_any();
    let submit = move |event: SubmitEvent| {
        let accepted = move |()| {
            toaster.good(Notice::GroupDeleted.text());
            navigator.go(GROUPS);
        };
        form.submit(&event, || Box::pin(delete_group(name.clone())), accepted);
    };
    let confirmation = view! { <Confirmation form question inputs=Box::new(inputs) submit=Arc::new(submit)/> };
    danger_card(title, about.to_owned(), confirmation.into_any())
}
