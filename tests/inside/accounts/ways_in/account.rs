//! An account with every way in: those of its owner, and those that a thief has added.

use super::item::Whose::{self, Owners, Thiefs};
use super::item::{Item, Thing};
use super::world::{GROUP, World};
use crate::support::authenticator::{begin_sign_in, finish, pending};
use crate::support::company::{arrive, identity, link};
use crate::support::totp::totp;
use crate::support::*;
use vestibule::accounts::ways_in::{Repair, WayIn};
use vestibule::accounts::{Arrived, Browser as Cookies, LinkKind, Purpose as Aim, SignIn};
use vestibule::shared::FactorKind;
use vestibule::shared::api_tokens::CreateApiTokenRequest;
use vestibule::shared::bulk::UserAction;
use vestibule::shared::requests::{ConfirmAuthenticatorRequest, RegisterRequest, SecondFactorRequest};
use vestibule::store::one_time_tokens::Purpose;

const HOUR: u64 = 60 * 60;
pub const CONFIRM: &str = "/verify-email";
pub const UNDO: &str = "/undo-email-change";
pub const REPORT: &str = "/report-sign-in";
pub const CHOOSE: &str = "/reset-password";

pub struct Account<'a> {
    pub world: &'a World,
    pub username: String,
    pub id: UserId,
    /// A program that it runs.
    robot: UserId,
    pub owner: Tokens,
    pub thief: Tokens,
    pub key_of_owner: Authenticator,
    pub key_of_thief: Authenticator,
    pub items: Vec<Item>,
    /// The tokens of links that repairs use: for the report of the thief's session, of the invitation, and of the change of address.
    pub report: String,
    pub invitation: String,
    pub pending_email: String,
}

impl<'a> Account<'a> {
    /// Of a known owner. `number`: what its names are made of.
    pub async fn of_owner(world: &'a World, number: usize) -> Self {
        let username = format!("person{number}");
        let request = RegisterRequest {
            username: username.as_str().into(),
            email: format!("first{username}@example.org").into(),
            password: PASSWORD.into(),
            ..RegisterRequest::default()
        };
        let user =
            world.app.accounts.users().create_user(&Caller::system(), request, Role::Admin).await.expect("an account");
        let mut account = Self::begin(world, username, user.id).await;
        account.move_to_present_address().await;
        account.furnish().await;
        account
    }

    /// That was opened with the address of somebody else, and never confirmed.
    pub async fn of_stranger(world: &'a World, number: usize) -> Self {
        let username = format!("person{number}");
        let id = id_of(&world.app.register(&username).await).parse().expect("an id");
        let role = UserAction::SetRole(Role::Admin);
        world.app.accounts.users().change_status(&Caller::system(), id, role).await.expect("an administrator");
        let mut account = Self::begin(world, username, id).await;
        account.furnish().await;
        let email = account.email();
        for (way, kind, purpose) in [
            (WayIn::ReportLink, LinkKind::Report, Purpose::ReportSignIn),
            (WayIn::Undo, LinkKind::Undo, Purpose::UndoEmailChange),
        ] {
            let token = world.insert_link(account.id, purpose, &email).await;
            account.add(way, Owners, Thing::Page(kind, token));
        }
        account
    }

    async fn begin(world: &'a World, username: String, id: UserId) -> Self {
        let app = &world.app;
        app.accounts.groups().add_to_group(&Caller::system(), GROUP, id).await.expect("a member");
        let (owner, robot) = (app.log_in(&username).await, world.add_robot(&format!("robot-of-{username}")).await);
        Self {
            world,
            username,
            id,
            robot,
            thief: owner.clone(),
            owner,
            key_of_owner: Authenticator::new(),
            key_of_thief: Authenticator::new(),
            items: Vec::new(),
            report: String::new(),
            invitation: String::new(),
            pending_email: String::new(),
        }
    }

    pub fn email(&self) -> String {
        format!("{}@example.org", self.username)
    }

    pub fn lair(&self, number: u8) -> String {
        format!("lair{number}.{}@example.net", self.username)
    }

    pub fn path(&self) -> String {
        format!("/api/users/{}", self.id)
    }

    pub fn add(&mut self, way: WayIn, whose: Whose, thing: Thing) {
        self.items.push(Item::new(way, whose, thing));
    }

    /// Asks for another address in a session; returns the token in the message to it.
    pub async fn ask_for_address(&self, who: &Tokens, email: &str) -> String {
        let body = json!({"email": email, "current_password": PASSWORD});
        self.world.app.send(who, Method::PATCH, &self.path(), &body).await.expect_status(200);
        self.world.mailed(email, CONFIRM).await
    }

