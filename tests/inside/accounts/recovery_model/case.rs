//! One account on which owner, thief, administrator and clock take steps, with the real use cases.

use super::keys::Keys;
use super::world::{Link, Mailbox, OWNER, Stored, THIEF, World};
use crate::support::*;
use std::collections::BTreeSet;
use tokio::time::sleep;
use vestibule::accounts::{Browser, CurrentUser, LinkHolder, Principal, SignIn};
use vestibule::shared::api_tokens::CreateApiTokenRequest;
use vestibule::shared::bulk::UserAction;
use vestibule::shared::requests::{
    ChangePasswordRequest, DeleteAccountRequest, ForgotPasswordRequest, RecoveryLoginRequest, ResetPasswordRequest,
    UpdateUserRequest,
};

const WEEK: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// How long the clock is moved at once.
pub const DAYS: u64 = 3;

/// Declares the steps, and a list of all.
macro_rules! steps {
    ($($(#[$doc:meta])* $step:ident,)*) => {
        /// A step that somebody takes. Each comprises what follows of itself, such as using a link that was just requested.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub enum Step {
            $($(#[$doc])* $step,)*
        }

        impl Step {
            pub const ALL: [Self; [$(Step::$step),*].len()] = [$(Self::$step),*];
        }
    };
}

steps! {
    /// The thief asks for another address, with the password. It replaces one that is not confirmed at once.
    Request,
    /// The thief confirms the address.
    Confirm,
    /// The thief changes the password.
    ChangePassword,
    /// The thief undoes the last change of address, and chooses a password.
    UndoAsThief,
    /// The thief has forgotten the password, and gets a link.
    AskAsThief,
    /// The thief chooses a password with a link.
    ChooseAsThief,
    /// The thief deletes the account.
    Delete,
    /// The thief creates an API token.
    CreateToken,
    /// The thief adds a passkey.
    AddPasskey,
    /// The thief sets up an authenticator app, which replaces that of the owner.
    ReplaceApp,
    /// The thief makes recovery codes, which replace those of the owner.
    MakeCodes,
    /// The thief links an account at a provider.
    LinkIdentity,
    /// The thief removes the password.
    RemovePassword,
    /// The thief signs in once more, with whatever does it, and keeps the other session as well.
    SignInAgain,
    /// The owner undoes the first change of address, or the deletion, and chooses a password.
    Undo,
    /// The owner reports the thief's sign-in.
    Report,
    /// The owner has forgotten the password, and chooses another one.
    Forget,
    /// The owner changes back to the own address on the account page.
    ChangeBack,
    /// The owner confirms the own address, which an administrator has set.
    ConfirmAsOwner,
    /// The administrator vouches for the owner's address.
    Vouch,
    /// The administrator sets the owner's address, and vouches for it.
    SetAddress,
    /// The administrator sets the owner's address, which its owner has to confirm.
    SetUnconfirmed,
    /// The administrator passes a password link on to the owner, who uses it.
    PassLinkOn,
    /// The administrator removes the factors.
    ResetFactors,
    /// The administrator disables the account.
    Disable,
    /// The administrator enables the account.
    Enable,
    /// The administrator restores the account.
    Restore,
    /// Three days pass.
    Wait,
}

impl Step {
    /// Whether the thief adds a way in, or does something with one.
    pub fn is_addition(self) -> bool {
        match self {
            Self::AddPasskey
            | Self::ReplaceApp
            | Self::MakeCodes
            | Self::LinkIdentity
            | Self::RemovePassword
            | Self::SignInAgain
            | Self::ResetFactors => true,
            Self::Request
            | Self::Confirm
            | Self::ChangePassword
            | Self::UndoAsThief
            | Self::AskAsThief
            | Self::ChooseAsThief
            | Self::Delete
            | Self::CreateToken
            | Self::Undo
            | Self::Report
            | Self::Forget
            | Self::ChangeBack
            | Self::ConfirmAsOwner
            | Self::Vouch
            | Self::SetAddress
            | Self::SetUnconfirmed
            | Self::PassLinkOn
            | Self::Disable
            | Self::Enable
            | Self::Restore
            | Self::Wait => false,
        }
    }
}

/// Who knows the password of the account.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Password {
    Both,
    Thief,
    Owner,
    /// The first one, which the thief does not know.
    First,
    /// It is invalid.
    Nobody,
}

impl Password {
    fn text(self) -> &'static str {
        match self {
            Self::Both | Self::First => PASSWORD,
            Self::Thief => "Stolen-Ladder-19",
            Self::Owner => OTHER_PASSWORD,
            Self::Nobody => "",
        }
    }
}

/// What owner and thief have at the beginning.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Kit {
    /// The thief knows the password of an account without factors.
    Password,
    /// The thief has a session of an account with an authenticator app and recovery codes, right after its owner signed in.
    Session,
}

