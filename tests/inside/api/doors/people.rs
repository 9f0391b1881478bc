//! Whoever comes through a door, with all that they may prove themselves with.

use super::Door;
use super::walk::Walk;
use crate::api::second_factor::add_authenticator;
use crate::api::upstream::person;
use crate::support::mailbox::discard;
use crate::support::*;

#[derive(Default)]
pub(super) struct Person {
    pub(super) username: String,
    pub(super) email: String,
    pub(super) password: String,
    /// Of their authenticator app.
    pub(super) secret: Option<String>,
    pub(super) passkey: Option<Authenticator>,
    pub(super) recovery_codes: Vec<String>,
}

impl Person {
    pub(super) fn new(number: usize) -> Self {
        let username = format!("maren-{number}");
        Self { email: format!("{username}@example.org"), username, password: PASSWORD.to_owned(), ..Self::default() }
    }

    /// What their provider says of them.
    pub(super) fn claims(&self) -> Value {
        person(&self.username, &self.email)
    }
}

/// Makes what there is before somebody sets out.
pub(super) async fn prepare(door: Door, walk: &mut Walk<'_>) {
    let (setting, name) = (walk.setting, walk.person.username.clone());
    let (world, app) = (&setting.world, &setting.world.app);
    match door {
        // They have no account yet.
        Door::Registration | Door::Confirmation | Door::ProviderFirstTime => {}
        Door::Password | Door::Enforcement | Door::Language => {
            app.register(&name).await;
        }
        Door::ForgottenPassword => {
            app.register(&name).await;
            app.set_confirmed(&name).await;
        }
        Door::PasswordAndCode | Door::PasswordAndRecoveryCode => {
            let (_, tokens) = app.member(&name).await;
            walk.person.secret = Some(add_authenticator(app, &tokens).await);
            walk.person.recovery_codes = recovery_codes(app, &tokens).await;
        }
        Door::Passkey => {
            let (_, tokens) = app.member(&name).await;
            walk.person.passkey = Some(Authenticator::added(app, &tokens).await);
        }
        Door::RecoveryCodeAlone => {
            let (passkey, codes) = without_password(app, &name).await;
            (walk.person.passkey, walk.person.recovery_codes) = (Some(passkey), codes);
        }
        Door::Provider => drop(world.open_account(&name, &walk.person.claims()).await),
        Door::ProviderAndCode => {
            let browser = world.open_account(&name, &walk.person.claims()).await;
            let tokens = Tokens { access: browser.jar["vestibule_access"].clone(), refresh: String::new() };
            walk.person.secret = Some(add_authenticator(app, &tokens).await);
        }
        Door::StepUp => {
            app.register(&name).await;
            walk.browser.log_in(&name).await;
            app.wait(60 * 60);
        }
        Door::SessionEnded => {
            app.register(&name).await;
            walk.browser.log_in(&name).await;
            let id = app.id_of(&name).await.parse().expect("an id");
            app.accounts.end_sessions_of(&Caller::system(), id).await.expect("a change");
        }
    }
    discard(app).await;
}

async fn recovery_codes(app: &TestApp, who: &Tokens) -> Vec<String> {
    let call = app.post("/api/account/factors/recovery-codes").bearer(&who.access);
    let new = call.expect_status(201).await.json();
    let codes = new["codes"].as_array().expect("codes").iter();
    codes.map(|code| code.as_str().expect("a code").to_owned()).collect()
}

/// An account with a passkey and recovery codes, whose password is removed.
async fn without_password(app: &TestApp, name: &str) -> (Authenticator, Vec<String>) {
    let (_, tokens) = app.member(name).await;
    app.set_confirmed(name).await;
    let mut passkey = Authenticator::added(app, &tokens).await;
    let proven = Tokens::of(&passkey.sign_in(app).await.expect_status(200).json());
    let codes = recovery_codes(app, &proven).await;
    app.delete("/api/auth/password").bearer(&proven.access).expect_status(204).await;
    (passkey, codes)
}
