//! Server functions for registration, sign-in and sign-out, and for a forgotten password.

use crate::shared::{
    Answer, AppError, FieldError, ForgotPasswordRequest, Handle, Json, LinkFields, LoggedIn, LoginFields,
    NewAccountFields, Registration, ResetPasswordRequest, SignedOutElsewhere, UserView,
};
use leptos::prelude::*;

functions! {
    changes: Register, ResetPassword, Setup;
    others: Login, Refresh, CheckPassword, ForgotPassword, SendAgain, Logout, ReportSignIn;
}

/// Creates an account and signs in, unless the email address has to be confirmed first.
#[server(prefix = "/actions", endpoint = "register", output = Json)]
pub async fn register(#[server(flatten)] account: NewAccountFields) -> Result<Answer<Registration>, AppError> {
    use crate::accounts::Registered;
    use crate::shared::SentFor;
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let (accounts, next, email) = (context.accounts(), account.next.clone(), account.account.email.clone());
    let form = context.form(Form::Register, next.on("/register")).keeping(&account);
    let caller = context.going_on_to(&next, context.asking_caller()).await;
    match accounts.users().register(&caller, account.account).await {
        Ok(Registered::Account(user)) if !accounts.sessions().must_confirm_first(user.email_verified) => {
            // The new session replaces the one that this browser may already have.
            let begun = accounts.sessions().sign_in_new(&context.caller(), *user, context.visitor().ok()).await;
            let sign_in = context.answer(begun)?;
            let next = context.destination(&next, &sign_in).await;
            Ok(context.accept_sign_in(sign_in, next, Some(Notice::Welcome)).await.map(Registration::from))
        }
        Ok(registered) => {
            let sent = match registered {
                Registered::Account(_) => (Notice::ConfirmEmailFirst, SentFor::Confirmation),
                Registered::Pending => (Notice::RegistrationReceived, SentFor::Registration),
            };
            Ok(context.accept_unconfirmed(email.as_str(), sent, &next))
        }
        Err(error) => form.reject(error),
    }
}

/// Signs in with a username or an email address, unless a second factor is missing.
#[server(prefix = "/actions", endpoint = "login", output = Json)]
pub async fn login(#[server(flatten)] fields: LoginFields) -> Result<Answer<LoggedIn>, AppError> {
    use crate::accounts::LogIn;
    use crate::shared::{ErrorCode, LoginRequest};
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let form = context.form(Form::Login, fields.next.on("/login")).keeping(&fields);
    let request = LoginRequest {
        login: fields.login.into(),
        password: fields.password,
        // Browsers send a checkbox only if it is ticked.
        remember_me: Expected::Given(!fields.remember_me.is_empty()),
        ..LoginRequest::default()
    };
    // Before the answer it is not known whether the address has to be confirmed first, with a link.
    let caller = context.going_on_to(&fields.next, context.asking_caller()).await;
    match context.accounts().sessions().log_in_from(&caller, context.browser(), request).await {
        Ok(LogIn::Done(sign_in)) => {
            let next = context.destination(&fields.next, &sign_in).await;
            Ok(context.accept_sign_in(*sign_in, next, None).await.map(LoggedIn::from))
        }
        Ok(LogIn::SecondFactor(pending)) => Ok(context.ask_second_factor(&pending, &fields.next)),
        Err(error) => {
            if error.code == ErrorCode::EmailUnconfirmed {
                context.remember_asking_browser();
            }
            form.reject(error)
        }
    }
}

/// Renews the tokens in the cookies.
#[server(prefix = "/actions", endpoint = "refresh", output = Json)]
pub async fn refresh() -> Result<UserView, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let token = context.refresh_token()?;
    let sign_in = context.answer(context.accounts().sessions().refresh(&context.caller(), token).await)?;
    context.set_sign_in(&sign_in);
    Ok(sign_in.who.user.view())
}

/// Sends a password link, if an account has this email address. `next`: where the person goes on after a sign-in; may be empty.
#[server(prefix = "/actions", endpoint = "forgot-password", output = Json)]
pub async fn forgot_password(
    #[server(flatten)] request: ForgotPasswordRequest,
    #[server(default)] next: Handle,
) -> Result<Answer<()>, AppError> {
    use crate::shared::SentFor;
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let form = context.form(Form::ForgotPassword, next.on("/forgot-password")).keeping(&request);
    let caller = context.going_on_to(&next, context.caller()).await;
    let asked = context.accounts().passwords().forgot_password(&caller, &request);
    form.finish_with(asked, |(), _| {
        context.remember_sent(request.email.as_str(), SentFor::Password);
        context.accept((), &next.on("/check-mail"), None)
    })
}