/// What decides how a case continues: two cases in the same state differ in nothing but the names of their rows.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct State {
    mailbox: Mailbox,
    is_verified: bool,
    status: String,
    password: Password,
    has_session: bool,
    has_api_token: bool,
    /// Of the thief and of the owner, and what can be given back.
    factors: String,
    sessions: usize,
    /// Purpose, mailbox and remaining hours of each link.
    links: Vec<(String, Mailbox, u64)>,
    /// How many hours are left for the owner.
    deadline: u64,
}

pub struct Case<'a> {
    world: &'a World,
    username: String,
    id: UserId,
    password: Password,
    kit: Kit,
    /// Of the thief. The last one is used.
    sessions: Vec<SignIn>,
    thiefs: Keys,
    owners: Keys,
    api_token: Option<String>,
    /// All links that the thief has ever received.
    seen: BTreeSet<String>,
    /// Since when the owner has been able to act: when the address was last changed, or the account deleted or enabled.
    taken_at: Timestamp,
}

fn caller(device: &str) -> Caller {
    Caller { device: Some(device.to_owned()), ..Caller::default() }
}

/// The thief, who is signed in.
fn as_thief(who: &CurrentUser) -> Caller {
    Caller { who: Principal::User(who.clone()), ..caller(THIEF) }
}

impl<'a> Case<'a> {
    /// An account whose owner has signed in.
    pub async fn begin(world: &'a World, kit: Kit, number: usize) -> Self {
        let username = format!("person{}{number}", if kit == Kit::Password { "p" } else { "s" });
        let id = world.app.add(&username, "").await.id;
        let mut owners = Keys::default();
        let owner = owners.log_in(world, &caller(OWNER), &username, PASSWORD).await.expect("the owner");
        if kit == Kit::Session {
            let who = Caller { who: Principal::User(owner.who), ..caller(OWNER) };
            assert!(owners.add_app(world, &who).await && owners.make_codes(world, &who).await, "the owner's factors");
        }
        let password = if kit == Kit::Password { Password::Both } else { Password::First };
        let (thiefs, seen, taken_at) = (Keys::default(), BTreeSet::new(), world.now());
        Self {
            world,
            username,
            id,
            password,
            kit,
            sessions: Vec::new(),
            thiefs,
            owners,
            api_token: None,
            seen,
            taken_at,
        }
    }

    /// The thief gets a session. Later, because everything that was added at that time is the thief's.
    pub async fn enter(&mut self) {
        let keys = if self.kit == Kit::Password { &mut self.thiefs } else { &mut self.owners };
        let session = keys.log_in(self.world, &caller(THIEF), &self.username, PASSWORD).await;
        self.sessions.push(session.expect("a session of the thief"));
        self.taken_at = self.world.now();
    }

