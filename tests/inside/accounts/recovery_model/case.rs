//! One account on which owner, thief, administrator and clock take steps, with the real use cases.

use super::keys::Keys;
use super::state::{Password, State};
use super::steps::Step;
use super::stored::{Hash, Link, Stored};
use super::thief::Thief;
use super::world::{Mailbox, OTHER_OF_OWNER, OWNER, THIEF, World};
use crate::support::*;
use tokio::time::sleep;
use vestibule::accounts::{CurrentUser, LinkHolder, Principal, SignIn};
use vestibule::shared::bulk::UserAction;
use vestibule::shared::requests::{ForgotPasswordRequest, ResetPasswordRequest, UpdateUserRequest};
use vestibule::shared::views::Status;

/// What the thief has at the beginning, and the owner.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Kit {
    /// The thief knows the password of an account without factors, and has signed in.
    Password,
    /// The thief has a session of an account with an authenticator app, recovery codes and an account at a provider.
    Session,
    /// The thief reads the owner's mailbox. The owner has all that, and a passkey.
    Mailbox,
    /// The thief knows what the authenticator app shows, and the recovery codes. The owner has the same.
    OneFactor,
    /// The thief has an account at the provider that claims the owner's address. The owner has the same.
    Provider,
}

impl Kit {
    /// Whether the thief gets in at all. One who reads the mailbox, or has an account at a provider that does not vouch for its
    /// address, never does.
    pub fn gets_in(self) -> bool {
        match self {
            Self::Password | Self::Session | Self::OneFactor => true,
            Self::Mailbox | Self::Provider => false,
        }
    }

    /// Whether the thief reads a mailbox.
    pub fn reads(self, mailbox: Mailbox) -> bool {
        mailbox.is_thiefs() || (self == Self::Mailbox && mailbox == Mailbox::Owner)
    }
}

pub struct Case<'a> {
    pub world: &'a World,
    pub kit: Kit,
    /// Which of the runs it is.
    pub number: usize,
    /// The first username.
    pub username: String,
    /// The present one.
    pub login: String,
    pub id: UserId,
    pub password: Password,
    pub owners: Keys,
    /// A session of the owner, of whose beginning the mailbox was told.
    pub owner: Option<SignIn>,
    pub thief: Thief,
    /// Since when the owner has been able to act: when the address was last changed, or the account deleted or enabled.
    pub taken_at: Timestamp,
}

/// Somebody with this browser.
pub fn caller(device: &str) -> Caller {
    Caller { device: Some(device.to_owned()), ..Caller::default() }
}

/// Somebody with this browser, who is signed in.
pub fn signed_in(device: &str, who: &CurrentUser) -> Caller {
    Caller { who: Principal::User(who.clone()), ..caller(device) }
}

impl<'a> Case<'a> {
    /// An account whose owner has signed in.
    pub async fn begin(world: &'a World, kit: Kit, number: usize) -> Self {
        let username = format!("person{number}");
        let id = world.app.add(&username, "").await.id;
        // It stays when the username changes.
        let named = format!("UPDATE users SET external_id = '{username}' WHERE username = '{username}'");
        world.app.database.run(&named).await;
        let mut owners = Keys::default();
        let owner = owners.log_in(world, &caller(OWNER), &username, PASSWORD).await.expect("the owner");
        let who = signed_in(OWNER, &owner.who);
        if kit != Kit::Password {
            let email = Mailbox::Owner.address(&username);
            assert!(owners.link(world, &who, &format!("owner of {username}"), &email).await, "an account elsewhere");
            let is_passkey_needed = [Kit::Mailbox, Kit::OneFactor, Kit::Provider].contains(&kit);
            assert!(!is_passkey_needed || owners.add_passkey(world, &who).await, "a passkey");
            assert!(owners.add_app(world, &who).await && owners.make_codes(world, &who).await, "the owner's factors");
            // The owner has had them for longer than a week: until then the messages about the first ones report them, because the mailbox
            // was enough before.
            let forget = "DELETE FROM one_time_tokens WHERE purpose = 'report_sign_in' AND user_id IN \
                          (SELECT id FROM users WHERE username = $1)";
            world.app.database.run(&forget.replace("$1", &format!("'{username}'"))).await;
        }
        let thief = Thief::of(kit, &username, &owners);
        let password = if kit == Kit::Password { Password::Both } else { Password::First };
        let login = username.clone();
        Self { world, kit, number, username, login, id, password, owners, owner: None, thief, taken_at: world.now() }
    }

