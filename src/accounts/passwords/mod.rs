//! Passwords: changing one's own, setting that of another account, and what both have in common.
//!
//! Other nouns ask `Passwords` for `confirm_owner`, `confirm_password`, `has_second_factor`, `new_link`, `parse_chosen_password`,
//! `password_rules`, `recent_proof` and `verify_password`.

mod confirm;
mod links;
mod removal;

pub(super) use confirm::{Confirmation, Proof};
pub use links::PasswordLink;
pub(super) use links::{SETUP_LIFETIME, permit_link};

use super::policy::Action;
use super::unit_of_work::UnitOfWork;
use super::ways_in::{NewPassword, Repair, Repairing};
use super::{Caller, CurrentUser, Passwords, error};
use crate::accounts::off_the_runtime::off_the_runtime;
use crate::identity;
use crate::language::message;
use crate::mail::Mail;
use crate::passwords::{self, Priority};
use crate::shared::fields::password::PasswordRules;
use crate::shared::possible::Means;
use crate::shared::{
    AppError, ChangePasswordRequest, ErrorCode, EventKind, Expected, FieldError, Fields, Status, Text, UserId,
};
use crate::store::{StoreError, factors, users};

impl Passwords {
    /// Replaces the password of a signed-in user, ends their other sessions and revokes the password links that administrators
    /// have created; on request their API tokens as well.
    pub async fn change_password(
        &self,
        who: &CurrentUser,
        caller: &Caller,
        request: ChangePasswordRequest,
    ) -> Result<(), AppError> {
        let (id, session) = (who.user.id, who.session()?);
        let (checked, new) = self.check_change(who, caller, &request).await?;
        let revokes_tokens = request.revoke_tokens == Expected::Given(true);
        let hash = self.hasher().hash(&new, Priority::account(who.user.id)).await?;
        let job = async move |mut tx: UnitOfWork| {
            let now = tx.now();
            if let Some(problem) = tx.replaced_since(id, &checked).await? {
                return Err(AppError::invalid(vec![problem.of("current_password")]));
            }
            let password = NewPassword::Hash(&hash);
            let repairing = Repairing { password, session: Some(session), ..Repairing::of(Repair::PasswordChanged) };
            tx.repair(id, repairing).await?;
            if revokes_tokens {
                tx.revoke_api_tokens(id).await?;
            }
            tx.announce_change(id, |user| Mail::PasswordChanged { name: user.greeting(), at: now }).await?;
            tx.record(tx.event(EventKind::PasswordChange).on(id));
            Ok(())
        };
        self.change(&caller.proved(), Action::ChangePassword(id), job).await
    }

    /// Sets a password without the current one. Ends all sessions and any lockout, and revokes API tokens and all one-time
    /// links, including those that undo a change of address.
    pub async fn set_password(&self, caller: &Caller, id: UserId, password: &Text) -> Result<(), AppError> {
        caller.permit(Action::OperateUsers)?;
        let found = self.db().read(async move |mut conn| users::credential(&mut conn, id).await).await?;
        let found = found.ok_or_else(error::no_such_account)?;
        if identity::is_service_address(&found.user.email) {
            return Err(error::service_account());
        }
        let mut fields = Fields::default();
        let own = [found.user.username.as_str(), &found.user.email];
        let rules = self.password_rules(Some(id)).await?;
        let chosen = self.parse_chosen_password(&mut fields, "password", password, own, rules)?;
        fields.finish().map_err(AppError::invalid)?;
        let hash = self.hasher().hash(&chosen.unwrap_or_default(), Priority::other(caller.address)).await?;
        let job = async move |mut tx: UnitOfWork| {
            let now = tx.now();
            // The account may have been deleted since it was read.
            let found = users::find(&mut tx, id).await?.filter(|row| row.status != Status::Deleted);
            found.ok_or_else(error::no_such_account)?;
            let password = NewPassword::Hash(&hash);
            tx.repair(id, Repairing { password, ..Repairing::of(Repair::PasswordSet) }).await?;
            tx.announce_change(id, |user| Mail::PasswordChanged { name: user.greeting(), at: now }).await?;
            tx.record(tx.event(EventKind::UserSetPassword).on(id));
            Ok(())
        };
        self.change(caller, Action::OperateUsers, job).await
    }

