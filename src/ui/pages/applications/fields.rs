//! The fields of an application: of the form that creates one, and of the form that changes one.

use crate::{
    shared::{
        applications::{ApplicationView, Claim, RemoteUser},
        form_bodies::ApplicationForm,
    },
    ui::{
        browser::{attributes, input},
        components::{
            choice::{RadioButton, is_selected, radio_group},
            form_parts::{Field, FormAlert, TextArea},
        },
        form::{FormState, field::FieldState, spec},
    },
};
use leptos::prelude::*;

const ENTRY: &str = "entry";
const NOBODY: &str = "nobody";
const EVERYONE: &str = "everyone";
const GROUPS: &str = "groups";
const ENTRIES: &[RadioButton] = &[
    RadioButton { id: "entry-nobody", value: NOBODY, label: "Nobody", about: "Until you choose another option." },
    RadioButton {
        id: "entry-everyone",
        value: EVERYONE,
        label: "Everyone",
        about: "Everyone who has an account here.",
    },
    RadioButton { id: "entry-members", value: GROUPS, label: "Members of groups", about: "Name the groups below." },
];

const REMOTE_USER: &str = "remote_user";
const REMOTE_USERS: &[RadioButton] = &[
    RadioButton {
        id: "remote-user-username",
        value: "username",
        label: "The username",
        about: "Readable. Users may change theirs, and somebody else can take it then.",
    },
    RadioButton {
        id: "remote-user-id",
        value: "id",
        label: "The id",
        about: "It never changes: for applications that recognize users by this header.",
    },
];

/// A claim on pages.
struct Words {
    /// The id of its checkbox.
    id: &'static str,
    label: &'static str,
    about: &'static str,
}

fn words(claim: Claim) -> Words {
    match claim {
        Claim::Name => Words { id: "claim-name", label: "Name", about: "The name that users have given themselves." },
        Claim::Email => Words { id: "claim-email", label: "Email address", about: "So that it can write to them." },
        Claim::Groups => {
            Words { id: "claim-groups", label: "Groups", about: "All of a user, not only those that may enter." }
        }
    }
}

#[derive(Clone, Copy)]
pub struct ApplicationFields {
    form: FormState,
    /// None for an application that exists: its name cannot be changed.
    name: Option<FieldState>,
    title: FieldState,
    locations: FieldState,
    after_sign_out: FieldState,
    groups: FieldState,
}

impl ApplicationFields {
    pub fn new(form: FormState, is_new: bool) -> Self {
        form.keep(ENTRY, chosen_entry);
        form.keep("claims", || chosen_claims().join(" "));
        form.keep(REMOTE_USER, chosen_remote_user);
        Self {
            form,
            name: is_new.then(|| form.field(&spec::APPLICATION_NAME)),
            title: form.field(&spec::APPLICATION_TITLE),
            locations: form.field(&spec::LOCATIONS),
            after_sign_out: form.field(&spec::AFTER_SIGN_OUT),
            groups: form.field(&spec::ENTRY_GROUPS),
        }
    }

    /// What was typed and chosen.
    pub fn answers(self) -> ApplicationForm {
        ApplicationForm {
            name: self.name.map(FieldState::value).unwrap_or_default(),
            title: self.title.value(),
            locations: self.locations.value(),
            entry: chosen_entry(),
            groups: self.groups.value(),
            claims: chosen_claims(),
            remote_user: chosen_remote_user(),
            after_sign_out: self.after_sign_out.value().into(),
        }
    }

    /// The fields, with the values of `application` unless a rejected submission had others.
    pub fn view(self, application: Option<&ApplicationView>) -> AnyView {
        let form = self.form;
        let name = self.name.map(|field| {
            let hint = "The audience of its tokens, such as journal. It cannot be changed later.";
            view! { <Field form field hint/> }
        });
        let (title, locations, groups) = match application {
            Some(view) => (view.title.clone(), view.locations.join("\n"), view.groups.joined(" ")),
            None => (String::new(), String::new(), String::new()),
        };
        let after_sign_out = application.and_then(|view| view.after_sign_out.clone()).unwrap_or_default();
        let typed_entry = form.typed(ENTRY).filter(|entry| !entry.is_empty());
        let entry = typed_entry.unwrap_or_else(|| application.map_or(NOBODY, entry_of).to_owned());
        let typed_remote_user = form.typed(REMOTE_USER).filter(|value| !value.is_empty());
        let remote_user = application.map_or(RemoteUser::default(), |application| application.remote_user);
        let remote_user = typed_remote_user.unwrap_or_else(|| remote_user.as_str().to_owned());
        view! {
            <div class="fields">
                <FormAlert form/>
                {name}
                <Field form field=self.title value=title hint="What users see. Without one, they see the name."/>
                <TextArea
                    form
                    field=self.locations
                    value=locations
                    hint="An origin, or a path on one: https://journal.example.com/ or https://example.com/shop. The first one is the entrance."
                />
                <Field
                    form
                    field=self.after_sign_out
                    value=after_sign_out
                    hint="Where users arrive, such as https://example.com/goodbye. Without one, they stay at the address of the application."
                />
            </div>
            <div class="grid content-start gap-6">
                {radio_group("Who may enter", ENTRY, ENTRIES, &entry)}
                <Field form field=self.groups value=groups hint="Names with spaces between them."/>
                {claim_choice(form, application)}
                {radio_group("Remote-User", REMOTE_USER, REMOTE_USERS, &remote_user)}
            </div>
        }
        .into_any()
    }
}

/// The value of the selected button.
fn chosen_entry() -> String {
    let chosen = ENTRIES.iter().find(|button| is_selected(button.id));
    chosen.map_or(NOBODY, |button| button.value).to_owned()
}

fn chosen_remote_user() -> String {
    let chosen = REMOTE_USERS.iter().find(|button| is_selected(button.id));
    chosen.map(|button| button.value).unwrap_or_default().to_owned()
}

fn entry_of(application: &ApplicationView) -> &'static str {
    if application.everyone {
        EVERYONE
    } else if application.groups.is_empty() {
        NOBODY
    } else {
        GROUPS
    }
}

/// Checkboxes for what the application learns. A new one learns everything, unless the administrator says otherwise.
fn claim_choice(form: FormState, application: Option<&ApplicationView>) -> AnyView {
    let typed = form.typed("claims");
    let is_chosen = |claim: Claim| match (&typed, application) {
        (Some(typed), _) => typed.split(' ').any(|name| name == claim.as_str()),
        (None, Some(application)) => application.claims.contains(&claim),
        (None, None) => true,
    };
    let checkbox = |claim: Claim| {
        let Words { id, label, about } = words(claim);
        let mut own =
            vec![("class", "box"), ("id", id), ("type", "checkbox"), ("name", "claims[]"), ("value", claim.as_str())];
        if is_chosen(claim) {
            own.push(("checked", ""));
        }
        view! {
            <label class="check">
                <input {..attributes(&own)}/>
                <span>{label} <small>{about}</small></span>
            </label>
        }
        .into_any()
    };
    view! {
        <fieldset class="roles">
            <legend class="label">"What it learns about users, besides id and username"</legend>
            {Claim::ALL.map(checkbox).into_iter().collect::<Vec<_>>()}
        </fieldset>
    }
    .into_any()
}

/// The names of the checked claims.
fn chosen_claims() -> Vec<String> {
    let is_checked = |claim: &Claim| input(words(*claim).id).is_some_and(|checkbox| checkbox.checked());
    Claim::ALL.into_iter().filter(is_checked).map(|claim| claim.as_str().to_owned()).collect()
}