    /// Takes a step that is not [`Step::Wait`]. False if it is impossible; then nothing has changed.
    pub async fn take(&mut self, step: Step) -> bool {
        let stored = self.stored().await;
        let is_active = stored.status == "active";
        let (at_owner, at_thief) = (is_active && !stored.mailbox.is_thiefs(), is_active && stored.mailbox.is_thiefs());
        let done = match step {
            Step::Request => is_active && self.request(other_of_thief(stored.mailbox)).await,
            Step::Confirm => self.confirm(&stored, Mailbox::is_thiefs).await,
            Step::ChangePassword => self.change_password().await,
            Step::UndoAsThief => self.undo(&stored, Mailbox::is_thiefs, Password::Thief).await,
            Step::AskAsThief => at_thief && self.ask_for_link(stored.mailbox).await.is_some(),
            Step::ChooseAsThief => self.choose_as_thief(&stored).await,
            Step::Delete => self.delete().await,
            Step::CreateToken => self.create_token().await,
            Step::AddPasskey => self.add(Added::Passkey).await,
            Step::ReplaceApp => self.add(Added::App).await,
            Step::MakeCodes => self.add(Added::Codes).await,
            Step::LinkIdentity => self.add(Added::Identity).await,
            Step::RemovePassword => self.remove_password().await,
            Step::SignInAgain => is_active && self.sign_in_again().await,
            Step::ResetFactors => at_owner && self.reset_factors().await,
            Step::Undo => self.undo(&stored, |mailbox| !mailbox.is_thiefs(), Password::Owner).await,
            Step::Report => at_owner && self.report(&stored).await,
            Step::Forget => at_owner && self.forget(Mailbox::Owner, Password::Owner).await,
            Step::ChangeBack => at_thief && self.change_back().await,
            Step::ConfirmAsOwner => at_owner && self.confirm(&stored, |mailbox| !mailbox.is_thiefs()).await,
            Step::Vouch => at_owner && !stored.is_verified && self.vouch().await,
            Step::SetAddress => at_thief && self.set_address(Expected::Given(true)).await,
            Step::SetUnconfirmed => at_thief && self.set_address(Expected::Missing).await,
            // Otherwise the administrator would decide for the thief.
            Step::PassLinkOn => at_owner && self.pass_link_on().await,
            Step::Disable => is_active && self.set_status(UserAction::Disable).await,
            Step::Enable => stored.status == "disabled" && self.set_status(UserAction::Enable).await,
            Step::Restore => stored.status == "deleted" && self.set_status(UserAction::Restore).await,
            Step::Wait => unreachable!("the clock is the same for all cases"),
        };
        let takes = match step {
            Step::Confirm | Step::UndoAsThief | Step::Delete | Step::SetUnconfirmed | Step::Enable => true,
            Step::Request => !stored.is_verified,
            _ => false,
        };
        if done && takes {
            self.taken_at = self.world.now();
        }
        done
    }

    /// The state; None if the owner has waited too long.
    pub async fn state(&mut self) -> Option<State> {
        let stored = self.stored().await;
        if !stored.mailbox.is_thiefs() && stored.is_verified && stored.status != "deleted" {
            // Only that the thief waits for a confirmation: it needs the password, and would be a change of its own.
            let of_thief = |link: &&Link| link.mailbox.is_thiefs() && link.purpose != "change_email";
            assert_eq!(stored.links.iter().find(of_thief), None, "the owner has the account: {stored:?}");
        }
        let is_lost = stored.mailbox.is_thiefs() || !stored.is_verified || stored.status == "deleted";
        // Time stands still for the owner of a disabled account.
        let is_urgent = is_lost && stored.status != "disabled";
        let left = self.world.now().until(self.taken_at.plus(WEEK));
        if is_urgent && left.is_zero() {
            return None;
        }
        // Up, because the clock moves a little between steps.
        let hours = |left: Duration| left.min(WEEK).as_secs().div_ceil(3600);
        Some(State {
            mailbox: stored.mailbox,
            is_verified: stored.is_verified,
            status: stored.status,
            password: self.password,
            has_session: stored.has_session,
            has_api_token: stored.has_api_token,
            factors: stored.factors,
            sessions: self.sessions.len().min(2),
            links: stored.links.into_iter().map(|link| (link.purpose, link.mailbox, hours(link.left))).collect(),
            deadline: if is_urgent { hours(left) } else { 0 },
        })
    }

