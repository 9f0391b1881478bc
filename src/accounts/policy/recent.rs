//! Proofs: how and when somebody last showed in a session who they are. What matters asks for another one when that was too long
//! ago (`VESTIBULE_STEP_UP_AFTER`), or was the password alone of an account that has a second factor. Only people in a session are
//! asked: API tokens and the operator are not. A session of an account of which a factor is demanded that it has not can do little.

use crate::accounts::{Action, Caller, Core, CurrentUser, Demand, Principal, User};
use crate::language::{Message, message};
use crate::shared::possible::level_to_repeat;
use crate::shared::{AppError, Demanded, ErrorCode, Extension, Level, Method, Proof};

impl Core {
    /// Checks permission, and whether the sender of a request has to prove again who they are before `action`. Every change of an
    /// account comes through here (`Accounts::change`); what is downloaded, or begins before its transaction, calls it as well.
    ///
    /// # Errors
    /// Also [`ErrorCode::StepUpRequired`]. It is not recorded, because it is no attempt to get around anything.
    pub(in crate::accounts) fn permit_recent(&self, caller: &Caller, action: Action) -> Result<(), AppError> {
        caller.permit(action)?;
        match &caller.who {
            Principal::User(current) if action.demand() == Demand::Recent => match caller.has_proved {
                true => self.require_sufficient(current),
                false => self.require_recent(current),
            },
            Principal::User(_) | Principal::Anonymous | Principal::System => Ok(()),
        }
    }

    /// Fails if somebody in a session has to prove again who they are: if the last proof is too old, or was the password alone and
    /// the account has a second factor. Whatever asks for a fresh proof asks here. A program with an API token is never asked.
    pub(in crate::accounts) fn require_recent(&self, current: &CurrentUser) -> Result<(), AppError> {
        if self.is_recent(&current.proof) { self.require_sufficient(current) } else { self.require_another(current) }
    }

    /// The same for what has begun with a recent proof, however long it takes. The account may have got a second factor since.
    pub(in crate::accounts) fn require_sufficient(&self, current: &CurrentUser) -> Result<(), AppError> {
        match current.proof.suffices(current.user.has_second_factor) {
            true => Ok(()),
            false => self.require_another(current),
        }
    }

    fn require_another(&self, current: &CurrentUser) -> Result<(), AppError> {
        if current.session_id().is_none() {
            return Ok(());
        }
        let level = level_to_repeat(current.proof.methods, current.user.has_second_factor);
        Err(self.step_up_needed(level, message::step_up_required()))
    }

    /// Fails if the sender of a request has not proved with a passkey, a moment ago, who they are.
    ///
    /// # Errors
    /// [`ErrorCode::StepUpRequired`].
    pub(in crate::accounts) fn require_recent_passkey(&self, current: &CurrentUser) -> Result<(), AppError> {
        let Proof { methods, .. } = current.proof;
        if methods.contains(Method::Passkey) && self.is_recent(&current.proof) {
            return Ok(());
        }
        Err(self.step_up_needed(Level::Passkey, message::step_up_with_passkey()))
    }

    fn step_up_needed(&self, level: Level, detail: Message) -> AppError {
        let max_age = self.settings().step_up_after.as_secs();
        AppError::new(ErrorCode::StepUpRequired, detail).extended(Extension::StepUp { max_age, level })
    }

    /// Whether a proof still counts before what matters.
    fn is_recent(&self, proof: &Proof) -> bool {
        self.now() < proof.at.plus(self.settings().step_up_after)
    }

    /// Whether a second factor is demanded of an account, also if it has one.
    pub fn demand_on(&self, user: &User) -> Demanded {
        self.settings().second_factor_demand.on(user.role, &user.groups, self.now())
    }

    /// Whether a second factor is demanded of an account that has none.
    pub(in crate::accounts) fn needs_factor(&self, user: &User) -> bool {
        !user.has_second_factor && self.demand_on(user) == Demanded::Now
    }
}
