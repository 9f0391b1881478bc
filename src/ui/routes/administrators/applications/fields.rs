//! The fields of an application: of the form that creates one, and of the form that changes one.

use super::entry_groups::{self, AllGroups, chosen_groups};
use crate::shared::applications::{Claim, EVERYONE, MEMBERS, parse_proof_age, proof_age};
use crate::shared::fields::input::{Choice, ON, choices};
use crate::shared::{ApplicationForm, ApplicationView, GroupNames, OwnFieldName, RemoteUser};
use crate::ui::FormState;
use crate::ui::components::choice::selected;
use crate::ui::components::{Field, FormAlert, TextArea, choice_group};
use crate::ui::form::field::FieldState;
use crate::ui::form::spec::applications;
use crate::ui::routes::administrators::say;
use leptos::prelude::*;

pub const ENTRY: &str = "entry";
const NOBODY: &str = "nobody";
const REMOTE_USER: &str = "remote_user";
const SECOND_FACTOR: &str = "second_factor";

/// The buttons that say who may enter.
pub fn entries() -> Vec<Choice> {
    choices! {
        "entry-nobody" NOBODY => application_nobody, application_nobody_about;
        "entry-everyone" EVERYONE => application_everyone, application_everyone_about;
        "entry-members" MEMBERS => application_members, application_members_about;
    }
}

fn remote_users() -> Vec<Choice> {
    choices! {
        "remote-user-username" RemoteUser::Username.as_str() => application_by_username, application_by_username_about;
        "remote-user-id" RemoteUser::Id.as_str() => application_by_id, application_by_id_about;
    }
}

/// The checkbox that demands a second factor.
fn second_factor() -> Vec<Choice> {
    choices! {
        "second-factor" ON => application_second_factor, application_second_factor_about;
    }
}

