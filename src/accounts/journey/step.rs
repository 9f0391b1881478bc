//! What comes next on a journey: one function, which reads nothing and changes nothing. Whoever calls it says what is known, and is told
//! what to look for if that is not enough.

#[cfg(test)]
mod tests;

use super::Owed;
use crate::applications::{Demand, OauthError, OauthErrorCode};
use crate::shared::{ConsentQuestion, Fault, Level, Methods, Possible, Proof, Timestamp, UserId};

/// What a goal asks of whoever goes there. The default is a page, which asks for nothing beside what everybody needs.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::accounts) struct Asks<'a> {
    /// What its registration demands of a proof.
    pub demand: Demand,
    /// Whether a client is there, which learns of somebody only what they have allowed.
    pub is_client: bool,
    /// Whether nothing may be asked (`prompt=none`).
    pub is_silent: bool,
    /// Whether a proof has to be given on the way (`prompt=login`).
    pub wants_proof: bool,
    /// How old a proof may be otherwise, in seconds (`max_age`).
    pub max_age: Option<u64>,
    /// The wanted levels, the most wanted first.
    pub acr: &'a [Level],
    pub is_acr_essential: bool,
    /// The account that is expected (`id_token_hint`).
    pub account: Option<UserId>,
    /// Whether somebody has to choose the account (`prompt=select_account`).
    pub wants_choice: bool,
}

/// What is known of whoever is signed in, and of their way so far.
#[derive(Clone, Copy, Debug)]
pub(in crate::accounts) struct Standing {
    pub user: UserId,
    pub proof: Proof,
    /// Whether a second factor is demanded of the account, which has none.
    pub needs_factor: bool,
    /// What they have to do beside proving who they are.
    pub owes: Option<Owed>,
    /// Whether the goal is open to the account.
    pub is_admitted: bool,
    /// Whether the applications are that are at the addresses for which the client wants tokens.
    pub may_reach: bool,
    /// Whether they have proved who they are since the journey has asked for it.
    pub has_proved: bool,
    /// The question that they have answered with yes a moment ago.
    pub answered: Option<ConsentQuestion>,
    /// Which proofs the account can give. None: nobody has looked.
    pub possible: Option<Possible>,
    /// Whether they have to be asked what the client may learn. None: nobody has looked.
    pub needs_consent: Option<bool>,
}

/// What has to be known before anything else. Each is looked for once at most.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::accounts) enum Look {
    Possible,
    Consent,
}

/// What comes next.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::accounts) enum Step {
    SignIn,
    /// Add a second factor, without which the account can do little else.
    AddFactor,
    /// Prove again who one is, so that this is met. The page says if the account cannot.
    Confirm(Demand),
    /// Do what the account owes.
    Settle(Owed),
    Ask(ConsentQuestion),
    /// The goal is not open to the account.
    NotAdmitted,
    /// The client gets this error.
    Refuse(OauthError),
    End,
}

/// How the level of a session compares with what a client asks for, and what becomes of its request:
///
/// | level | if it is essential | otherwise |
/// |---|---|---|
/// | reached | goes on | goes on |
/// | possible | is asked for; with `prompt=none` an error | is asked for once, not with `prompt=none` |
/// | impossible | an error | goes on |
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wanted {
    /// Also if nothing is asked for.
    Reached,
    /// The account has what it takes.
    Possible(Level),
    Impossible,
}

impl Wanted {
    /// Whether the methods of a proof are enough, whatever else the account has.
    pub(in crate::accounts) fn is_reached(acr: &[Level], shown: Methods) -> bool {
        acr.iter().min().is_none_or(|least| *least <= shown.level())
    }

    /// Of those that are not enough.
    pub(in crate::accounts) fn beyond(acr: &[Level], possible: &Possible) -> Self {
        acr.iter().copied().find(|level| possible.reaches(*level)).map_or(Self::Impossible, Self::Possible)
    }
}

/// The first of these that holds, from top to bottom. A client that wants no question gets the error in place of the step.
///
/// | who | step | error |
/// |---|---|---|
/// | nobody is signed in | sign in | `login_required` |
/// | has no second factor, which is demanded | add one | `interaction_required` |
/// | is not the one who is expected | ask, once | `login_required` |
/// | has not proved who they are, as the request asks | confirm | `login_required` |
/// | is not admitted | not admitted | |
/// | may not enter where the client wants tokens for | | `invalid_target` |
/// | has not proved what the registration demands | confirm | `interaction_required` |
/// | can prove a level that is wanted, and has not | confirm | `interaction_required` |
/// | cannot prove a level that is essential | | `unmet_authentication_requirements` |
/// | has fields to fill in, or terms to accept | settle that | `interaction_required` |
/// | has not allowed what the client asks for | ask | `consent_required` |
/// | has to choose the account | ask, once | `consent_required` |
/// | all others | the end | |
///
/// Whoever has to confirm is asked for the strongest of these three at once, so that nobody confirms twice.
///
/// # Errors
/// What has to be looked for first. Nothing for a goal that is no client, nor while nobody is signed in.
pub(in crate::accounts) fn next_step(
    asks: &Asks<'_>,
    visitor: Option<&Standing>,
    now: Timestamp,
) -> Result<Step, Look> {
    let Some(visitor) = visitor else {
        return Ok(asks.unless_silent(Step::SignIn, OauthErrorCode::LoginRequired.because("There is no session")));
    };
    if let Some(step) = about_account(asks, visitor) {
        return Ok(step);
    }
    match about_proof(asks, visitor, now)? {
        Some(step) => Ok(step),
        None => match visitor.owes {
            Some(owed) => Ok(asks.unless_silent(Step::Settle(owed), owing(owed))),
            None => about_client(asks, visitor),
        },
    }
}

