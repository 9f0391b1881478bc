//! What the next step has to know of an account, and the errors that say which proof is missing. Those of programs and pages are the
//! same.

use super::{Asks, Owed, Standing, Step, next_step};
use crate::accounts::{CurrentUser, Journeys, factor_missing};
use crate::applications::{Application, Demand};
use crate::language::message;
use crate::shared::possible::level_to_repeat;
use crate::shared::{AppError, ErrorCode, Extension, Timestamp};

impl Standing {
    /// At a goal that is open to the account, or is not.
    pub(in crate::accounts) fn of(who: &CurrentUser, is_admitted: bool) -> Self {
        Self {
            user: who.user.id,
            proof: who.proof,
            needs_factor: who.needs_factor,
            owes: None,
            is_admitted,
            may_reach: true,
            has_proved: false,
            answered: None,
            possible: None,
            needs_consent: None,
        }
    }
}

impl Step {
    /// What comes next on the way into an application. `demand`: what is demanded there; `owes`: what the account owes it.
    pub(in crate::accounts) fn entering(
        who: &CurrentUser,
        application: &Application,
        demand: Demand,
        owes: Option<Owed>,
        now: Timestamp,
    ) -> Self {
        let standing = Standing { owes, ..Standing::of(who, application.admits(&who.user.groups)) };
        Self::to(&standing, demand, now)
    }

    fn to(standing: &Standing, demand: Demand, now: Timestamp) -> Self {
        let asks = Asks { demand, ..Asks::default() };
        // Nothing has to be looked for where there is no client.
        next_step(&asks, Some(standing), now).unwrap_or(Self::NotAdmitted)
    }

    /// The error that says which proof `who` has to give first, or what else they have to do. None for other steps.
    pub(in crate::accounts) fn missing(&self, who: &CurrentUser) -> Option<AppError> {
        match self {
            Self::AddFactor => Some(factor_missing()),
            Self::Confirm(demand) => Some(proof_demanded(who, *demand)),
            Self::Settle(owed) => Some(owed.error()),
            Self::SignIn | Self::Ask(_) | Self::NotAdmitted | Self::Refuse(_) | Self::End => None,
        }
    }
}

impl Journeys {
    /// What comes before any page of this server: the error that says which proof is missing. None: nothing does. The pages on which
    /// that proof is given, and those of one-time links, are open all the same.
    pub fn missing_before_pages(&self, who: &CurrentUser) -> Option<AppError> {
        Step::to(&Standing::of(who, true), Demand::default(), self.now()).missing(who)
    }
}

/// The error that demands a proof of this level, or of that of the last one if it is higher and the account still has it.
pub(in crate::accounts) fn proof_demanded(who: &CurrentUser, demand: Demand) -> AppError {
    let shown = who.proof.methods.level();
    let detail = if demand.level > shown { message::enter_second_factor() } else { message::enter_proof_too_old() };
    let level = demand.level.max(level_to_repeat(who.proof.methods, who.user.has_second_factor));
    let extension = Extension::Demand { max_age: demand.max_age, level };
    AppError::new(ErrorCode::StepUpRequired, detail).extended(extension)
}