    /// Checks both fields and returns all errors at once, or the current hash and the new password.
    async fn check_change(
        &self,
        who: &CurrentUser,
        caller: &Caller,
        request: &ChangePasswordRequest,
    ) -> Result<(String, String), AppError> {
        let mut fields = Fields::default();
        let confirmation =
            self.confirm_owner(who, caller, EventKind::PasswordChange, &request.current_password).await?;
        let checked = match confirmation {
            Confirmation::Right(hash) => hash,
            // Not returned yet, so that errors of the new password are reported together with this one.
            Confirmation::Wrong(problem) => {
                fields.reject("current_password", problem);
                String::new()
            }
        };
        let own = [who.user.username.as_str(), &who.user.email];
        let rules = self.password_rules(Some(who.user.id)).await?;
        let new = self.parse_chosen_password(&mut fields, "new_password", &request.new_password, own, rules)?;
        fields.flag("revoke_tokens", &request.revoke_tokens);
        fields.finish().map_err(AppError::invalid)?;
        Ok((checked, new.unwrap_or_default()))
    }

    /// What is wrong with a new password, before it is sent with its form. `id`: the account, if it is known. `own`: as in the
    /// parsing of that form.
    pub async fn check_password(
        &self,
        id: Option<UserId>,
        password: &Text,
        own: [&str; 2],
    ) -> Result<Option<FieldError>, AppError> {
        let (mut fields, rules) = (Fields::default(), self.password_rules(id).await?);
        _ = self.parse_chosen_password(&mut fields, "password", password, own, rules)?;
        Ok(fields.finish().err().and_then(|errors| errors.into_iter().next()))
    }

    /// The rules for a new password of an account, or of a new account.
    pub(super) async fn password_rules(&self, id: Option<UserId>) -> Result<PasswordRules, StoreError> {
        let rules = self.settings().password_rules;
        // Those of NIST only depend on the account.
        match id.filter(|_| rules.nist) {
            Some(id) => Ok(rules.of_account(self.has_second_factor(id).await?)),
            None => Ok(rules),
        }
    }

    /// Whether an account needs more than its password to sign in.
    pub(super) async fn has_second_factor(&self, id: UserId) -> Result<bool, StoreError> {
        let row = self.db().read(async move |mut conn| factors::of(&mut conn, id).await).await?;
        Ok(row.is_some_and(|row| Means::from(row).has_second_factor()))
    }

    /// Parses a new password, for every use case that takes one, and reports errors under `field`. The password must not be made
    /// of `own`, the username and email address of the account; either is empty if not known.
    pub(super) fn parse_chosen_password(
        &self,
        fields: &mut Fields,
        field: &'static str,
        password: &Text,
        own: [&str; 2],
        rules: PasswordRules,
    ) -> Result<Option<String>, AppError> {
        let is_listed = self.is_listed(password.as_str())?;
        Ok(fields.parse(field, password, |text| {
            passwords::check_new(text, rules, is_listed, &own).map(|()| text.to_owned())
        }))
    }

    /// Whether a password is on the operator's list.
    ///
    /// # Errors
    /// [`ErrorCode::Unavailable`] if the list cannot be read: a password that was not compared with it is not accepted.
    fn is_listed(&self, password: &str) -> Result<bool, AppError> {
        let Some(filter) = &self.settings().password_filter else { return Ok(false) };
        let found = off_the_runtime(|| filter.contains(password));
        found.map_err(|error| {
            tracing::error!(%error, "VESTIBULE_PASSWORD_FILTER cannot be read: new passwords are refused");
            AppError::new(ErrorCode::Unavailable, message::password_list_unreadable())
        })
    }

    /// Whether the operator's list of passwords can be read, if there is one.
    pub fn can_check_passwords(&self) -> bool {
        // Any text reads three places of the file.
        self.is_listed("").is_ok()
    }
}
