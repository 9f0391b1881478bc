//! Tries what lets somebody in.

use super::account::{Account, completes};
use super::item::Thing;
use crate::support::company::arrive;
use crate::support::totp::totp;
use crate::support::*;
use vestibule::accounts::ways_in::WayIn;
use vestibule::accounts::{Arrived, LinkHolder, Purpose as Aim};
use vestibule::shared::FactorKind;

impl Account<'_> {
    /// Tries the sign-ins that wait, also those of an account that was suspended meanwhile. First, because they last minutes.
    pub async fn try_pending(&mut self) {
        for at in 0..self.items.len() {
            let Thing::Pending(began) = &self.items[at].thing else { continue };
            let works = completes(&self.world.app, began, &mut self.key_of_owner.clone()).await;
            self.items[at].tried = Some(works);
        }
    }

    /// Tries everything else. What needs the password is the last: an operator sets one first.
    pub async fn try_all(&mut self) {
        for at in 0..self.items.len() {
            let tried = match &self.items[at].thing {
                Thing::Pending(_) | Thing::App(_) | Thing::Codes(_) => continue,
                _ => self.works(at).await,
            };
            self.items[at].tried = Some(tried);
        }
        self.world.app.database.run("DELETE FROM throttles").await;
        self.set_password().await;
        for at in 0..self.items.len() {
            let code = match &self.items[at].thing {
                Thing::App(secret) => {
                    self.world.app.wait(30);
                    totp(secret, self.world.app.accounts.now())
                }
                Thing::Codes(codes) => codes[0].clone(),
                _ => continue,
            };
            let way = self.items[at].way;
            self.items[at].tried = Some(self.code_works(way, &code).await);
        }
    }

    async fn works(&self, at: usize) -> bool {
        let (world, app) = (self.world, &self.world.app);
        match &self.items[at].thing {
            Thing::Password => {
                let reply = app.sign_in(&self.present_username().await, PASSWORD).send().await;
                reply.status == 200 || reply.code() == "second_factor_required"
            }
            Thing::Session(refresh) => app.post("/api/auth/refresh").bearer(refresh).send().await.status == 200,
            Thing::TrustedBrowser => {
                let trusted = app.accounts.sessions().trusted_browsers(&Caller::system(), self.id).await;
                !trusted.expect("a list").is_empty()
            }
            Thing::Passkey(key) => key.as_ref().clone().sign_in(app).await.status == 200,
            Thing::Identity(identity) => {
                let arrived = arrive(app, &Caller::default(), identity, Aim::SignIn { remember: false }).await;
                matches!(arrived, Ok(Arrived::SignedIn(_) | Arrived::SecondFactor(_)))
            }
            Thing::ApiToken(secret) => app.me(secret).send().await.status == 200,
            Thing::PasswordLink(token) => app.accounts.link_pages().show_password_link(token).await.is_ok(),
            Thing::Page(kind, token) => {
                app.accounts.link_pages().show_link(*kind, token, LinkHolder::Api).await.is_ok()
            }
            Thing::Grant(client, refresh) => client.refresh(app, refresh).await.status == 200,
            Thing::Consent(client) => {
                let sql = format!(
                    "SELECT client_id FROM client_consents JOIN users ON users.id = user_id \
                     WHERE username = '{}' AND client_id = '{client}'",
                    self.present_username().await
                );
                !app.database.run(&sql).await.is_empty()
            }
            Thing::Device(client, begun) => client.poll(app, begun).await,
            Thing::Lockout(key) => world.is_locked(key).await,
            Thing::Username(username) => self.present_username().await == *username,
            Thing::Pending(_) | Thing::App(_) | Thing::Codes(_) => unreachable!("tried elsewhere"),
        }
    }

    /// Whether a code completes a sign-in.
    async fn code_works(&self, way: WayIn, code: &str) -> bool {
        let app = &self.world.app;
        let reply = app.sign_in(&self.present_username().await, OTHER_PASSWORD).send().await;
        if reply.status == 200 {
            // Nothing asks for a code. One could be left nevertheless.
            let factors = app.accounts.factors().of(&Caller::system(), self.id).await.expect("factors");
            return way == WayIn::Factor(FactorKind::RecoveryCodes) && factors.recovery_codes.left > 0;
        }
        reply.assert_refused(401, "second_factor_required");
        let body = json!({"pending_token": reply.json()["pending_token"], "code": code});
        app.post("/api/auth/login/code").json(&body).send().await.status == 200
    }
}