    /// The owner takes the account back with what is in the mailbox, and then nothing works that the thief has.
    pub async fn finish(mut self) {
        if self.stored().await.status == "disabled" {
            assert!(self.set_status(UserAction::Enable).await, "enabled");
        }
        let stored = self.stored().await;
        let is_owner = |mailbox: Mailbox| !mailbox.is_thiefs();
        let is_back = self.undo(&stored, is_owner, Password::Owner).await
            || (stored.status == "active"
                && is_owner(stored.mailbox)
                && self.forget(Mailbox::Owner, Password::Owner).await);
        assert!(is_back, "nothing in the owner's mailbox helps: {stored:?}");
        let entered = self.enter_as_owner().await;
        self.end_what_is_not_known(entered).await;
        let now = self.stored().await;
        assert_eq!((now.mailbox, now.status.as_str(), now.is_verified), (Mailbox::Owner, "active", true));
        assert!(!now.has_session && !now.has_api_token, "{now:?}");

        let (accounts, thief) = (&self.world.app.accounts, caller(THIEF));
        for token in &std::mem::take(&mut self.seen) {
            assert!(accounts.undo_email_change(&thief, token, LinkHolder::Api).await.is_err(), "an undo: {stored:?}");
            assert!(accounts.confirm_email(&thief, token, LinkHolder::Api).await.is_err(), "a new address: {stored:?}");
            assert!(accounts.report_sign_in(&thief, token, LinkHolder::Api).await.is_err(), "a report: {stored:?}");
            assert!(!self.choose(token, Password::Thief).await, "a password link: {stored:?}");
        }
        for session in &self.sessions {
            assert!(accounts.authenticate(&session.access_token).await.is_err(), "a session: {stored:?}");
            let refresh_token = session.refresh_token.as_deref().expect("a refresh token");
            assert!(accounts.refresh(&thief, refresh_token).await.is_err(), "a session: {stored:?}");
        }
        if let Some(token) = &self.api_token {
            assert!(accounts.authenticate(token).await.is_err(), "the API token: {stored:?}");
        }
        for password in [Password::Both, Password::Thief] {
            let signed_in = self.thiefs.log_in(self.world, &thief, &self.username, password.text()).await;
            assert!(signed_in.is_none(), "{password:?}: {stored:?}");
        }
        let with_passkey = self.thiefs.enter_with_passkey(self.world, &thief, None).await;
        assert!(with_passkey.is_none(), "a passkey: {stored:?}");
        assert!(!self.thiefs.enter_with_identity(self.world, &thief).await, "an account at a provider: {stored:?}");
        for code in &self.thiefs.codes {
            let request = RecoveryLoginRequest {
                login: self.username.as_str().into(),
                recovery_code: code.as_str().into(),
                ..RecoveryLoginRequest::default()
            };
            let entered = accounts.log_in_with_recovery_code(&thief, Browser::default(), request).await;
            assert!(entered.is_err(), "a recovery code: {stored:?}");
        }
    }

    /// The owner signs in with the new password: with what is in the mailbox, or with an administrator's help where a factor is not
    /// theirs, or theirs is lost.
    async fn enter_as_owner(&mut self) -> SignIn {
        let owner = caller(OWNER);
        if let Some(entered) = self.owners.log_in(self.world, &owner, &self.username, Password::Owner.text()).await {
            return entered;
        }
        let stored = self.stored().await;
        let is_report = |link: &&Link| link.purpose == "report_sign_in" && !link.mailbox.is_thiefs();
        // The oldest contests the most.
        if let Some(link) = stored.links.iter().find(is_report) {
            let reported =
                self.world.app.accounts.report_sign_in(&Caller::default(), &link.token, LinkHolder::Api).await;
            assert!(reported.is_ok(), "a report: {stored:?}");
            let follows = self.link("password", Mailbox::Owner).await.expect("a link to choose a password");
            assert!(self.choose(&follows, Password::Owner).await, "a new password");
            if let Some(entered) = self.owners.log_in(self.world, &owner, &self.username, Password::Owner.text()).await
            {
                return entered;
            }
        }
        let reset = self.world.app.accounts.reset_factors(&Caller::system(), self.id).await;
        assert!(reset.is_ok(), "an administrator: {stored:?}");
        let entered = self.owners.log_in(self.world, &owner, &self.username, Password::Owner.text()).await;
        entered.unwrap_or_else(|| panic!("the owner: {stored:?}"))
    }