    /// Confirms another address.
    pub async fn confirm_address(&self, token: &str) {
        let body = json!({"token": token});
        self.world.app.post("/api/auth/email/verify").json(&body).expect_status(204).await;
    }

    /// The owner had another address before, which the account can be given back to.
    async fn move_to_present_address(&mut self) {
        let email = self.email();
        let token = self.ask_for_address(&self.owner, &email).await;
        self.confirm_address(&token).await;
        let undo = self.world.mailed(&format!("first{email}"), UNDO).await;
        let undo = Item::new(WayIn::Undo, Owners, Thing::Page(LinkKind::Undo, undo));
        self.items.push(undo.resting_on(&[Repair::EmailVouched]));
    }

    async fn furnish(&mut self) {
        self.add(WayIn::Password, Owners, Thing::Password);
        self.items
            .push(Item { asks: true, ..Item::new(WayIn::Session, Owners, Thing::Session(self.owner.refresh.clone())) });
        let owner = self.owner.clone();
        let (app_of_owner, key) = self.add_all(&owner, Owners).await;
        self.key_of_owner = key;
        self.world.app.wait(HOUR);

        self.thief = self.intrude(&app_of_owner).await;
        self.world.app.wait(60);
        let thief = self.thief.clone();
        self.add(WayIn::Session, Thiefs, Thing::Session(thief.refresh.clone()));
        let (app_of_thief, key) = self.add_all(&thief, Thiefs).await;
        self.key_of_thief = key;
        for item in &mut self.items {
            let is_single = matches!(item.way, WayIn::Factor(kind) if kind != FactorKind::Passkey);
            item.works &= !(is_single && item.whose == Owners);
        }
        self.add_of_sessions(&app_of_thief).await;
        self.add_meanwhile().await;
        self.add_what_ends_soon().await;
    }

    /// What a session can add, in an order in which each is still allowed; returns the secret of the app, and the passkey.
    async fn add_all(&mut self, who: &Tokens, whose: Whose) -> (String, Authenticator) {
        let (world, app, name) = (self.world, &self.world.app, format!("{whose:?}"));
        let caller = app.caller(&who.access).await;
        for (way, account) in [(WayIn::ApiToken, self.id), (WayIn::TokenForOthers, self.robot)] {
            let request = CreateApiTokenRequest {
                name: name.as_str().into(),
                scopes: texts(&["self"]),
                ..CreateApiTokenRequest::default()
            };
            let new = app.accounts.api_tokens().create_api_token(&caller, account, request).await.expect("a token");
            self.add(way, whose, Thing::ApiToken(new.secret));
        }
        let client = if whose == Owners { &world.wiki } else { &world.notes };
        let refresh = client.offline_access(app, &who.access).await;
        self.add(WayIn::ClientGrant, whose, Thing::Grant(client.clone(), refresh));
        self.add(WayIn::Consent, whose, Thing::Consent(client.id.clone()));
        let linked = identity(&format!("{name} {}", self.username), &self.lair(9), false);
        assert!(link(app, &caller, &linked).await);
        self.add(WayIn::Identity, whose, Thing::Identity(Box::new(linked)));

        let mut key = new_passkey(app, who).await;
        self.add(WayIn::Factor(FactorKind::Passkey), whose, Thing::Passkey(Box::new(key.clone())));
        let proved = prove(app, who, &mut key).await;
        let new = app.post("/api/account/factors/recovery-codes").bearer(&proved.access).expect_status(201).await;
        let codes = each_text(&new.json()["codes"]);
        self.add(WayIn::Factor(FactorKind::RecoveryCodes), whose, Thing::Codes(codes));
        let caller = app.caller(&proved.access).await;
        let new = app.accounts.factors().begin_authenticator(&caller).await.expect("a secret");
        let request = ConfirmAuthenticatorRequest {
            setup: new.setup.into(),
            code: totp(&new.secret, app.accounts.now()).into(),
            ..ConfirmAuthenticatorRequest::default()
        };
        app.accounts.factors().confirm_authenticator(&caller, request).await.expect("an app");
        self.add(WayIn::Factor(FactorKind::Authenticator), whose, Thing::App(new.secret.clone()));
        app.wait(30);
        (new.secret, key)
    }