    /// The thief gets what they have. Later, because everything that was added at that time is the thief's.
    pub async fn enter(&mut self) {
        match self.kit {
            Kit::Password | Kit::Session => {
                let session = self.owners.log_in(self.world, &caller(THIEF), &self.login, PASSWORD).await;
                self.thief.sessions.push(session.expect("a session of the thief"));
            }
            // The owner uses a new browser, which the mailbox is told.
            Kit::Mailbox | Kit::OneFactor | Kit::Provider => {
                let who = caller(OTHER_OF_OWNER);
                self.owner = self.owners.log_in(self.world, &who, &self.login, PASSWORD).await;
                assert!(self.owner.is_some(), "a session of the owner");
            }
        }
        self.taken_at = self.world.now();
    }

    /// Takes a step that is not [`Step::Wait`]. False if it is impossible; then nothing has changed.
    pub async fn take(&mut self, step: Step) -> bool {
        let before = self.look().await;
        let done = self.carry_out(step, &before).await;
        let takes = match step {
            Step::Confirm | Step::UndoAsThief | Step::Delete | Step::RemovePassword | Step::Rename => true,
            Step::SetUnconfirmed | Step::Enable => true,
            Step::Request => !before.is_verified,
            _ => false,
        };
        if done && takes {
            self.taken_at = self.world.now();
        }
        done
    }

    async fn carry_out(&mut self, step: Step, before: &Stored) -> bool {
        match step {
            Step::Request => self.request().await,
            Step::Confirm => self.confirm(before, |kit, mailbox| kit.reads(mailbox)).await,
            Step::ChangePassword => self.change_password().await,
            Step::UndoAsThief => self.undo_as_thief(before).await,
            Step::AskAsThief => self.ask_for_link(before.mailbox).await.is_some(),
            Step::ChooseAsThief => self.choose_as_thief(before).await,
            Step::ReportAsThief => self.report(before, |kit, mailbox| kit.reads(mailbox)).await,
            Step::Delete => self.delete().await,
            Step::CreateToken => self.create_token().await,
            Step::GrantClient => self.grant_client().await,
            Step::AllowDevice => self.allow_device().await,
            Step::LeaveSignIn => self.leave_sign_in().await,
            Step::LeaveAccess => self.leave_access().await,
            Step::AddPasskey => self.add_passkey().await,
            Step::ReplaceApp => self.replace_app().await,
            Step::MakeCodes => self.make_codes().await,
            Step::LinkIdentity => self.link_identity().await,
            Step::TrustBrowser => self.trust_browser().await,
            Step::AddQuietly => self.add_quietly(before).await,
            Step::AddFactors => self.add_factors(before).await,
            Step::RemoveApp => self.remove_app().await,
            Step::RemovePassword => self.remove_password().await,
            Step::Rename => self.rename().await,
            Step::SignInAgain => self.sign_in_again().await,
            Step::EnterWithFactor => self.enter_with_factor().await,
            Step::Undo => self.undo(before).await,
            Step::Report => self.report(before, |_, mailbox| !mailbox.is_thiefs()).await,
            Step::Forget => self.forget(before.mailbox).await,
            Step::ChangeBack => self.change_back().await,
            Step::ConfirmAsOwner => self.confirm(before, |_, mailbox| !mailbox.is_thiefs()).await,
            Step::EnterWithCode => self.enter_with_code().await,
            Step::EnterByProvider => self.enter_by_provider().await,
            Step::Move => self.move_on().await,
            Step::DoWithoutPassword => self.do_without_password().await,
            Step::Close => self.close().await,
            Step::RenewApp => self.renew_app().await,
            Step::RenewCodes => self.renew_codes().await,
            Step::Vouch => self.vouch().await,
            Step::SetAddress => self.set_address(Expected::Given(true)).await,
            Step::SetUnconfirmed => self.set_address(Expected::Missing).await,
            Step::PassLinkOn => self.pass_link_on().await,
            Step::ResetFactors => self.reset_factors().await,
            Step::StartOver => self.start_over().await,
            Step::Disable => self.set_status(UserAction::Disable).await,
            Step::Enable => self.set_status(UserAction::Enable).await,
            Step::Restore => self.set_status(UserAction::Restore).await,
            Step::Wait => unreachable!("the clock is the same for all cases"),
        }
    }

    /// The state, and what must always be so. None if the owner has waited too long.
    pub async fn state(&mut self) -> Option<State> {
        let stored = self.look().await;
        if !stored.mailbox.is_thiefs() && stored.is_verified && stored.status != Status::Deleted {
            // Only that the thief waits for a confirmation: it needs the password, and would be a change of its own.
            let of_thief = |link: &&Link| link.mailbox.is_thiefs() && link.purpose != "change_email";
            assert_eq!(stored.links.iter().find(of_thief), None, "the owner has the account: {stored:?}");
        }
        if !self.kit.gets_in() {
            assert!(stored.sessions.is_empty(), "the thief has a session: {stored:?}");
        }
        if self.kit == Kit::Mailbox {
            self.assert_factors(&stored);
        }
        State::of(self, &stored)
    }

