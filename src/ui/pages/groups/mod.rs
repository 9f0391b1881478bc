//! `/users/groups`: the groups of users, and a form for a new one.

mod rows;

use crate::actions::groups::{create_group, delete_group, list_groups, update_group};
use crate::shared::forms::{Form, Notice};
use crate::shared::groups::CreateGroupRequest;
use crate::ui::browser::{Reply, attributes, focus, handler, live, live_text, value_of, when_mounted};
use crate::ui::components::dialog::{self, Dialog};
use crate::ui::components::form_parts::{Field, FormAlert, PostForm, SubmitButton};
use crate::ui::components::list_parts::Edited;
use crate::ui::components::toasts::Toaster;
use crate::ui::components::{AppLayout, Back, Heading};
use crate::ui::embedded::page_data;
use crate::ui::fetched_list::FetchedList;
use crate::ui::form::{FormState, spec};
use leptos::ev::{MouseEvent, SubmitEvent};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::Element;
use rows::{ABOUT_DELETION, DELETE, DESCRIPTION, SAVE, list_html};

#[component]
pub fn GroupsPage() -> impl IntoView {
    let groups = GroupsState::new();
    view! {
        <AppLayout>
            <Back to="/users" label="Users"/>
            <Heading text="Groups"/>
            <p class="mt-2 max-w-136 text-ink-muted">
                "Groups decide which applications a user may enter. Add a user to a group on the user's page."
            </p>
            <div class="mt-7 grid max-w-192 gap-6">
                <div class="card">
                    <div class="facts-card">
                        <FormAlert form=groups.form/>
                        <div
                            {..attributes(&[("id", LIST), ("tabindex", "-1")])}
                            inner_html=live_text(move || groups.list.html.get())
                            on:click=handler(move |event: MouseEvent| groups.on_click(&event))
                            on:submit=handler(move |event: SubmitEvent| groups.on_submit(&event))
                        ></div>
                    </div>
                </div>
                <CreateForm groups/>
            </div>
            {deletion(groups)}
        </AppLayout>
    }
}

/// The id of the element that holds the list.
const LIST: &str = "groups";

/// The list of groups, and the changes that its rows make.
#[derive(Clone, Copy)]
struct GroupsState {
    list: FetchedList,
    /// Sends the changes of rows, and shows errors. It has no fields.
    form: FormState,
    /// The name of the group whose deletion has to be confirmed.
    asked: RwSignal<Option<String>>,
    toaster: Toaster,
}

impl GroupsState {
    fn new() -> Self {
        let form = FormState::new(Form::Groups);
        let edited = Edited::of(form, "name", "description");
        let rendered = page_data!(Groups).map(|groups| list_html(&groups, edited.as_ref()));
        let failed = move |error| form.reject(error);
        let list = FetchedList::new(rendered, failed, || async { Ok(list_html(&list_groups().await?, None)) });
        Self { list, form, asked: RwSignal::new(None), toaster: Toaster::current() }
    }

    /// Confirms a change, and fetches the list again.
    fn changed(self, notice: Notice) {
        // Also the message about a draft: the new list has no form with what was typed.
        self.form.clear();
        self.toaster.good(notice.text());
        self.list.fetch();
    }

    /// Asks in a dialog, in place of the part of the row that asks without JavaScript.
    fn on_click(self, event: &MouseEvent) {
        if let Some(name) = asked_name(event) {
            event.prevent_default();
            self.asked.set(Some(name));
        }
    }

    /// Handles the submit event of a row's form.
    fn on_submit(self, event: &SubmitEvent) {
        // If the button cannot be read, the browser sends the form as it does without JavaScript.
        let Some(button) = event.submitter().map(|button| button.id()) else {
            return;
        };
        if let Some(name) = button.strip_prefix(SAVE) {
            event.prevent_default();
            let description = value_of(&format!("{DESCRIPTION}{name}"));
            let group = CreateGroupRequest { name: name.into(), description: description.into() };
            self.send(Box::pin(update_group(group)), Notice::ChangesSaved);
        } else if let Some(name) = button.strip_prefix(DELETE) {
            // The question was opened before hydration.
            event.prevent_default();
            self.delete(name.to_owned());
        }
    }

    fn delete(self, name: String) {
        self.send(Box::pin(delete_group(name)), Notice::GroupDeleted);
    }

    fn send(self, reply: Reply<()>, notice: Notice) {
        self.form.send(reply, move |()| {
            // The button that has the focus is about to disappear.
            focus(LIST);
            self.changed(notice);
        });
    }
}

/// The group whose form for the deletion would open.
fn asked_name(event: &MouseEvent) -> Option<String> {
    let target: Element = event.target()?.dyn_into().ok()?;
    let form = target.closest("summary").ok()??.next_element_sibling()?;
    let button = form.query_selector("button").ok()??;
    button.id().strip_prefix(DELETE).map(str::to_owned)
}

#[component]
fn CreateForm(groups: GroupsState) -> impl IntoView {
    let form = FormState::new(Form::Group);
    let name = form.field(&spec::GROUP_NAME);
    let description = form.field(&spec::GROUP_DESCRIPTION);
    let submit = move |event: SubmitEvent| {
        let group = || CreateGroupRequest { name: name.value().into(), description: description.value().into() };
        let accepted = move |()| {
            form.clear();
            // For the next one.
            focus(spec::GROUP_NAME.id);
            groups.changed(Notice::GroupCreated);
        };
        form.submit(&event, || Box::pin(create_group(group())), accepted);
    };
    view! {
        <PostForm action="/actions/groups/create" class="card" submit=handler(submit)>
            <div class="card-body">
                <h2>"New group"</h2>
                <div class="fields">
                    <FormAlert form/>
                    <Field form field=name/>
                    <Field form field=description/>
                </div>
            </div>
            <div class="card-foot">
                <span>"The name cannot be changed later."</span>
                <SubmitButton form label="Create group" busy="Creating…" class="btn btn-primary"/>
            </div>
        </PostForm>
    }
}

const DIALOG: &str = "group-deletion";

/// The dialog that confirms the deletion of a group. Without JavaScript the row of the group asks.
fn deletion(groups: GroupsState) -> AnyView {
    live(move || match groups.asked.get() {
        Some(name) => question(groups, name),
        None => ().into_any(),
    })
}

fn question(groups: GroupsState, name: String) -> AnyView {
    let title = format!("Delete {name}?");
    let on_close = move |confirmed| {
        // Removes the dialog.
        groups.asked.try_set(None);
        if confirmed {
            groups.delete(name.clone());
        }
    };
    when_mounted(|| dialog::open(DIALOG));
    let content = dialog::buttons(DIALOG, "Keep group", "Delete group", "btn btn-danger");
    let about = ABOUT_DELETION.to_owned();
    view! { <Dialog id=DIALOG title about on_close=Box::new(on_close) content/> }.into_any()
}
