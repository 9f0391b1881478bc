//! The fields of an application: of the form that creates one, and of the form that changes one.

use super::entry_groups::{self, AllGroups, chosen_groups};
use crate::shared::applications::{ApplicationView, Claim, RemoteUser};
use crate::shared::form_bodies::ApplicationForm;
use crate::shared::groups::GroupNames;
use crate::ui::components::choice::{Choice, choice_group, selected};
use crate::ui::components::form_parts::{Field, FormAlert, TextArea};
use crate::ui::form::field::FieldState;
use crate::ui::form::{FormState, spec};
use leptos::prelude::*;

const ENTRY: &str = "entry";
const NOBODY: &str = "nobody";
const EVERYONE: &str = "everyone";
const GROUPS: &str = "groups";
const ENTRIES: &[Choice] = &[
    Choice { id: "entry-nobody", value: NOBODY, label: "Nobody", about: "Until you choose another option." },
    Choice { id: "entry-everyone", value: EVERYONE, label: "Everyone", about: "Everyone who has an account here." },
    Choice { id: "entry-members", value: GROUPS, label: "Members of groups", about: "Everyone in one of them." },
];

const REMOTE_USER: &str = "remote_user";
const REMOTE_USERS: &[Choice] = &[
    Choice {
        id: "remote-user-username",
        value: "username",
        label: "The username",
        about: "Readable. People may change theirs, and somebody else can take it then.",
    },
    Choice {
        id: "remote-user-id",
        value: "id",
        label: "The id",
        about: "It never changes: for applications that recognize people by this header.",
    },
];

/// The checkbox of a claim.
fn checkbox(claim: Claim) -> Choice {
    let (id, label, about) = match claim {
        Claim::Name => ("claim-name", "Name", "The name that people have given themselves."),
        Claim::Email => ("claim-email", "Email address", "So that it can write to them."),
        Claim::Groups => ("claim-groups", "Groups", "All of a person, not only those that may enter."),
    };
    Choice { id, value: claim.as_str(), label, about }
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
    all_groups: AllGroups,
}

impl ApplicationFields {
    /// `groups`: the names of all groups, if the server has embedded them.
    pub fn new(form: FormState, is_new: bool, groups: Option<GroupNames>) -> Self {
        form.keep(ENTRY, chosen_entry);
        form.keep(entry_groups::NAME, || chosen_groups().join(" "));
        form.keep("claims", || chosen_claims().join(" "));
        form.keep(REMOTE_USER, chosen_remote_user);
        Self {
            form,
            name: is_new.then(|| form.field(&spec::APPLICATION_NAME)),
            title: form.field(&spec::APPLICATION_TITLE),
            locations: form.field(&spec::LOCATIONS),
            after_sign_out: form.field(&spec::AFTER_SIGN_OUT),
            groups: form.field(&spec::ENTRY_GROUPS),
            all_groups: AllGroups::new(groups, form),
        }
    }

    /// What was typed and chosen.
    pub fn answers(self) -> ApplicationForm {
        ApplicationForm {
            name: self.name.map(FieldState::value).unwrap_or_default(),
            title: self.title.value(),
            locations: self.locations.value(),
            entry: chosen_entry(),
            admitted: chosen_groups(),
            claims: chosen_claims(),
            remote_user: chosen_remote_user(),
            after_sign_out: self.after_sign_out.value().into(),
            ..ApplicationForm::default()
        }
    }

    /// The application with what was typed and chosen. `is_hydrated`: otherwise that is in the message, not in the fields.
    pub fn applied_to(self, application: ApplicationView, is_hydrated: bool) -> ApplicationView {
        let sent = if is_hydrated { self.answers() } else { self.typed() };
        let title = if sent.title.trim().is_empty() { application.name.to_string() } else { sent.title };
        let locations = sent.locations.lines().map(str::trim).filter(|line| !line.is_empty());
        let after_sign_out = sent.after_sign_out.as_str().trim();
        let admitted = if sent.entry == GROUPS { sent.admitted.join(" ") } else { String::new() };
        ApplicationView {
            title,
            locations: locations.map(str::to_owned).collect(),
            everyone: sent.entry == EVERYONE,
            groups: GroupNames::from_stored(&admitted),
            claims: sent.claims.iter().filter_map(|claim| claim.parse().ok()).collect(),
            remote_user: sent.remote_user.parse().unwrap_or_default(),
            after_sign_out: (!after_sign_out.is_empty()).then(|| after_sign_out.to_owned()),
            ..application
        }
    }

    /// What was sent without JavaScript.
    fn typed(self) -> ApplicationForm {
        let typed = |name: &str| self.form.typed(name).unwrap_or_default();
        let words = |name: &str| typed(name).split(' ').map(str::to_owned).collect::<Vec<_>>();
        ApplicationForm {
            title: typed(self.title.spec.name),
            locations: typed(self.locations.spec.name),
            entry: typed(ENTRY),
            admitted: words(entry_groups::NAME),
            claims: words("claims"),
            remote_user: typed(REMOTE_USER),
            after_sign_out: typed(self.after_sign_out.spec.name).into(),
            ..ApplicationForm::default()
        }
    }

    /// The fields, with the values of `application` unless a rejected submission had others. `conflict`: below the error.
    pub fn view(self, application: Option<&ApplicationView>, conflict: AnyView) -> AnyView {
        let form = self.form;
        let name = self.name.map(|field| {
            let hint = "Short and in lower case, such as journal, for page and tokens. It cannot be changed later.";
            view! { <Field form field hint/> }
        });
        let (title, locations, groups) = match application {
            Some(view) => (view.title.clone(), view.locations.join("\n"), view.groups.clone()),
            None => (String::new(), String::new(), GroupNames::default()),
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
                {conflict}
                {name}
                <Field form field=self.title value=title hint="What people see. Without one, they see the name."/>
                <TextArea
                    form
                    field=self.locations
                    value=locations
                    hint="Such as https://journal.example.com/, or https://example.com/shop for a part of a site. People enter at the first one."
                />
                <Field
                    form
                    field=self.after_sign_out
                    value=after_sign_out
                    hint="Where people arrive, such as https://example.com/goodbye. Without one, they stay at the address of the application."
                />
            </div>
            <div class="grid content-start gap-6">
                {choice_group("radio", "Who may enter", ENTRY, ENTRIES, &|value: &str| value == entry)}
                {self.all_groups.choice(form, self.groups, groups)}
                {claim_choice(form, application)}
                {choice_group("radio", "How it recognizes people (Remote-User)", REMOTE_USER, REMOTE_USERS, &|value: &str| value == remote_user)}
            </div>
        }
        .into_any()
    }
}

/// The value of the selected button.
fn chosen_entry() -> String {
    selected(ENTRIES).next().unwrap_or(NOBODY).to_owned()
}

fn chosen_remote_user() -> String {
    selected(REMOTE_USERS).next().unwrap_or_default().to_owned()
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
    let is_chosen = |name: &str| match (&typed, application) {
        (Some(typed), _) => typed.split(' ').any(|typed| typed == name),
        (None, Some(application)) => application.claims.iter().any(|claim| claim.as_str() == name),
        (None, None) => true,
    };
    let legend = "What it learns about people, besides id and username";
    choice_group("checkbox", legend, "claims[]", &Claim::ALL.map(checkbox), &is_chosen)
}

/// The names of the checked claims.
fn chosen_claims() -> Vec<String> {
    selected(&Claim::ALL.map(checkbox)).map(str::to_owned).collect()
}