    /// Reads the account, and remembers the links that the thief has received.
    pub async fn look(&mut self) -> Stored {
        let stored = self.world.stored(&self.username).await;
        let received = stored.links.iter().filter(|link| self.kit.reads(link.mailbox));
        self.thief.links.extend(received.map(|link| (link.purpose.clone(), link.token.clone())));
        self.thief.passwords.extend(self.known_to_thief());
        self.login.clone_from(&stored.username);
        stored
    }

    /// Asks in a session for another address; returns whether it has to be confirmed now.
    pub async fn ask_for(&self, who: &Caller, mailbox: Mailbox, password: &str) -> bool {
        let request = UpdateUserRequest {
            email: mailbox.address(&self.username).into(),
            current_password: password.into(),
            ..UpdateUserRequest::default()
        };
        self.world.app.accounts.users().update_profile(who, self.id, request, None).await.is_ok()
    }

    /// Confirms an address, with a link in one of these mailboxes.
    pub async fn confirm(&self, stored: &Stored, is_in: impl Fn(Kit, Mailbox) -> bool) -> bool {
        let confirms = |link: &&Link| matches!(&*link.purpose, "change_email" | "confirm_email");
        let mut links = stored.links.iter().filter(confirms).filter(|link| is_in(self.kit, link.mailbox));
        let Some(link) = links.next() else { return false };
        self.world.app.accounts.emails().confirm_email(&Caller::default(), &link.token, LinkHolder::Api).await.is_ok()
    }

    /// Uses an undo, and chooses a password with the link that follows.
    pub async fn use_undo(&mut self, link: &Link, new: Password) -> bool {
        let before = self.look().await;
        let undone =
            self.world.app.accounts.emails().undo_email_change(&Caller::default(), &link.token, LinkHolder::Api).await;
        if undone.is_err() {
            return false;
        }
        before.assert_repaired(link, &self.look().await);
        let follows = self.link("password", link.mailbox).await.expect("a link to choose a password");
        assert!(self.choose(&follows, new).await, "a new password");
        true
    }

    /// Reports the first sign-in that was announced in one of these mailboxes.
    pub async fn report(&mut self, stored: &Stored, is_in: impl Fn(Kit, Mailbox) -> bool) -> bool {
        let is_report = |link: &&Link| link.purpose == "report_sign_in" && is_in(self.kit, link.mailbox);
        // The oldest contests the most.
        let Some(link) = stored.links.iter().find(is_report) else { return false };
        let reported =
            self.world.app.accounts.sessions().report_sign_in(&Caller::default(), &link.token, LinkHolder::Api).await;
        if reported.is_ok() {
            self.password = Password::Nobody;
            stored.assert_repaired(link, &self.look().await);
        }
        reported.is_ok()
    }

    /// Asks for a password link, and returns its token.
    pub async fn ask_for_link(&mut self, mailbox: Mailbox) -> Option<String> {
        let stored = self.look().await;
        let before = self.link("password", mailbox).await;
        let request = ForgotPasswordRequest { email: mailbox.address(&self.username).into() };
        self.world.app.accounts.passwords().forgot_password(&Caller::default(), &request).expect("an answer");
        if stored.hash == Hash::None && stored.added.iter().any(|one| one.stands() && one.kind == "passkey") {
            // It gets a message about how to sign in.
            return None;
        }
        // It is sent after the answer.
        loop {
            match self.link("password", mailbox).await {
                Some(link) if Some(&link) != before.as_ref() => return Some(link),
                _ => sleep(Duration::from_millis(5)).await,
            }
        }
    }

    /// Chooses a password with a link; returns whether that is possible.
    pub async fn choose(&mut self, token: &str, new: Password) -> bool {
        let (token, password) = (token.into(), new.text().into());
        let request = ResetPasswordRequest { token, password, ..ResetPasswordRequest::default() };
        let chosen = self.world.app.accounts.link_pages().reset_password(request, &Caller::default()).await.is_ok();
        if chosen {
            self.password = new;
        }
        chosen
    }

    pub async fn set_status(&self, action: UserAction) -> bool {
        self.world.app.accounts.users().change_status(&Caller::system(), self.id, action).await.is_ok()
    }

    /// The token of the newest link for a purpose.
    pub async fn link(&mut self, purpose: &str, mailbox: Mailbox) -> Option<String> {
        let links = self.look().await.links.into_iter().rev();
        links.into_iter().find(|link| link.purpose == purpose && link.mailbox == mailbox).map(|link| link.token)
    }
}
