//! Carries each repair out, as people do.

use super::account::{Account, CHOOSE, UNDO, prove};
use super::item::Whose::Thiefs;
use super::item::{Item, Thing};
use super::world::GROUP;
use crate::support::company::{arrive, identity};
use crate::support::*;
use vestibule::accounts::ways_in::{Repair, WayIn};
use vestibule::accounts::{Arrived, Browser as Cookies, LinkHolder, LinkKind, Purpose as Aim};
use vestibule::shared::bulk::UserAction;
use vestibule::shared::identity_requests::TakenOver;
use vestibule::shared::requests::UpdateUserRequest;
use vestibule::store::one_time_tokens::Purpose;

/// The repairs that one account goes through, one after another.
pub const RUNS: &[&[Repair]] = &[
    &[Repair::PasswordChanged],
    &[Repair::PasswordSet],
    &[Repair::ResetByMail],
    &[Repair::ResetByAdministrator],
    &[Repair::InvitationAccepted],
    &[Repair::FirstProof],
    &[Repair::Reported],
    &[Repair::EmailChanged, Repair::EmailUndone],
    &[Repair::EmailChanged, Repair::AddressProven],
    &[Repair::Closed, Repair::DeletionUndone],
    &[Repair::PasswordRemoved, Repair::RemovalUndone],
    &[Repair::RoleLost, Repair::TakenOver],
    &[Repair::PasswordRemoved],
    &[Repair::FactorsReset],
    &[Repair::EmailChanged],
    &[Repair::EmailVouched],
    &[Repair::Disabled, Repair::Enabled],
    &[Repair::Closed, Repair::Restored],
    &[Repair::Deleted, Repair::Restored],
    &[Repair::RoleLost],
    &[Repair::GroupLost],
    &[Repair::Unlinked],
    &[Repair::SignedOut],
    &[Repair::EndedOthers],
    &[Repair::StartedOver],
];