    /// A thief signs in with what the owner has typed elsewhere, and the owner is told.
    async fn intrude(&mut self, secret: &str) -> Tokens {
        let app = &self.world.app;
        let pending = pending(app, &self.username).await;
        let body = json!({"pending_token": pending, "code": totp(secret, app.accounts.now())});
        let call = app.post("/api/auth/login/code").json(&body).seen_from("198.51.100.7");
        let thief = Tokens::of(&call.expect_status(200).await.json());
        if self.items.iter().any(|item| item.way == WayIn::Undo) {
            self.report = self.world.mailed(&self.email(), REPORT).await;
        }
        thief
    }

    /// Sessions that began later, with an identity and with a passkey, and a browser that is trusted.
    async fn add_of_sessions(&mut self, secret: &str) {
        let (world, app) = (self.world, &self.world.app);
        let began = self.arrive_at_second_factor().await;
        let there = self.complete(&began, secret, false).await;
        let refresh = there.refresh_token.expect("a refresh token");
        self.items.push(Item::new(WayIn::Session, Thiefs, Thing::Session(refresh)).resting_on(&[Repair::Unlinked]));

        let begun = begin_sign_in(app, &json!({})).await;
        let call = app.post("/api/auth/login/passkey/finish").json(&self.key_of_thief.answer(&begun));
        let later = Tokens::of(&call.seen_from("203.0.113.9").expect_status(200).await.json());
        self.add(WayIn::Session, Thiefs, Thing::Session(later.refresh));
        if !self.report.is_empty() {
            let report = world.mailed(&self.email(), REPORT).await;
            let report = Item::new(WayIn::ReportLink, Owners, Thing::Page(LinkKind::Report, report));
            self.items.push(report.resting_on(&[Repair::EmailVouched]));
        }

        let began = pending(app, &self.username).await;
        self.complete(&began, secret, true).await.trusted.expect("a trusted browser");
        self.add(WayIn::TrustedBrowser, Thiefs, Thing::TrustedBrowser);
        app.wait(30);
    }

    async fn complete(&self, pending: &str, secret: &str, trust: bool) -> SignIn {
        self.world.app.wait(30);
        let code = totp(secret, self.world.app.accounts.now());
        let request = SecondFactorRequest {
            pending_token: pending.into(),
            code: code.into(),
            trust: if trust { Expected::Given(true) } else { Expected::Missing },
        };
        let accounts = &self.world.app.accounts;
        accounts.sessions().log_in_with_code(&Caller::default(), Cookies::default(), request).await.expect("a session")
    }

    /// A sign-in with the thief's identity, which waits for its second factor.
    async fn arrive_at_second_factor(&self) -> String {
        let is_thiefs = |item: &&Item| item.whose == Thiefs && item.way == WayIn::Identity;
        let Some(Item { thing: Thing::Identity(identity), .. }) = self.items.iter().find(is_thiefs) else {
            panic!("no identity")
        };
        let arrived = arrive(&self.world.app, &Caller::default(), identity, Aim::SignIn { remember: false }).await;
        let Ok(Arrived::SecondFactor(began)) = arrived else { panic!("{arrived:?}") };
        began.pending_token
    }

    /// The owner adds a passkey in the session from before.
    async fn add_meanwhile(&mut self) {
        let app = &self.world.app;
        self.owner = Tokens::of(&app.refresh(&self.owner).await.expect_status(200).json());
        for item in self.items.iter_mut().filter(|item| item.asks) {
            item.thing = Thing::Session(self.owner.refresh.clone());
        }
        self.owner = prove(app, &self.owner, &mut self.key_of_owner).await;
        let key = new_passkey(app, &self.owner).await;
        self.add(WayIn::Factor(FactorKind::Passkey), Owners, Thing::Passkey(Box::new(key)));
    }

