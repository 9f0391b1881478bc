//! Picture, profile, username and email.

use super::email::{PendingEmail, Unconfirmed, read_pending_email};
use crate::actions::account::{show_account, update_profile};
use crate::language::say;
use crate::shared::fields::profile::Profile;
use crate::shared::{Form, Notice, ProfileFields, UserView};
use crate::ui::browser::{fetch, handler, input, script_response};
use crate::ui::components::conflict::{Edited, choice, rows};
use crate::ui::components::user::face;
use crate::ui::components::{
    Field, FormAlert, PasswordField, PostForm, ProfileInputs, Section, is_conflict, submit_button,
};
use crate::ui::form::field::FieldState;
use crate::ui::{ClientState, FormState, Submit, Time, html, live_option, spec, when_mounted, write_markup};
use leptos::ev::Event;
use leptos::prelude::*;

/// The form, its fields, and the state of the address.
#[derive(Clone, Copy)]
struct ProfileForm {
    client: ClientState,
    form: FormState,
    fields: Profile<FieldState>,
    username: FieldState,
    email: FieldState,
    password: FieldState,
    /// The new address that waits for its confirmation.
    pending: RwSignal<Option<String>>,
    /// Whether the field differs from the current address: changing it requires the password.
    email_edited: RwSignal<bool>,
    /// What the form began with, or was saved as.
    before: StoredValue<String>,
    /// The account as it is now, if the form was rejected because it has changed.
    theirs: RwSignal<Option<UserView>>,
}

impl ProfileForm {
    fn new(user: &UserView) -> Self {
        let (client, form) = (ClientState::current(), FormState::new(Form::Profile));
        // Without JavaScript, the page that shows the error has the account as it is now.
        let theirs = form.error.with_untracked(is_conflict).then(|| user.clone());
        let profile = Self {
            client,
            form,
            fields: form.profile(&spec::PROFILE),
            username: form.field(if client.may_rename() { &spec::USERNAME } else { &spec::FIXED_USERNAME }),
            email: form.field(&spec::EMAIL),
            password: form.field(&spec::PROFILE_PASSWORD),
            pending: read_pending_email(),
            email_edited: RwSignal::new(false),
            before: StoredValue::new(user.editable()),
            theirs: RwSignal::new(theirs),
        };
        // The address may have been edited before hydration.
        when_mounted(move || profile.compare_email());
        Effect::new(move || {
            if form.error.with(is_conflict) {
                profile.read_theirs();
            }
        });
        profile
    }

    /// Reads the account as it is now. The form, if it is sent again, replaces this version.
    fn read_theirs(self) {
        let read = move |user: UserView| {
            self.before.try_update_value(|before| *before = user.editable());
            self.client.user.set(Some(user.clone()));
            self.theirs.try_set(Some(user));
            self.compare_email();
        };
        // After an error, the next attempt shows that the server does not respond.
        fetch(show_account(), read, drop);
    }

    /// Both versions of what differs, and the choice.
    fn conflict(self) -> AnyView {
        let Self { client, form, fields, username, email, .. } = self;
        let edited = Edited { profile: fields, username, email: Some(email) };
        live_option(move || {
            let theirs = self.theirs.get().filter(|_| form.error.with(is_conflict))?;
            Some(choice(rows(form, edited, theirs, client.hydrated.get_untracked()), "/account".to_owned()))
        })
    }

    fn compare_email(self) {
        let typed = self.email.value();
        let differs = |user: &UserView| user.email != typed.trim();
        self.email_edited.set(self.client.user.with_untracked(|user| user.as_ref().is_some_and(differs)));
    }

    /// A password with an error stays visible, even if the address is changed back.
    fn needs_password(self) -> bool {
        self.email_edited.get() || self.password.problem.with(Option::is_some)
    }

    fn on_submit(self) -> Submit {
        let call = move || {
            // Read again if this is rejected as well.
            self.theirs.set(None);
            update_profile(ProfileFields {
                before: self.before.get_value(),
                profile: self.fields.map(|field| field.value().into()),
                username: self.username.value(),
                email: self.email.value(),
                current_password: self.password.value().into(),
            })
        };
        self.form.on_submit(call, move |user| self.saved(user))
    }

    fn saved(self, user: UserView) {
        let before = self.client.user.with_untracked(|user| user.as_ref().and_then(UserView::language));
        if user.language() != before {
            // The browser has the texts of one language only. Fails only for a document of another origin.
            _ = window().location().reload();
            return;
        }
        let is_pending = user.pending_email.is_some() && self.email.value().trim() != user.email;
        // The current address stays until the new one is confirmed.
        if let Some(input) = input(self.email.spec.id).filter(|_| is_pending) {
            input.set_value(&user.email);
        }
        self.pending.try_set(user.pending_email.clone());
        self.before.try_update_value(|before| *before = user.editable());
        // Set first, because `compare_email` compares with the saved address.
        self.client.user.set(Some(user));
        self.password.clear();
        self.compare_email();
        let notice = if is_pending { Notice::EmailChangeRequested } else { Notice::ChangesSaved };
        self.form.done(notice);
    }
}

