//! The pages that one-time links open: the links in messages, and the setup link that the server prints at startup.

use crate::actions::account::{undo_email_change, verify_email};
use crate::actions::session::{report_sign_in, reset_password, setup};
use crate::language::say;
use crate::shared::link_pages::Confirmed;
use crate::shared::ways_in::After;
use crate::shared::{
    ChoosePasswordView, Form, Handle, LinkFields, LoggedIn, NewAccountFields, Notice, RegisterRequest, Registration,
    ResetPasswordRequest, SignedIn,
};
use crate::ui::components::forms::{LinkForm, account_note};
use crate::ui::components::going_to::going_on_by_link;
use crate::ui::components::own_values::{accepted_terms, own_problems, terms_box, watched};
use crate::ui::components::password::METER;
use crate::ui::components::{
    FormLayout, Intro, NewAccountForm, PageForm, PasswordField, provider_buttons, username_hint,
};
use crate::ui::embedded::embedded;
use crate::ui::{ClientState, FormState, Navigator, Reply, page_data, spec};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// `/setup`: create the first administrator.
#[component]
pub fn SetupPage() -> impl IntoView {
    let token = use_query_map().with_untracked(|query| query.get("token").unwrap_or_default());
    let hidden = view! { <input type="hidden" name="token" value=token.clone()/> }.into_any();
    let send = move |account: RegisterRequest| -> Reply<Registration> {
        Box::pin(setup(NewAccountFields { account, token: token.clone(), ..NewAccountFields::default() }))
    };
    view! {
        <FormLayout line=say::link_setup_line()>
            <Intro heading=say::title_setup() about=say::link_setup_about()/>
            <NewAccountForm which=Form::Setup action="/actions/setup" hidden send=Callback::new(send)/>
        </FormLayout>
    }
}

/// `/reset-password`: set a password with a password link or an invitation.
#[component]
pub fn ResetPasswordPage() -> impl IntoView {
    let token = use_query_map().with_untracked(|query| query.get("token").unwrap_or_default());
    let view = embedded(|| page_data!(PasswordLink));
    let (heading, sentence) = welcome(view.as_ref());
    let has_second_factor = view.as_ref().is_some_and(|view| view.has_second_factor);
    let providers = view.as_ref().filter(|view| view.is_invitation).and_then(|_| {
        // An invitation can be accepted with another account in place of a password.
        let parameters = [("for", "invitation"), ("token", token.as_str())];
        provider_buttons("", say::provider_sign_in, &Handle::default(), &parameters)
    });
    let going = going_on_by_link(view.as_ref().and_then(|view| view.goes_to.as_ref()));
    let terms = view.as_ref().and_then(|view| view.terms);
    let account = view.map(|view| view.account);
    let navigator = Navigator::current();
    let form = FormState::new(Form::ResetPassword);
    let problems = own_problems(form);
    let password = form.field_for(&spec::FIRST_PASSWORD, has_second_factor);
    let value = token.clone();
    let call = move || {
        let request = ResetPasswordRequest {
            token: token.as_str().into(),
            password: password.value().into(),
            terms: accepted_terms(),
        };
        watched(problems, Box::pin(reset_password(request, "on".to_owned())))
    };
    let submit = form.on_submit(call, move |chosen: Option<LoggedIn>| match chosen {
        // With an invitation.
        Some(LoggedIn { user: Some(user), next }) => {
            navigator.sign_in(SignedIn { user, next }, Some(Notice::InvitationAccepted));
        }
        // Another document, which says where that leads. Fails only for an invalid URL.
        Some(LoggedIn { user: None, next }) => _ = window().location().replace(next.as_str()),
        // A server of the previous version.
        None => navigator.repaired(After::Reset, Notice::PasswordChosen),
    });
    let words = [say::link_password_set(), say::link_password_busy()];
    view! {
        <FormLayout line=say::link_works_once()>
            <Intro heading=heading about=sentence with_names=true/>
            {going}
            {account.as_ref().map(account_note)}
            <PageForm form action="/actions/reset-password" words submit>
                <input type="hidden" name="token" value=value/>
                {account.map(|account| username_hint(account.username))}
                <PasswordField field=password meter=&METER/>
                {terms.map(|version| terms_box(form, problems, version))}
            </PageForm>
            {providers}
        </FormLayout>
    }
}

/// The heading and the sentence below it.
fn welcome(view: Option<&ChoosePasswordView>) -> (String, String) {
    match view {
        Some(ChoosePasswordView { is_invitation: true, inviter, .. }) => (
            say::link_welcome(&ClientState::current().installation_name()),
            match inviter {
                Some(name) => say::link_invited_by(name),
                None => say::link_invited().to_owned(),
            },
        ),
        _ => (say::title_choose_password().to_owned(), say::link_password_about().to_owned()),
    }
}

/// `/verify-email`: confirm an email address.
#[component]
pub fn VerifyEmailPage() -> impl IntoView {
    let accepted = |confirmed: Confirmed| {
        let next = match &confirmed {
            Confirmed::LedOn { next } => next.as_str(),
            // A server of the previous version. Who is signed out is led to the sign-in page from there.
            Confirmed::Before(_) => "/account",
        };
        // Another document, which says where that leads. Fails only for an invalid URL.
        _ = window().location().replace(next);
    };
    view! {
        <FormLayout line=say::link_works_once()>
            <Intro heading=say::title_confirm_email() about=say::link_confirm_about()/>
            <LinkForm
                form=Form::VerifyEmail
                action="/actions/verify-email"
                words=[say::link_confirm(), say::link_confirm_busy()]
                accepted=Callback::new(accepted)
                send=|link| Box::pin(verify_email(link))
            />
        </FormLayout>
    }
}

/// `/report-sign-in`: report a session that somebody else has begun, with the link in the notice of it, which ends all sessions.
#[component]
pub fn ReportSignInPage() -> impl IntoView {
    repair_page(
        (Form::ReportSignIn, "/actions/report-sign-in"),
        (say::link_report_heading(), say::link_report_about()),
        [say::link_report(), say::link_report_busy()],
        |link| Box::pin(report_sign_in(link)),
        (After::Report, Notice::SignInReported),
    )
}

/// `/undo-email-change`: undo a change of the email address with the link that was sent to the previous one, or a deletion or the
/// removal of the password with the link in the message about it.
#[component]
pub fn UndoEmailChangePage() -> impl IntoView {
    repair_page(
        (Form::UndoEmailChange, "/actions/email/undo"),
        (say::link_undo_heading(), say::link_undo_about()),
        [say::link_undo(), say::link_undo_busy()],
        |link| Box::pin(undo_email_change(link)),
        (After::Undo, Notice::EmailChangeUndone),
    )
}

/// A page whose link repairs an account. All sessions end, so a user who is signed in here is signed out.
fn repair_page(
    (form, action): (Form, &'static str),
    (heading, about): (&'static str, &'static str),
    words: [&'static str; 2],
    send: fn(LinkFields) -> Reply<()>,
    (after, notice): (After, Notice),
) -> impl IntoView {
    let navigator = Navigator::current();
    let accepted = Callback::new(move |()| navigator.repaired(after, notice));
    view! {
        <FormLayout line=say::link_works_once()>
            <Intro heading=heading about=about/>
            <LinkForm form action words accepted send/>
        </FormLayout>
    }
}