    /// What is valid for minutes.
    async fn add_what_ends_soon(&mut self) {
        let (world, app) = (self.world, &self.world.app);
        self.thief = prove(app, &self.thief, &mut self.key_of_thief).await;
        let (thief, email) = (self.thief.clone(), self.email());
        let vault = world.vault.offline_access(app, &thief.access).await;
        let grant = Item::new(WayIn::ClientGrant, Thiefs, Thing::Grant(world.vault.clone(), vault));
        self.items.push(grant.resting_on(&[Repair::GroupLost]));
        let owner = self.owner.clone();
        for (client, who, whose, rests_on) in [
            (&world.tv, &owner, Owners, &[][..]),
            (&world.tv, &thief, Thiefs, &[Repair::SignedOut, Repair::EndedOthers][..]),
            (&world.vault_tv, &thief, Thiefs, &[Repair::SignedOut, Repair::EndedOthers, Repair::GroupLost][..]),
        ] {
            let begun = client.allowed_device(app, &who.access).await;
            let device = Item::new(WayIn::DeviceCode, whose, Thing::Device(client.clone(), begun));
            self.items.push(device.resting_on(rests_on));
        }

        let friend = app.add(&format!("friend-of-{}", self.username), "").await.id;
        let caller = app.caller(&thief.access).await;
        let for_friend = app.accounts.passwords().issue_password_link(&caller, friend).await.expect("a link");
        self.add(WayIn::LinkForOthers, Thiefs, Thing::PasswordLink(token_in(&for_friend.url)));
        self.pending_email = if self.report.is_empty() {
            world.insert_link(self.id, Purpose::ChangeEmail, &email).await
        } else {
            self.ask_for_address(&thief, &self.lair(1)).await
        };
        self.add(WayIn::PendingEmail, Thiefs, Thing::Page(LinkKind::Confirm, self.pending_email.clone()));
        let confirmation = if self.report.is_empty() {
            world.mailed(&email, CONFIRM).await
        } else {
            world.insert_link(self.id, Purpose::ConfirmEmail, &email).await
        };
        self.add(WayIn::Confirmation, Thiefs, Thing::Page(LinkKind::Confirm, confirmation));
        self.invitation = world.insert_link(self.id, Purpose::Invitation, &email).await;
        self.add(WayIn::Invitation, Thiefs, Thing::PasswordLink(self.invitation.clone()));
        self.add_password_links().await;

        let began = pending(app, &self.username).await;
        self.add(WayIn::PendingSignIn, Thiefs, Thing::Pending(began));
        let began = self.arrive_at_second_factor().await;
        self.items.push(Item::new(WayIn::PendingSignIn, Thiefs, Thing::Pending(began)).resting_on(&[Repair::Unlinked]));
        for (way, key) in [
            (WayIn::Lockout, format!("run:account:{}", self.id)),
            (WayIn::FactorLockout, format!("run:account:{}:factor", self.id)),
        ] {
            world.lock(&key).await;
            self.add(way, Owners, Thing::Lockout(key));
        }
        self.rename(&thief).await;
    }

    /// The thief takes another username.
    async fn rename(&mut self, thief: &Tokens) {
        let renamed = format!("thief-of-{}", self.username);
        let body = json!({"username": renamed});
        self.world.app.send(thief, Method::PATCH, &self.path(), &body).await.expect_status(200);
        let former = Item::new(WayIn::Username, Owners, Thing::Username(self.username.clone()));
        self.items.push(Item { works: false, ..former });
        self.add(WayIn::Username, Thiefs, Thing::Username(renamed));
    }

    /// The present username.
    pub async fn present_username(&self) -> String {
        let row = self.world.app.accounts.users().find_user(&Caller::system(), self.id).await;
        row.expect("an account").username.clone()
    }

    /// The one that is handed over first, because it replaces those that were sent.
    async fn add_password_links(&mut self) {
        let made = self.world.app.accounts.passwords().issue_password_link(&Caller::system(), self.id).await;
        self.add(WayIn::HandedLink, Owners, Thing::PasswordLink(token_in(&made.expect("a link").url)));
        let body = json!({"email": self.email()});
        self.world.app.post("/api/auth/password/forgot").json(&body).expect_status(202).await;
        let mailed = self.world.mailed(&self.email(), CHOOSE).await;
        self.add(WayIn::MailedLink, Owners, Thing::PasswordLink(mailed));
    }
}

/// Proves again whose session it is, with a passkey.
pub async fn prove(app: &TestApp, who: &Tokens, passkey: &mut Authenticator) -> Tokens {
    let begun = begin_sign_in(app, &json!({})).await;
    let reply = app.send(who, Method::POST, "/api/auth/step-up", &passkey.answer(&begun)).await;
    let access = reply.expect_status(200).json()["access_token"].as_str().expect("a token").to_owned();
    Tokens { access, ..who.clone() }
}

/// A passkey without a counter: tests use copies of it.
async fn new_passkey(app: &TestApp, who: &Tokens) -> Authenticator {
    let mut passkey = Authenticator { counter: 0, ..Authenticator::new() };
    passkey.register(app, who).await.expect_status(201);
    passkey
}

/// Completes a sign-in with a passkey; returns whether that is possible.
pub async fn completes(app: &TestApp, pending: &str, passkey: &mut Authenticator) -> bool {
    let begun = app.post("/api/auth/login/passkey/begin").json(&json!({"pending_token": pending})).send().await;
    begun.status == 200 && finish(app, &passkey.answer(&begun.json())).await.status == 200
}

fn each_text(list: &Value) -> Vec<String> {
    list.as_array().expect("a list").iter().map(|text| text.as_str().expect("a text").to_owned()).collect()
}
