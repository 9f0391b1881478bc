//! `/users/groups`: the groups of users, and a form for a new one.

mod rows;

use crate::{
    actions::groups::{create_group, delete_group, list_groups, update_group},
    shared::{
        forms::{Answer, Form, Notice},
        groups::{CreateGroupRequest, GroupView},
        next::LocalPath,
        page::PageData,
    },
    ui::{
        browser::{Pending, attributes, focus, handler, input, live, live_text, when_mounted},
        client_state::ClientState,
        components::{
            AppLayout, Back, Heading,
            dialog::{self, Dialog},
            form_parts::{Field, FormAlert, PostForm, SubmitButton},
            toasts::Toaster,
        },
        form::{FormState, Reply, spec},
        list_state::FetchedList,
        navigation::{Navigator, login_url},
    },
};
use leptos::{
    ev::{MouseEvent, SubmitEvent},
    prelude::*,
    task::spawn_local,
    wasm_bindgen::JsCast,
    web_sys::Element,
};
use rows::{ABOUT_DELETION, ASK, DELETE, DESCRIPTION, Edited, SAVE, list_html};

const PATH: &str = "/users/groups";

#[component]
pub fn GroupsPage() -> impl IntoView {
    if !ClientState::current().is_signed_in() {
        Navigator::current().redirect(login_url(&LocalPath::or_account(PATH)));
        return ().into_any();
    }
    let list = match use_context() {
        Some(PageData::Groups(list)) => Some(list),
        _ => None,
    };
    let groups = GroupsState::new(list.as_deref());
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
    .into_any()
}

/// The id of the element that holds the list.
const LIST: &str = "groups";

/// The list of groups, and the changes that its rows make.
#[derive(Clone, Copy)]
struct GroupsState {
    list: FetchedList,
    /// Shows errors of rows. It has no fields.
    form: FormState,
    /// The name of the group whose deletion has to be confirmed.
    asked: RwSignal<Option<String>>,
    pending: Pending,
    toaster: Toaster,
}

impl GroupsState {
    /// `groups`: all groups, when the server renders the page.
    fn new(groups: Option<&[GroupView]>) -> Self {
        let form = FormState::new(Form::Groups);
        let rendered = groups.map(|groups| list_html(groups, Edited::of(form).as_ref()));
        let list = FetchedList::new(rendered, move || async move {
            let groups = list_groups().await.map_err(|error| form.reject(error)).ok()?;
            Some(list_html(&groups, None))
        });
        Self { list, form, asked: RwSignal::new(None), pending: Pending::default(), toaster: Toaster::current() }
    }

    /// Confirms a change, and fetches the list again.
    fn changed(self, notice: Notice) {
        self.form.error.try_set(None);
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
            let description = input(&format!("{DESCRIPTION}{name}")).map(|input| input.value()).unwrap_or_default();
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
        if !self.pending.begin() {
            return;
        }
        spawn_local(async move {
            match reply.await {
                Ok(Answer::Accepted(())) => {
                    // The button that has the focus is about to disappear.
                    focus(LIST);
                    self.changed(notice);
                }
                Ok(Answer::Rejected) => {}
                Err(error) => self.form.reject(error),
            }
            self.pending.end();
        });
    }
}

/// The group whose button for deletion was pressed.
fn asked_name(event: &MouseEvent) -> Option<String> {
    let target: Element = event.target()?.dyn_into().ok()?;
    let button = target.closest("summary").ok()??;
    button.id().strip_prefix(ASK).map(str::to_owned)
}

#[component]
fn CreateForm(groups: GroupsState) -> impl IntoView {
    let form = FormState::new(Form::Group);
    let name = form.field(&spec::GROUP_NAME);
    let description = form.field(&spec::GROUP_DESCRIPTION);
    let submit = move |event: SubmitEvent| {
        let send = || {
            let request = CreateGroupRequest { name: name.value().into(), description: description.value().into() };
            Box::pin(create_group(request)) as Reply<_>
        };
        form.submit(&event, send, move |()| {
            form.clear();
            // For the next one.
            focus(spec::GROUP_NAME.id);
            groups.changed(Notice::GroupCreated);
        });
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
    let content = view! {
        <div class="flex flex-wrap justify-end gap-2">
            {dialog::cancel_button(DIALOG, "Keep group")}
            <button class="btn btn-danger" type="button" on:click=handler(|_: MouseEvent| dialog::confirm(DIALOG))>
                "Delete group"
            </button>
        </div>
    };
    let (about, content) = (ABOUT_DELETION.to_owned(), content.into_any());
    view! { <Dialog id=DIALOG title about on_close=Box::new(on_close) content/> }.into_any()
}
