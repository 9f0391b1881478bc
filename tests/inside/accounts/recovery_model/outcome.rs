//! How an order ends: the owner takes the account back, and then nobody else gets in.

use super::case::{Case, Kit, caller, signed_in};
use super::state::{Password, is_mark};
use super::stored::Stored;
use super::world::OWNER;
use crate::support::*;
use vestibule::accounts::SignIn;
use vestibule::accounts::ways_in::WayIn;
use vestibule::shared::bulk::UserAction;
use vestibule::shared::requests::UpdateUserRequest;
use vestibule::shared::views::Status;
use vestibule::shared::ways_in::{WayInView, WayKind};

impl Case<'_> {
    /// The owner takes the account back, and then nothing works that the thief has. `is_tried`: with the real thing, and not only by
    /// the rows that are left of it.
    pub async fn finish(mut self, is_tried: bool) {
        if self.kit == Kit::Mailbox {
            return self.finish_with_factor(is_tried).await;
        }
        if self.look().await.status == Status::Disabled {
            assert!(self.set_status(UserAction::Enable).await, "enabled");
        }
        let stored = self.look().await;
        self.take_back(&stored).await;
        let entered = self.enter_as_owner().await;
        self.take_username_back(&entered).await;
        let now = self.look().await;
        assert_eq!((now.mailbox.is_thiefs(), now.status, now.is_verified), (false, Status::Active, true));
        // What a new password alone must end. The rest is what the owner is shown.
        let of_thief = |kind: &str| now.has(kind, true);
        assert!(now.sessions.is_empty(), "a session: {stored:?}");
        let ended = ["api_token", "client_grant", "device_code", "trusted_browser"];
        assert_eq!(ended.into_iter().find(|kind| of_thief(kind)), None, "{stored:?}");
        let is_left = now.added.iter().any(|one| one.stands() && one.is_thiefs && !is_mark(&one.kind));
        if is_left {
            self.end_what_is_not_known(&entered).await;
        }
        let now = self.look().await;
        let of_thief = now.added.iter().find(|one| one.stands() && one.is_thiefs && !is_mark(&one.kind));
        assert_eq!(of_thief, None, "{stored:?}");
        assert!(!now.links.iter().any(|link| self.kit.reads(link.mailbox)), "a link of the thief: {now:?}");
        assert!(!self.thief.passwords.contains(self.password.text()), "the password: {stored:?}");
        for way in WayIn::all() {
            assert!(!is_tried || !self.thief_enters(way).await, "{way:?}: {stored:?}");
        }
    }

    /// The owner gives the account its username again, for which it is reserved.
    async fn take_username_back(&mut self, entered: &SignIn) {
        if self.look().await.username == self.username {
            return;
        }
        let owner = signed_in(OWNER, &entered.who);
        let request = UpdateUserRequest { username: self.username.as_str().into(), ..UpdateUserRequest::default() };
        let renamed = self.world.app.accounts.users().update_profile(&owner, self.id, request, None).await;
        renamed.expect("the former username");
    }

    /// With what is in the mailbox: in every second run the owner first presses exactly the buttons of the messages there, and in the others
    /// asks for a new password. Who has chosen to do without a password signs in with the passkey that they have.
    async fn take_back(&mut self, stored: &Stored) {
        if self.undo(stored).await {
            return;
        }
        let is_home = stored.status == Status::Active && !stored.mailbox.is_thiefs();
        let presses_first = self.number.is_multiple_of(2);
        if is_home && presses_first && self.report_and_choose(stored).await {
            return;
        }
        if is_home && self.forget(stored.mailbox).await {
            return;
        }
        if is_home && !presses_first && self.report_and_choose(stored).await {
            return;
        }
        let entered = self.owners.enter_with_passkey(self.world, &caller(OWNER), None).await;
        assert!(self.end_everything_else(entered).await, "nothing helps the owner: {stored:?}");
    }

    /// The owner presses the button of the oldest message that can be reported, and chooses a password with the link that follows.
    async fn report_and_choose(&mut self, stored: &Stored) -> bool {
        if !self.report(stored, |_, mailbox| !mailbox.is_thiefs()).await {
            return false;
        }
        let follows = self.link("password", stored.mailbox).await.expect("a link to choose a password");
        assert!(self.choose(&follows, Password::Owner).await, "a new password");
        true
    }

    /// The owner signs in: with what they have, or with an administrator's help where a factor is not theirs, or theirs is lost.
    async fn enter_as_owner(&mut self) -> SignIn {
        if let Some(entered) = self.sign_in_as_owner().await {
            return entered;
        }
        let stored = self.look().await;
        if self.report_and_choose(&stored).await
            && let Some(entered) = self.sign_in_as_owner().await
        {
            return entered;
        }
        let stored = self.look().await;
        let is_lost = ["authenticator", "recovery_codes", "passkey"].iter().all(|kind| !stored.has(kind, false));
        assert!(is_lost, "an administrator is asked although the owner has a factor: {stored:?}");
        assert!(self.reset_factors().await, "an administrator: {stored:?}");
        self.sign_in_as_owner().await.unwrap_or_else(|| panic!("the owner: {stored:?}"))
    }

    /// The owner reads the list of what can still sign in, and ends what they do not know.
    async fn end_what_is_not_known(&mut self, entered: &SignIn) {
        let (world, id) = (self.world, self.id);
        let owner = signed_in(OWNER, &entered.who);
        let is_thiefs = |way: &WayInView| way.device.as_ref().is_some_and(|device| device == "Thief");
        let listed = world.app.accounts.ways_in().of(&owner, id).await.expect("a list");
        for way in listed.iter().filter(|way| is_thiefs(way)) {
            match way.kind {
                // New ones take their place.
                WayKind::RecoveryCodes => assert!(self.owners.make_codes(world, &owner).await, "new codes"),
                _ => {
                    let ended =
                        world.app.accounts.ways_in().end_way_in(&owner, id, &way.in_form(), &Text::Missing).await;
                    ended.unwrap_or_else(|error| panic!("{way:?}: {error:?}"));
                }
            }
        }
    }

    /// What the owner had before somebody read the mailbox stands, or is kept because the owner has replaced it.
    pub(super) fn assert_factors(&self, stored: &Stored) {
        for kind in ["passkey", "authenticator", "recovery_codes"] {
            assert!(stored.has(kind, false), "no {kind}: {stored:?}");
        }
    }

    /// Whoever reads the mailbox has used each link, and is still not in. The owner is, with the factor and with a password that an
    /// administrator has passed on.
    async fn finish_with_factor(mut self, is_tried: bool) {
        let stored = self.look().await;
        for (purpose, token) in self.thief.links.clone() {
            self.use_link(&purpose, &token).await;
            for way in WayIn::all() {
                let is_link = matches!(
                    way,
                    WayIn::MailedLink
                        | WayIn::HandedLink
                        | WayIn::Invitation
                        | WayIn::Confirmation
                        | WayIn::PendingEmail
                        | WayIn::ReportLink
                        | WayIn::Undo
                );
                assert!(!is_tried || is_link || !self.thief_enters(way).await, "{way:?}: {stored:?}");
            }
        }
        let now = self.look().await;
        self.assert_factors(&now);
        match now.status {
            Status::Disabled => assert!(self.set_status(UserAction::Enable).await, "enabled"),
            Status::Deleted => assert!(self.set_status(UserAction::Restore).await, "restored"),
            Status::Active => {}
        }
        assert!(self.look().await.sessions.is_empty(), "a session: {stored:?}");
        assert!(self.pass_link_on().await, "an administrator: {stored:?}");
        assert!(self.sign_in_as_owner().await.is_some(), "the owner: {stored:?}");
    }
}