impl Account<'_> {
    pub async fn carry_out(&mut self, repair: Repair) {
        match repair {
            Repair::PasswordChanged => self.change_password().await,
            Repair::PasswordSet => self.set_password().await,
            Repair::ResetByMail => self.choose(&self.token_of(WayIn::MailedLink)).await,
            Repair::ResetByAdministrator => self.choose(&self.token_of(WayIn::HandedLink)).await,
            Repair::FirstProof | Repair::InvitationAccepted => self.choose(&self.invitation).await,
            Repair::Reported => {
                let accounts = &self.world.app.accounts;
                let reported =
                    accounts.sessions().report_sign_in(&Caller::default(), &self.report, LinkHolder::Api).await;
                reported.expect("a report");
                self.read_new_link().await;
            }
            Repair::EmailChanged => self.move_away().await,
            Repair::EmailUndone | Repair::DeletionUndone | Repair::RemovalUndone => self.undo().await,
            Repair::TakenOver => self.take_over().await,
            Repair::PasswordRemoved => self.remove_password().await,
            Repair::FactorsReset => {
                let reset = self.world.app.accounts.factors().reset_factors(&Caller::system(), self.id).await;
                reset.expect("a reset");
            }
            Repair::StartedOver => {
                let accounts = &self.world.app.accounts;
                accounts.ways_in().start_over(&Caller::system(), self.id).await.expect("a new start");
            }
            Repair::EmailVouched => self.vouch().await,
            Repair::AddressProven => self.move_back().await,
            Repair::Disabled => self.change_status(UserAction::Disable).await,
            Repair::Enabled => self.change_status(UserAction::Enable).await,
            Repair::Closed => self.close().await,
            Repair::Deleted => self.change_status(UserAction::Delete).await,
            Repair::Restored => self.change_status(UserAction::Restore).await,
            Repair::RoleLost => self.change_status(UserAction::SetRole(Role::User)).await,
            Repair::GroupLost => {
                let left = self.world.app.accounts.groups().remove_from_group(&Caller::system(), GROUP, self.id).await;
                left.expect("a former member");
            }
            Repair::Unlinked => self.unlink().await,
            Repair::SignedOut => {
                self.world.app.delete("/api/auth/sessions").bearer(&self.owner.access).expect_status(204).await;
            }
            Repair::EndedOthers => {
                let caller = self.world.app.caller(&self.owner.access).await;
                let ended = self.world.app.accounts.ways_in().end_everything_else(&caller, self.id).await;
                ended.expect("an end of everything else");
            }
        }
    }

    /// Gives back what a repair has suspended: what it has ended must not come back with it.
    pub async fn lift(&self, repair: Repair) {
        match repair {
            Repair::RoleLost => self.change_status(UserAction::SetRole(Role::Admin)).await,
            Repair::GroupLost => {
                let added = self.world.app.accounts.groups().add_to_group(&Caller::system(), GROUP, self.id).await;
                added.expect("a member");
            }
            _ => {}
        }
    }

    fn token_of(&self, way: WayIn) -> String {
        let token = self.items.iter().filter(|item| item.way == way).find_map(|item| match &item.thing {
            Thing::PasswordLink(token) => Some(token.clone()),
            _ => None,
        });
        token.expect("a link")
    }

    /// A report sends a link, which takes the place of the one that was in the mailbox.
    async fn read_new_link(&mut self) {
        let token = self.world.mailed(&self.email(), CHOOSE).await;
        for item in self.items.iter_mut().filter(|item| item.way == WayIn::MailedLink) {
            item.thing = Thing::PasswordLink(token.clone());
        }
    }

    async fn choose(&self, token: &str) {
        self.world.app.choose_password(token, OTHER_PASSWORD).expect_status(204).await;
    }

    /// The owner, with a proof of a moment ago.
    async fn present_owner(&mut self) -> Tokens {
        let app = &self.world.app;
        prove(app, &self.owner, &mut self.key_of_owner).await
    }

    async fn present_thief(&mut self) -> Tokens {
        let app = &self.world.app;
        prove(app, &self.thief, &mut self.key_of_thief).await
    }

    async fn change_password(&mut self) {
        let owner = self.present_owner().await;
        let body = json!({"current_password": PASSWORD, "new_password": OTHER_PASSWORD});
        self.world.app.send(&owner, Method::PUT, "/api/auth/password", &body).await.expect_status(204);
    }

    pub async fn set_password(&self) {
        let set =
            self.world.app.accounts.passwords().set_password(&Caller::system(), self.id, &OTHER_PASSWORD.into()).await;
        set.expect("a new password");
    }

    /// The thief moves twice. The undo of the second change belongs to the thief.
    async fn move_away(&mut self) {
        let thief = self.present_thief().await;
        self.confirm_address(&self.pending_email).await;
        let token = self.ask_for_address(&thief, &self.lair(2)).await;
        self.confirm_address(&token).await;
        let undo = self.world.mailed(&self.lair(1), UNDO).await;
        self.items.push(Item::new(WayIn::Undo, Thiefs, Thing::Page(LinkKind::Undo, undo)));
        let report = self.world.insert_link(self.id, Purpose::ReportSignIn, &self.lair(2)).await;
        let report = Item::new(WayIn::ReportLink, Thiefs, Thing::Page(LinkKind::Report, report));
        self.items.push(report.resting_on(&[Repair::EmailUndone, Repair::AddressProven]));
    }

    /// The owner asks for the own address again, in a session that has stayed.
    async fn move_back(&mut self) {
        let owner = self.present_owner().await;
        let token = self.ask_for_address(&owner, &self.email()).await;
        self.confirm_address(&token).await;
    }

    async fn undo(&self) {
        let token = self.world.mailed(&self.email(), UNDO).await;
        let undone =
            self.world.app.accounts.emails().undo_email_change(&Caller::default(), &token, LinkHolder::Api).await;
        undone.expect("an undo");
    }

    async fn close(&mut self) {
        let thief = self.present_thief().await;
        let body = json!({"password": PASSWORD});
        self.world.app.send(&thief, Method::DELETE, &self.path(), &body).await.expect_status(204);
    }

    /// The one that asks keeps its session: here the thief's.
    async fn remove_password(&mut self) {
        let thief = self.present_thief().await;
        self.world.app.delete("/api/auth/password").bearer(&thief.access).expect_status(204).await;
        for item in &mut self.items {
            let is_asking = matches!(&item.thing, Thing::Session(refresh) if *refresh == thief.refresh);
            item.asks = is_asking;
        }
    }

    async fn take_over(&self) {
        let owner = identity(&format!("owner of {}", self.username), &self.email(), true);
        let arrived = arrive(&self.world.app, &Caller::default(), &owner, Aim::SignIn { remember: false }).await;
        let Ok(Arrived::TakeOver(arrival)) = arrived else { panic!("{arrived:?}") };
        let keeps = TakenOver { name: false, picture: false };
        let accounts = &self.world.app.accounts;
        let shown = accounts.identities().show_arrival(&arrival.text).await.expect("what is shown");
        let arrival = (arrival.text.as_str(), shown.mark.as_str());
        let taken = accounts.identities().take_over(&Caller::default(), Cookies::default(), arrival, keeps).await;
        taken.expect("an account");
    }

    async fn vouch(&self) {
        let request = UpdateUserRequest {
            email: format!("vouched.{}", self.email()).into(),
            email_verified: Expected::Given(true),
            ..UpdateUserRequest::default()
        };
        let updated = self.world.app.accounts.users().update_profile(&Caller::system(), self.id, request, None).await;
        updated.expect("another address");
    }

    async fn unlink(&mut self) {
        let owner = self.present_owner().await;
        let caller = self.world.app.caller(&owner.access).await;
        let subject = format!("Thiefs {}", self.username);
        let listed =
            self.world.app.accounts.identities().list_identities(&caller, self.id).await.expect("a list").identities;
        let identity = listed.into_iter().find(|identity| identity.subject == subject).expect("an identity");
        let unlinked = self.world.app.accounts.identities().unlink_identity(&caller, self.id, identity.id).await;
        unlinked.expect("an identity less");
    }

    async fn change_status(&self, action: UserAction) {
        let changed = self.world.app.accounts.users().change_status(&Caller::system(), self.id, action).await;
        changed.expect("a change");
    }
}