impl Asks<'_> {
    fn unless_silent(&self, step: Step, error: OauthError) -> Step {
        if self.is_silent { Step::Refuse(error) } else { step }
    }
}

fn another_proof() -> OauthError {
    OauthErrorCode::InteractionRequired.because("The account has to authenticate again, or with another factor")
}

fn owing(owed: Owed) -> OauthError {
    OauthErrorCode::InteractionRequired.because(owed.description())
}

fn about_account(asks: &Asks<'_>, visitor: &Standing) -> Option<Step> {
    if visitor.needs_factor {
        return Some(asks.unless_silent(Step::AddFactor, another_proof()));
    }
    if asks.account.is_some_and(|account| account != visitor.user) {
        let refused = Step::Refuse(OauthErrorCode::LoginRequired.because("Somebody else is signed in"));
        // Whoever has just signed in with the wrong account again would go in a circle.
        let is_asked = !asks.is_silent && !visitor.has_proved;
        return Some(if is_asked { Step::Ask(ConsentQuestion::OtherAccount) } else { refused });
    }
    None
}

fn about_proof(asks: &Asks<'_>, visitor: &Standing, now: Timestamp) -> Result<Option<Step>, Look> {
    let own = Demand { level: Level::Password, max_age: asks.max_age };
    let is_asked = !visitor.has_proved && (asks.wants_proof || !own.is_met(&visitor.proof, now));
    if is_asked && asks.is_silent {
        let error = OauthErrorCode::LoginRequired.because("The last sign-in is too long ago");
        return Ok(Some(Step::Refuse(error)));
    }
    if !is_asked && !visitor.is_admitted {
        return Ok(Some(Step::NotAdmitted));
    }
    if !is_asked && !visitor.may_reach {
        let error = OauthErrorCode::InvalidTarget.because("The application at a resource does not admit this account");
        return Ok(Some(Step::Refuse(error.about(Fault::NotAdmitted))));
    }
    // Only those who may enter learn what is demanded.
    let demand = if visitor.is_admitted && visitor.may_reach { asks.demand } else { Demand::default() };
    let wanted = wanted(asks, visitor)?;
    let level = match wanted {
        Wanted::Possible(level) => Some(level),
        Wanted::Reached | Wanted::Impossible => None,
    };
    if is_asked || level.is_some() || !demand.is_met(&visitor.proof, now) {
        let all = Demand { level: level.unwrap_or_default(), ..own }.and(demand);
        return Ok(Some(asks.unless_silent(Step::Confirm(all), another_proof())));
    }
    if wanted == Wanted::Impossible && asks.is_acr_essential {
        let code = OauthErrorCode::UnmetAuthenticationRequirements;
        let error = code.because("The account cannot authenticate at the level that is asked for");
        return Ok(Some(Step::Refuse(error)));
    }
    Ok(None)
}

/// What is still wanted of the level.
fn wanted(asks: &Asks<'_>, visitor: &Standing) -> Result<Wanted, Look> {
    // What is voluntary is asked for once, and not of those who must not be asked.
    let is_over = !asks.is_acr_essential && (asks.is_silent || visitor.has_proved);
    if is_over || Wanted::is_reached(asks.acr, visitor.proof.methods) {
        return Ok(Wanted::Reached);
    }
    Ok(Wanted::beyond(asks.acr, visitor.possible.as_ref().ok_or(Look::Possible)?))
}

fn about_client(asks: &Asks<'_>, visitor: &Standing) -> Result<Step, Look> {
    if !asks.is_client {
        return Ok(Step::End);
    }
    let is_allowed = match visitor.answered {
        Some(ConsentQuestion::Allow) => true,
        Some(ConsentQuestion::Account | ConsentQuestion::OtherAccount) | None => {
            !visitor.needs_consent.ok_or(Look::Consent)?
        }
    };
    let question = match is_allowed {
        false => ConsentQuestion::Allow,
        // Who has answered any question has seen the account, and who has just signed in has chosen it.
        true if asks.wants_choice && !visitor.has_proved && visitor.answered.is_none() => ConsentQuestion::Account,
        true => return Ok(Step::End),
    };
    let error = OauthErrorCode::ConsentRequired.because("The account has not allowed this client what it asks for");
    Ok(asks.unless_silent(Step::Ask(question), error))
}