/// Sends the message again that this browser has asked for. `next`: where the person goes on; may be empty.
#[server(prefix = "/actions", endpoint = "send-again", output = Json)]
pub async fn send_again(#[server(default)] next: Handle) -> Result<Answer<()>, AppError> {
    use crate::shared::SentFor;
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let form = context.form(Form::SendAgain, next.on("/check-mail"));
    let caller = context.going_on_to(&next, context.asking_caller()).await;
    let sent = context.sent_message().and_then(|sent| {
        let (accounts, email) = (context.accounts(), Text::from(sent.email));
        match sent.why {
            SentFor::Password => accounts.passwords().forgot_password(&caller, &ForgotPasswordRequest { email }),
            SentFor::Confirmation | SentFor::Registration => accounts.users().resend_registration(&caller, &email),
        }
    });
    form.finish(sent, Notice::SentAgain)
}

/// What is wrong with a new password, while it is typed. The names are those in the form; of a visitor who is signed in, those of
/// the account.
#[server(prefix = "/actions", endpoint = "check-password", output = Json)]
pub async fn check_password(
    #[server(default)] password: String,
    #[server(default)] username: String,
    #[server(default)] email: String,
) -> Result<Option<FieldError>, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let (id, own) = match context.visitor() {
        Ok(who) => (Some(who.user.id), [who.user.username.as_str(), &who.user.email]),
        Err(_) => (None, [username.as_str(), &email]),
    };
    context.answer(context.accounts().passwords().check_password(id, &Text::from(password), own).await)
}

/// Sets a new password with the token of a password link or of an invitation, which also signs in. `led_on`: not empty if the page goes
/// where the answer says. Those of the previous version can only do so if they are signed in.
#[server(prefix = "/actions", endpoint = "reset-password", output = Json)]
pub async fn reset_password(
    #[server(flatten)] request: ResetPasswordRequest,
    #[server(default)] led_on: String,
) -> Result<Answer<Option<LoggedIn>>, AppError> {
    use crate::shared::Destination;
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    // The page opens only with the token.
    let page = page_with("/reset-password", "token", request.token.as_str());
    let form = context.form(Form::ResetPassword, page).keeping(&request);
    let visitor = context.visitor().ok();
    let after = context.after_link(request.token.as_str()).await;
    match context.accounts().link_pages().reset_password_in_browser(request, &context.caller(), visitor).await {
        Ok(Some(sign_in)) => {
            let (next, notice) = (context.destination(&after.next, &sign_in).await, Some(Notice::InvitationAccepted));
            Ok(context.accept_sign_in(sign_in, next, notice).await.map(|signed_in| Some(signed_in.into())))
        }
        Ok(None) => {
            let next = Destination::from(login_before(After::Reset, &context.or_home(&after.next)));
            let is_led_on = !led_on.is_empty();
            let chosen = is_led_on.then(|| LoggedIn { user: None, next: next.clone() });
            Ok(context.accept_document(chosen, &next, after.flash(Notice::PasswordChosen), is_led_on))
        }
        Err(error) => form.reject(error),
    }
}

/// Ends the session. `elsewhere`: not empty if the page can say where else that had an effect. Those of the previous version cannot.
#[server(prefix = "/actions", endpoint = "logout", output = Json)]
pub async fn logout(#[server(default)] elsewhere: String) -> Result<Answer<Option<SignedOutElsewhere>>, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    // A visitor whose session has already ended is signed out as well: the cookies are deleted in any case.
    let ended = match context.visitor() {
        Ok(who) => context.answer(context.accounts().sessions().log_out(who, &context.caller()).await)?,
        Err(_) => None,
    };
    context.clear_sign_in();
    context.forget_arrival();
    Ok(context.accept_sign_out(ended).map(|ended| ended.filter(|_| !elsewhere.is_empty())))
}

/// Reports the sign-in that the link in a notice is about: ends all sessions, and sends a password link.
#[server(prefix = "/actions", endpoint = "report-sign-in", output = Json)]
pub async fn report_sign_in(#[server(flatten)] link: LinkFields) -> Result<Answer<()>, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    // The page opens only with the token.
    let form = context.form(Form::ReportSignIn, page_with("/report-sign-in", "token", &link.token));
    let holder = context.link_holder(&link);
    let reported = context.accounts().sessions().report_sign_in(&context.caller(), &link.token, holder).await;
    form.finish_at(&login_before(After::Report, &Handle::default()), reported, Notice::SignInReported)
}

/// Creates the first administrator with the one-time setup link.
#[server(prefix = "/actions", endpoint = "setup", output = Json)]
pub async fn setup(#[server(flatten)] account: NewAccountFields) -> Result<Answer<Registration>, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let (accounts, token) = (context.accounts(), account.token.clone());
    let form = context.form(Form::Setup, page_with("/setup", "token", &token)).keeping(&account);
    match accounts.users().set_up(&context.caller(), &token, account.account).await {
        Ok(user) => {
            let begun = accounts.sessions().sign_in_new(&context.caller(), user, context.visitor().ok()).await;
            let sign_in = context.answer(begun)?;
            let next = context.destination(&Handle::default(), &sign_in).await;
            Ok(context.accept_sign_in(sign_in, next, Some(Notice::Welcome)).await.map(Registration::from))
        }
        Err(error) => form.reject(error),
    }
}