    /// The owner reads the list of what can still sign in, and ends what they do not know.
    async fn end_what_is_not_known(&mut self, entered: SignIn) {
        let (accounts, id) = (&self.world.app.accounts, self.id);
        let owner = Caller { who: Principal::User(entered.who), ..caller(OWNER) };
        for identity in accounts.list_identities(&owner, id).await.expect("a list").identities {
            accounts.unlink_identity(&owner, id, identity.id).await.expect("unlinked");
        }
        let factors = accounts.factors(&owner, id).await.expect("a list");
        for passkey in factors.passkeys {
            accounts.remove_passkey(&owner, passkey.id, &Text::Missing).await.expect("removed");
        }
    }

    /// Reads the account, and remembers the links that the thief has received.
    async fn stored(&mut self) -> Stored {
        let stored = self.world.stored(&self.username).await;
        let received = stored.links.iter().filter(|link| link.mailbox.is_thiefs());
        self.seen.extend(received.map(|link| link.token.clone()));
        stored
    }

    /// The thief, with the session or with the password.
    async fn thief(&mut self) -> Option<CurrentUser> {
        let accounts = &self.world.app.accounts;
        let last = self.sessions.last()?;
        if let Ok(who) = accounts.authenticate(&last.access_token).await {
            return Some(who);
        }
        let refresh_token = last.refresh_token.as_deref().expect("a refresh token");
        let session = match accounts.refresh(&caller(THIEF), refresh_token).await {
            Ok(renewed) => renewed,
            Err(_) => {
                let known = self.known_to_thief()?;
                self.thiefs.log_in(self.world, &caller(THIEF), &self.username, known).await?
            }
        };
        let who = session.who.clone();
        *self.sessions.last_mut()? = session;
        Some(who)
    }

    /// The thief adds a way in.
    async fn add(&mut self, what: Added) -> bool {
        let Some(who) = self.thief().await else { return false };
        let (world, who) = (self.world, as_thief(&who));
        match what {
            Added::Passkey if self.thiefs.passkeys.len() >= 2 => false,
            Added::Passkey => self.thiefs.add_passkey(world, &who).await,
            Added::App => self.thiefs.apps.is_empty() && self.thiefs.add_app(world, &who).await,
            Added::Codes => self.thiefs.codes.is_empty() && self.thiefs.make_codes(world, &who).await,
            Added::Identity => {
                let subject = self.username.clone();
                self.thiefs.identity.is_none() && self.thiefs.link(world, &who, subject).await
            }
        }
    }

    /// The thief shows with a passkey that they can do without the password, and removes it.
    async fn remove_password(&mut self) -> bool {
        if self.password == Password::Nobody {
            return false;
        }
        let Some(entered) = self.thiefs.enter_with_passkey(self.world, &caller(THIEF), None).await else {
            return false;
        };
        let removed = self.world.app.accounts.remove_password(&as_thief(&entered.who)).await.is_ok();
        self.sessions.push(entered);
        if removed {
            self.password = Password::Nobody;
        }
        removed
    }

    async fn sign_in_again(&mut self) -> bool {
        if self.sessions.len() >= 2 {
            return false;
        }
        let (world, thief) = (self.world, caller(THIEF));
        let entered = match self.known_to_thief() {
            Some(known) => self.thiefs.log_in(world, &thief, &self.username, known).await,
            None => self.thiefs.enter_with_passkey(world, &thief, None).await,
        };
        self.sessions.extend(entered);
        self.sessions.len() == 2
    }

