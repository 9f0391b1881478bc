//! Removing the last second factor of an account. By the rules of NIST a password may be shorter beside a second factor
//! (`VESTIBULE_PASSWORD_RULES=nist`). The server cannot see how long it is, so it asks for it.

use crate::accounts::passwords::Confirmation;
use crate::accounts::{Caller, Factors, Principal, UnitOfWork};
use crate::language::message;
use crate::passwords;
use crate::shared::possible::Means;
use crate::shared::{AppError, EventKind, Problem, Text, UserId};
use crate::store::FactorsRow;
use crate::store::factors;

/// The hash of the password that is long enough without a second factor, if it was checked.
pub(super) struct LongEnough(Option<String>);

impl Factors {
    /// Checks the password of somebody who is about to remove the last second factor. `without`: what the account has then.
    ///
    /// # Errors
    /// If the password is missing, wrong or too short.
    pub(super) async fn check_without_factor(
        &self,
        caller: &Caller,
        id: UserId,
        password: &Text,
        without: impl FnOnce(FactorsRow) -> FactorsRow,
    ) -> Result<LongEnough, AppError> {
        // Also where it is not needed, so that a mistake in a program is noticed.
        if *password == Text::WrongType {
            return Err(at_password(Problem::not_text()));
        }
        let Principal::User(current) = &caller.who else { return Ok(LongEnough(None)) };
        let rules = self.settings().password_rules;
        if !rules.nist {
            return Ok(LongEnough(None));
        }
        let row = self.db().read(async move |mut conn| factors::of(&mut conn, id).await).await?;
        let is_last =
            |row: FactorsRow| Means::from(row).has_second_factor() && Means::from(without(row)).is_password_alone();
        if !row.is_some_and(is_last) {
            return Ok(LongEnough(None));
        }
        match self.passwords().confirm_password(current, caller, EventKind::FactorRemove, password).await? {
            Confirmation::Right(_) if rules.needs_second_factor(&passwords::composed(password.as_str())) => {
                let least = rules.of_account(false).passphrase_length() as u64;
                Err(at_password(Problem::new("too_short", message::factors_password_too_short(least))))
            }
            Confirmation::Right(hash) => Ok(LongEnough(Some(hash))),
            Confirmation::Wrong(problem) => Err(at_password(problem)),
        }
    }
}

impl LongEnough {
    /// Checks, after the factor was removed, that this still holds: a concurrent request may have removed another one, or replaced
    /// the password.
    pub(super) async fn check(&self, tx: &mut UnitOfWork, id: UserId) -> Result<(), AppError> {
        let is_nist = tx.accounts().settings().password_rules.nist;
        let left = factors::of(tx, id).await?;
        if !is_nist || !left.is_some_and(|left| Means::from(left).is_password_alone()) {
            return Ok(());
        }
        let Self(Some(hash)) = self else {
            return Err(at_password(Problem::new("required", message::factors_password_needed())));
        };
        match tx.replaced_since(id, hash).await? {
            Some(problem) => Err(at_password(problem)),
            None => Ok(()),
        }
    }
}

fn at_password(problem: Problem) -> AppError {
    AppError::invalid(vec![problem.of("current_password")])
}