/// The checkbox of a claim.
fn checkbox(claim: Claim) -> Choice {
    let (id, label, about) = match claim {
        Claim::Name => ("claim-name", say::name(), say::application_claim_name_about()),
        Claim::Email => ("claim-email", say::application_claim_email(), say::application_claim_email_about()),
        Claim::Groups => ("claim-groups", say::groups(), say::application_claim_groups_about()),
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
    link: FieldState,
    told: FieldState,
    rule: FieldState,
    max_age: FieldState,
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
        form.keep(SECOND_FACTOR, chosen_second_factor);
        Self {
            form,
            name: is_new.then(|| form.field(&applications::NAME)),
            title: form.field(&applications::TITLE),
            locations: form.field(&applications::LOCATIONS),
            after_sign_out: form.field(&applications::AFTER_SIGN_OUT),
            link: form.field(&applications::LINK),
            told: form.field(&applications::TOLD_FIELDS),
            rule: form.field(&applications::RULE),
            max_age: form.field(&applications::MAX_AGE),
            groups: form.field(&applications::GROUPS),
            all_groups: AllGroups::new(groups, form),
        }
    }

    /// What was typed and chosen.
    pub fn answers(self) -> ApplicationForm {
        self.sent(true)
    }

    /// `is_hydrated`: otherwise what was sent without JavaScript, which is in the message and not in the fields.
    fn sent(self, is_hydrated: bool) -> ApplicationForm {
        let value = |name: &str, now: &dyn Fn() -> String| {
            if is_hydrated { now() } else { self.form.typed(name).unwrap_or_default() }
        };
        let text = |field: FieldState| value(field.spec.name, &|| field.value());
        let words = |name: &str, now: fn() -> Vec<String>| {
            value(name, &|| now().join(" ")).split_whitespace().map(str::to_owned).collect()
        };
        ApplicationForm {
            name: self.name.map(text).unwrap_or_default(),
            title: text(self.title),
            locations: text(self.locations),
            entry: value(ENTRY, &chosen_entry),
            admitted: words(entry_groups::NAME, chosen_groups),
            claims: words("claims", chosen_claims),
            remote_user: value(REMOTE_USER, &chosen_remote_user),
            after_sign_out: text(self.after_sign_out).into(),
            link: text(self.link).into(),
            fields: text(self.told).into(),
            rule: text(self.rule).into(),
            second_factor: value(SECOND_FACTOR, &chosen_second_factor),
            max_age: text(self.max_age).into(),
            ..ApplicationForm::default()
        }
    }

    /// The application with what was typed and chosen.
    pub fn applied_to(self, application: ApplicationView, is_hydrated: bool) -> ApplicationView {
        let sent = self.sent(is_hydrated);
        let title = if sent.title.trim().is_empty() { application.name.to_string() } else { sent.title };
        let locations = sent.locations.lines().map(str::trim).filter(|line| !line.is_empty());
        let given = |address: &str| Some(address.trim()).filter(|address| !address.is_empty()).map(str::to_owned);
        let admitted = if sent.entry == MEMBERS { sent.admitted.join(" ") } else { String::new() };
        ApplicationView {
            title,
            locations: locations.map(str::to_owned).collect(),
            everyone: sent.entry == EVERYONE,
            groups: GroupNames::from_stored(&admitted),
            claims: sent.claims.iter().filter_map(|claim| claim.parse().ok()).collect(),
            remote_user: sent.remote_user.parse().unwrap_or_default(),
            after_sign_out: given(sent.after_sign_out.as_str()),
            link: given(sent.link.as_str()),
            fields: sent.fields.as_str().split([' ', ',']).filter_map(|name| OwnFieldName::parse(name).ok()).collect(),
            second_factor: !sent.second_factor.is_empty(),
            max_age: parse_proof_age(sent.max_age.as_str()).unwrap_or_default(),
            ..application
        }
    }

    /// The fields, with the values of `application` unless a rejected submission had others. `conflict`: below the error.
    pub fn view(self, application: Option<&ApplicationView>, conflict: AnyView) -> AnyView {
        let form = self.form;
        let name = self.name.map(|field| {
            let hint = say::application_name_hint();
            view! { <Field form field hint/> }
        });
        let (title, locations, groups) = match application {
            Some(view) => (view.title.clone(), view.locations.join("\n"), view.groups.clone()),
            None => (String::new(), String::new(), GroupNames::default()),
        };
        let after_sign_out = application.and_then(|view| view.after_sign_out.clone()).unwrap_or_default();
        let link = application.and_then(|view| view.link.clone()).unwrap_or_default();
        let entry = form.chosen(ENTRY, application.map_or(NOBODY, entry_of));
        let is_entry = |value: &str| value == entry;
        let remote_user = application.map_or(RemoteUser::default(), |application| application.remote_user);
        let remote_user = form.chosen(REMOTE_USER, remote_user.as_str());
        let is_remote_user = |value: &str| value == remote_user;
        view! {
            <div class="fields">
                <FormAlert form/>
                {conflict}
                {name}
                <Field form field=self.title value=title hint=say::application_title_hint()/>
                <TextArea
                    form
                    field=self.locations
                    value=locations
                    hint=say::application_locations_hint()
                />
                <Field
                    form
                    field=self.after_sign_out
                    value=after_sign_out
                    hint=say::application_after_sign_out_hint()
                />
                <Field form field=self.link value=link hint=say::application_link_hint()/>
            </div>
            <div class="grid content-start gap-6">
                {choice_group("radio", say::application_who_may_enter(), ENTRY, &entries(), &is_entry)}
                {self.all_groups.choice(form, self.groups, groups)}
                {claim_choice(form, application)}
                {self.of_own_fields(application)}
                {choice_group("radio", say::application_recognizes(), REMOTE_USER, &remote_users(), &is_remote_user)}
                {self.demands(application)}
            </div>
        }
        .into_any()
    }

    /// What fields of one's own mean for it, folded as long as they mean nothing: most applications know none.
    fn of_own_fields(self, application: Option<&ApplicationView>) -> AnyView {
        let form = self.form;
        let told = application.map(|view| view.fields.iter().map(OwnFieldName::as_str).collect::<Vec<_>>().join(" "));
        let told = told.unwrap_or_default();
        let is_used = !told.is_empty();
        view! {
            <details class="group" open=move || is_used || form.error.with(Option::is_some)>
                <summary class="btn btn-quiet btn-small">{say::own_fields()}</summary>
                <div class="mt-4 grid gap-6">
                    <Field form field=self.rule hint=say::application_rule_hint()/>
                    <Field form field=self.told value=told hint=say::application_told_fields_hint()/>
                </div>
            </details>
        }
        .into_any()
    }

    /// What it demands of a sign-in.
    fn demands(self, application: Option<&ApplicationView>) -> AnyView {
        let form = self.form;
        let typed = form.typed(SECOND_FACTOR).map(|typed| !typed.is_empty());
        let is_needed = typed.unwrap_or_else(|| application.is_some_and(|application| application.second_factor));
        let is_chosen = |_: &str| is_needed;
        let max_age = application.and_then(|application| application.max_age).map(proof_age).unwrap_or_default();
        view! {
            {choice_group("checkbox", say::application_demands(), SECOND_FACTOR, &second_factor(), &is_chosen)}
            <Field form field=self.max_age value=max_age hint=say::application_max_age_hint()/>
        }
        .into_any()
    }
}

/// The value of the selected button.
fn chosen_entry() -> String {
    selected(&entries()).next().unwrap_or(NOBODY).to_owned()
}

fn chosen_remote_user() -> String {
    selected(&remote_users()).next().unwrap_or_default().to_owned()
}

fn chosen_second_factor() -> String {
    selected(&second_factor()).next().unwrap_or_default().to_owned()
}

fn entry_of(application: &ApplicationView) -> &'static str {
    if application.everyone {
        EVERYONE
    } else if application.groups.is_empty() {
        NOBODY
    } else {
        MEMBERS
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
    choice_group("checkbox", say::application_learns_legend(), "claims[]", &Claim::ALL.map(checkbox), &is_chosen)
}

/// The names of the checked claims.
fn chosen_claims() -> Vec<String> {
    selected(&Claim::ALL.map(checkbox)).map(str::to_owned).collect()
}