    async fn reset_factors(&self) -> bool {
        self.world.app.accounts.reset_factors(&Caller::system(), self.id).await.is_ok()
    }

    fn known_to_thief(&self) -> Option<&'static str> {
        matches!(self.password, Password::Both | Password::Thief).then(|| self.password.text())
    }

    async fn request(&mut self, mailbox: Mailbox) -> bool {
        let Some(password) = self.known_to_thief() else { return false };
        let Some(who) = self.thief().await else { return false };
        self.ask_for(who, mailbox, password).await
    }

    /// Asks for another address; returns whether it has to be confirmed now.
    async fn ask_for(&self, who: CurrentUser, mailbox: Mailbox, password: &str) -> bool {
        let request = UpdateUserRequest {
            email: mailbox.address(&self.username).into(),
            current_password: password.into(),
            ..UpdateUserRequest::default()
        };
        let caller = Caller::from(Principal::User(who));
        self.world.app.accounts.update_profile(&caller, self.id, request, None).await.is_ok()
    }

    async fn confirm(&self, stored: &Stored, is_in: impl Fn(Mailbox) -> bool) -> bool {
        let confirms = |link: &&Link| matches!(&*link.purpose, "change_email" | "confirm_email") && is_in(link.mailbox);
        let Some(link) = stored.links.iter().find(confirms) else { return false };
        self.world.app.accounts.confirm_email(&Caller::default(), &link.token, LinkHolder::Api).await.is_ok()
    }

    async fn change_password(&mut self) -> bool {
        let Some(known) = self.known_to_thief().filter(|_| self.password == Password::Both) else { return false };
        let Some(who) = self.thief().await else { return false };
        let request = ChangePasswordRequest {
            current_password: known.into(),
            new_password: Password::Thief.text().into(),
            ..ChangePasswordRequest::default()
        };
        let changed = self.world.app.accounts.change_password(&who, &as_thief(&who), request).await.is_ok();
        if changed {
            self.password = Password::Thief;
        }
        changed
    }

    async fn delete(&mut self) -> bool {
        let Some(known) = self.known_to_thief() else { return false };
        let Some(who) = self.thief().await else { return false };
        let request = DeleteAccountRequest { password: known.into() };
        self.world.app.accounts.delete_account(&who, &as_thief(&who), request).await.is_ok()
    }

    async fn create_token(&mut self) -> bool {
        let Some(who) = self.thief().await else { return false };
        let request = CreateApiTokenRequest {
            name: "a way back in".into(),
            scopes: texts(&["self"]),
            current_password: self.known_to_thief().unwrap_or_default().into(),
            ..CreateApiTokenRequest::default()
        };
        let created = self.world.app.accounts.create_api_token(&as_thief(&who), self.id, request).await;
        let Ok(created) = created else { return false };
        self.api_token = Some(created.secret);
        true
    }

    /// Uses an undo in these mailboxes: the owner the oldest, which goes back the furthest, and the thief the newest, which the
    /// oldest has not been able to delete yet. Then chooses a password with the link that follows.
    async fn undo(&mut self, stored: &Stored, is_in: impl Fn(Mailbox) -> bool, new: Password) -> bool {
        let is_undo = |link: &&Link| link.purpose == "undo_email_change" && is_in(link.mailbox);
        let mut undos = stored.links.iter().filter(is_undo);
        let link = if new == Password::Owner { undos.next() } else { undos.next_back() };
        let Some(Link { token, mailbox, .. }) = link else { return false };
        let undone = self.world.app.accounts.undo_email_change(&Caller::default(), token, LinkHolder::Api).await;
        if undone.is_err() {
            return false;
        }
        let follows = self.link("password", *mailbox).await.expect("a link to choose a password");
        assert!(self.choose(&follows, new).await, "a new password");
        true
    }

    async fn report(&mut self, stored: &Stored) -> bool {
        let Some(link) = stored.links.iter().find(|link| link.purpose == "report_sign_in") else { return false };
        let reported = self.world.app.accounts.report_sign_in(&Caller::default(), &link.token, LinkHolder::Api).await;
        if reported.is_ok() {
            self.password = Password::Nobody;
        }
        reported.is_ok()
    }

    /// Asks for a password link, and uses it.
    async fn forget(&mut self, mailbox: Mailbox, new: Password) -> bool {
        let Some(link) = self.ask_for_link(mailbox).await else { return false };
        self.choose(&link, new).await
    }

    async fn choose_as_thief(&mut self, stored: &Stored) -> bool {
        let is_link = |link: &&Link| link.purpose == "password" && link.mailbox.is_thiefs();
        let Some(link) = stored.links.iter().find(is_link) else { return false };
        self.choose(&link.token, Password::Thief).await
    }

    /// Asks for a password link, and returns its token.
    async fn ask_for_link(&mut self, mailbox: Mailbox) -> Option<String> {
        let stored = self.stored().await;
        let before = self.link("password", mailbox).await;
        let request = ForgotPasswordRequest { email: mailbox.address(&self.username).into() };
        self.world.app.accounts.forgot_password(&Caller::default(), &request).expect("an answer");
        if stored.needs_no_password {
            // It gets a message about how to sign in.
            return None;
        }
        // It is sent after the answer.
        loop {
            match self.link("password", mailbox).await {
                Some(link) if Some(&link) != before.as_ref() => return Some(link),
                _ => sleep(Duration::from_millis(1)).await,
            }
        }
    }

    /// Chooses a password with a link; returns whether that is possible.
    async fn choose(&mut self, token: &str, new: Password) -> bool {
        let request = ResetPasswordRequest { token: token.into(), password: new.text().into() };
        let chosen = self.world.app.accounts.reset_password(request, &Caller::default()).await.is_ok();
        if chosen {
            self.password = new;
        }
        chosen
    }

    async fn change_back(&mut self) -> bool {
        let is_known = matches!(self.password, Password::Both | Password::Owner | Password::First);
        let Some(known) = is_known.then(|| self.password.text()) else { return false };
        let owner = self.owners.log_in(self.world, &caller(OWNER), &self.username, known).await;
        let Some(owner) = owner else { return false };
        assert!(self.ask_for(owner.who, Mailbox::Owner, known).await, "a request");
        let stored = self.stored().await;
        self.confirm(&stored, |mailbox| !mailbox.is_thiefs()).await
    }

    async fn set_address(&self, email_verified: Expected<bool>) -> bool {
        let request = UpdateUserRequest {
            email: Mailbox::Owner.address(&self.username).into(),
            email_verified,
            ..UpdateUserRequest::default()
        };
        self.world.app.accounts.update_profile(&Caller::system(), self.id, request, None).await.is_ok()
    }

    async fn vouch(&self) -> bool {
        self.world.app.accounts.mark_confirmed(&Caller::system(), self.id).await.is_ok()
    }

    async fn pass_link_on(&mut self) -> bool {
        let made = self.world.app.accounts.issue_password_link(&Caller::system(), self.id).await;
        let Ok(link) = made else { return false };
        let (_, token) = link.url.split_once("token=").expect("a token");
        assert!(self.choose(token, Password::Owner).await, "a new password");
        true
    }

    async fn set_status(&self, action: UserAction) -> bool {
        self.world.app.accounts.change_status(&Caller::system(), self.id, action).await.is_ok()
    }

    /// The token of the newest link for a purpose.
    async fn link(&mut self, purpose: &str, mailbox: Mailbox) -> Option<String> {
        let links = self.stored().await.links.into_iter().rev();
        links.into_iter().find(|link| link.purpose == purpose && link.mailbox == mailbox).map(|link| link.token)
    }
}

/// The mailbox to which the thief moves next.
fn other_of_thief(mailbox: Mailbox) -> Mailbox {
    if mailbox == Mailbox::Thief { Mailbox::OtherOfThief } else { Mailbox::Thief }
}

/// What a thief adds.
#[derive(Clone, Copy)]
enum Added {
    Passkey,
    App,
    Codes,
    Identity,
}