#[component]
pub fn ProfileSection(user: UserView) -> impl IntoView {
    let (profile, unconfirmed) = (ProfileForm::new(&user), Unconfirmed::new());
    let ProfileForm { client, form, fields, username, email, password, pending, .. } = profile;
    let about_username = if client.may_rename() { "" } else { say::account_username_fixed() };
    let groups = match user.groups.joined(", ").as_str() {
        "" => String::new(),
        names => format!(" · {}", say::account_groups(names)),
    };
    let since = view! { {say::account_since()} " " <Time at=user.created_at words=user.created_at.day_in_words()/> };
    let new_email = if user.email_verified { say::account_email_change() } else { say::account_email_replace() };
    view! {
        <Section heading=say::account_profile() about=say::account_profile_about().into_any()>
            {picture_form()}
            {unconfirmed.form()}
            <div class="flex min-w-0 flex-col gap-4">
                <PendingEmail pending/>
                <PostForm action="/actions/profile" class="card" submit=profile.on_submit()>
                    <div class="card-body" on:input=handler(move |_: Event| profile.compare_email())>
                        <div class="fields">
                            <FormAlert form/>
                            {profile.conflict()}
                            <input type="hidden" name="before" value=user.editable()/>
                            <ProfileInputs form fields values=user.profile()/>
                            <Field form field=username value=user.username hint=about_username/>
                            <Field form field=email value=user.email/>
                            {unconfirmed.note()}
                            <div class="on-demand" data-open=move || profile.needs_password().then_some("")>
                                <p class="hint mb-4">{new_email}</p>
                                <PasswordField field=password hint=say::account_email_password()/>
                            </div>
                        </div>
                        <Picture/>
                    </div>
                    <div class="card-foot">
                        <span class="wrap-anywhere">{since} {groups}</span>
                        {submit_button(form, [say::save_changes(), say::saving()], "btn btn-primary")}
                    </div>
                </PostForm>
            </div>
        </Section>
    }
}

const EDITOR: &str = "picture-editor";
const FORM: &str = r#"<form id="picture-form" method="post" action="/actions/picture" enctype="multipart/form-data" novalidate></form>"#;

/// The form of the picture. It is outside the profile's form, because forms cannot be nested; the controls refer to it.
fn picture_form() -> AnyView {
    view! { <div hidden inner_html=FORM></div> }.into_any()
}

/// The script `public/picture.js` lets the user position and crop the picture. Without the script a plain form uploads the
/// file, and the server crops it in the middle.
#[component]
fn Picture() -> impl IntoView {
    let (client, form) = (ClientState::current(), FormState::new(Form::Picture));
    let on_response = move |event: Event| {
        let Some(response) = script_response::<UserView>(EDITOR, &event) else { return };
        let user = match response {
            Ok(user) => user,
            Err(error) => return form.reject(error),
        };
        form.clear();
        let notice = if user.avatar_url.is_some() { Notice::PictureSaved } else { Notice::PictureRemoved };
        client.user.set(Some(user));
        form.done(notice);
    };
    let has_picture = move || client.user.with(|user| user.as_ref()?.avatar_url.as_ref().map(|_| ""));
    view! {
        <div class="picture" data-pictured=has_picture on:input=handler(on_response)>
            <FormAlert form/>
            <div class="portrait">
                {live_option(move || client.user.with(|user| Some(face(user.as_ref()?, "256").into_any())))}
            </div>
            <div class="picture-controls" inner_html=controls()></div>
        </div>
    }
}

/// The controls, with the words of the dialog that the script opens.
fn controls() -> String {
    html(|out| {
        write_markup!(out;
            "<live-part id=\"" (EDITOR) "\" data-script=\"picture.js\" data-position=\""
            (say::account_picture_position()) "\" data-preview=\"" (say::account_picture_preview()) "\" data-zoom=\"" (say::account_picture_zoom())
            "\" data-help=\"" (say::account_picture_help()) "\" data-cancel=\"" (say::cancel())
            "\" data-save=\"" (say::account_picture_save()) "\">");
        write_markup!(out;
            "<label class=\"label\" for=\"picture-file\">" (say::account_picture_change()) "</label>"
            "<input class=\"picture-file\" id=\"picture-file\" type=\"file\" name=\"picture\" \
             accept=\"image/jpeg,image/png,image/webp\" form=\"picture-form\">"
            "<button class=\"btn btn-secondary picture-save\" type=\"submit\" form=\"picture-form\">"
            (say::account_picture_save()) "</button>"
            "<button class=\"btn btn-quiet picture-remove\" type=\"submit\" form=\"picture-form\" \
             formaction=\"/actions/picture/remove\" formenctype=\"application/x-www-form-urlencoded\">"
            (say::remove()) "</button></live-part><p class=\"hint\">" (say::account_picture_formats()) "</p>");
    })
}
