//! What comes next: each row of the table.

mod properties;

use super::*;
use crate::shared::factors::Method::{self, Code, Password};
use crate::shared::possible::{Means, possible};
use uuid::Uuid;

const NOW: Timestamp = Timestamp(1_000_000_000);
const OWN: UserId = UserId(Uuid::from_u128(1));
const OTHER: UserId = UserId(Uuid::from_u128(2));
const STRONG: Demand = Demand { level: Level::SecondFactor, max_age: None };
const MINUTE: Demand = Demand { level: Level::Password, max_age: Some(60) };

const PAGE: Asks<'static> = Asks {
    demand: Demand { level: Level::Password, max_age: None },
    is_client: false,
    is_silent: false,
    wants_proof: false,
    max_age: None,
    acr: &[],
    is_acr_essential: false,
    account: None,
    wants_choice: false,
};
const CLIENT: Asks<'static> = Asks { is_client: true, ..PAGE };
const LOGIN: Asks<'static> = Asks { wants_proof: true, ..CLIENT };
const AGED: Asks<'static> = Asks { max_age: Some(60), ..CLIENT };
const STRICT: Asks<'static> = Asks { demand: STRONG, ..CLIENT };
const VOLUNTARY: Asks<'static> = Asks { acr: &[Level::SecondFactor], ..CLIENT };
const ESSENTIAL: Asks<'static> = Asks { is_acr_essential: true, ..VOLUNTARY };
const CHOICE: Asks<'static> = Asks { wants_choice: true, ..CLIENT };
const EXPECTING: Asks<'static> = Asks { account: Some(OTHER), ..CLIENT };

fn silent(asks: Asks<'_>) -> Asks<'_> {
    Asks { is_silent: true, ..asks }
}

/// Whoever has given this proof so many seconds ago, has allowed the client everything, and of whose account nobody has looked.
fn proved(methods: &[Method], seconds: i64) -> Standing {
    Standing {
        user: OWN,
        proof: Proof { methods: methods.iter().copied().collect(), at: Timestamp(NOW.0 - seconds * 1000) },
        needs_factor: false,
        owes: None,
        is_admitted: true,
        may_reach: true,
        has_proved: false,
        answered: None,
        possible: None,
        needs_consent: Some(false),
    }
}

/// The same with the password, and with what the account has beside it.
fn having(passkeys: u64, has_authenticator: bool) -> Standing {
    let means = Means { has_password: true, passkeys, has_authenticator, ..Means::default() };
    let plain = proved(&[Password], 59);
    Standing { possible: Some(possible(&means, plain.proof.methods)), ..plain }
}

fn done(standing: Standing) -> Standing {
    Standing { has_proved: true, ..standing }
}

fn confirm(level: Level, max_age: Option<u64>) -> Result<Step, Look> {
    Ok(Step::Confirm(Demand { level, max_age }))
}

/// Whatever the words are.
fn refuse(code: OauthErrorCode) -> Result<Step, Look> {
    Ok(Step::Refuse(code.because("")))
}

fn ask(question: ConsentQuestion) -> Result<Step, Look> {
    Ok(Step::Ask(question))
}

type Row<'a> = (&'a str, Asks<'a>, Option<Standing>, Result<Step, Look>);

#[track_caller]
fn check(rows: &[Row<'_>]) {
    for (name, asks, standing, expected) in rows {
        let step = next_step(asks, standing.as_ref(), NOW).map(|step| match step {
            Step::Refuse(error) => {
                assert!(!error.description().is_empty(), "{name}");
                Step::Refuse(error.code.because(""))
            }
            other => other,
        });
        assert_eq!(step, *expected, "{name}");
    }
}

#[test]
fn who_it_is_comes_first() {
    use ConsentQuestion::OtherAccount;
    use OauthErrorCode::{InteractionRequired, LoginRequired};
    let plain = proved(&[Password], 59);
    let lacking = Standing { needs_factor: true, ..plain };
    let lacking_values = Standing { owes: Some(Owed::Fields), ..plain };
    let owing = Standing { owes: Some(Owed::Terms), ..plain };
    let expected = Standing { user: OTHER, ..plain };
    check(&[
        ("a stranger at a page", PAGE, None, Ok(Step::SignIn)),
        ("a stranger at an application", Asks { demand: STRONG, ..PAGE }, None, Ok(Step::SignIn)),
        ("a stranger at a client", LOGIN, None, Ok(Step::SignIn)),
        ("a stranger, silently", silent(CLIENT), None, refuse(LoginRequired)),
        ("somebody at a page", PAGE, Some(plain), Ok(Step::End)),
        ("somebody at a client", CLIENT, Some(plain), Ok(Step::End)),
        ("somebody at a client, silently", silent(CLIENT), Some(plain), Ok(Step::End)),
        ("no factor at a page", PAGE, Some(lacking), Ok(Step::AddFactor)),
        ("no factor at a client", LOGIN, Some(lacking), Ok(Step::AddFactor)),
        ("no factor, silently", silent(CLIENT), Some(lacking), refuse(InteractionRequired)),
        ("no factor, and another account", EXPECTING, Some(lacking), Ok(Step::AddFactor)),
        ("fields", PAGE, Some(lacking_values), Ok(Step::Settle(Owed::Fields))),
        ("fields, silently", silent(CLIENT), Some(lacking_values), refuse(InteractionRequired)),
        ("terms", PAGE, Some(owing), Ok(Step::Settle(Owed::Terms))),
        ("terms of a client", CLIENT, Some(owing), Ok(Step::Settle(Owed::Terms))),
        ("terms, silently", silent(CLIENT), Some(owing), refuse(InteractionRequired)),
        ("terms, and no admission", PAGE, Some(Standing { is_admitted: false, ..owing }), Ok(Step::NotAdmitted)),
        ("terms, and no factor", PAGE, Some(Standing { owes: Some(Owed::Terms), ..lacking }), Ok(Step::AddFactor)),
        ("no factor, and no admission", PAGE, Some(Standing { is_admitted: false, ..lacking }), Ok(Step::AddFactor)),
        ("another account", EXPECTING, Some(plain), ask(OtherAccount)),
        ("another account, silently", silent(EXPECTING), Some(plain), refuse(LoginRequired)),
        ("another account again", EXPECTING, Some(done(plain)), refuse(LoginRequired)),
        ("the expected account", EXPECTING, Some(expected), Ok(Step::End)),
    ]);
}

#[test]
fn a_proof_is_asked_for_as_strong_as_it_has_to_be() {
    use Level::{Passkey as WithPasskey, Password as Any, SecondFactor};
    use OauthErrorCode::{InteractionRequired, InvalidTarget, LoginRequired};
    let (plain, old) = (proved(&[Password], 59), proved(&[Password], 60));
    let strong = proved(&[Password, Code], 60);
    let outside = |standing| Standing { is_admitted: false, ..standing };
    let beyond = |standing| Standing { may_reach: false, ..standing };
    let application = Asks { demand: STRONG, ..PAGE };
    let both = Asks { demand: STRONG, ..LOGIN };
    let aged = Asks { demand: Demand { max_age: Some(30), ..STRONG }, ..AGED };
    let passkey = Asks { demand: STRONG, acr: &[WithPasskey], ..CLIENT };
    check(&[
        ("an application", application, Some(plain), confirm(SecondFactor, None)),
        ("an application, with the factor", application, Some(strong), Ok(Step::End)),
        ("an application that is closed", application, Some(outside(plain)), Ok(Step::NotAdmitted)),
        ("a recent proof", Asks { demand: MINUTE, ..PAGE }, Some(plain), Ok(Step::End)),
        ("an old proof", Asks { demand: MINUTE, ..PAGE }, Some(old), confirm(Any, Some(60))),
        ("a client", STRICT, Some(plain), confirm(SecondFactor, None)),
        ("a client, silently", silent(STRICT), Some(plain), refuse(InteractionRequired)),
        ("a client, after a weaker proof", STRICT, Some(done(plain)), confirm(SecondFactor, None)),
        ("a client that is closed", STRICT, Some(outside(plain)), Ok(Step::NotAdmitted)),
        ("a client that is closed, silently", silent(STRICT), Some(outside(plain)), Ok(Step::NotAdmitted)),
        ("a resource that is closed", STRICT, Some(beyond(plain)), refuse(InvalidTarget)),
        ("a resource that is closed, silently", silent(STRICT), Some(beyond(plain)), refuse(InvalidTarget)),
        ("a client that is closed, and its resource", CLIENT, Some(outside(beyond(plain))), Ok(Step::NotAdmitted)),
        ("asked again, for a resource that is closed", both, Some(beyond(plain)), confirm(Any, None)),
        ("asked again", LOGIN, Some(plain), confirm(Any, None)),
        ("asked again, and done", LOGIN, Some(done(plain)), Ok(Step::End)),
        ("too old", AGED, Some(old), confirm(Any, Some(60))),
        ("too old, silently", silent(AGED), Some(old), refuse(LoginRequired)),
        ("just not too old", AGED, Some(plain), Ok(Step::End)),
        ("no age at all, done", Asks { max_age: Some(0), ..CLIENT }, Some(done(plain)), Ok(Step::End)),
        ("asked again, and a factor", both, Some(plain), confirm(SecondFactor, None)),
        ("asked again, where nobody may enter", both, Some(outside(plain)), confirm(Any, None)),
        ("the same, done", both, Some(done(outside(plain))), Ok(Step::NotAdmitted)),
        ("two ages", aged, Some(old), confirm(SecondFactor, Some(30))),
        ("a factor, and a wanted passkey", passkey, Some(having(1, true)), confirm(WithPasskey, None)),
        ("a factor, and no passkey", passkey, Some(having(0, true)), confirm(SecondFactor, None)),
    ]);
}

#[test]
fn a_level_is_wanted_of_those_who_have_it() {
    use Level::{Passkey as WithPasskey, Password as Any, SecondFactor};
    use OauthErrorCode::{InteractionRequired, UnmetAuthenticationRequirements as Unmet};
    let unknown = proved(&[Password], 59);
    let (none, some) = (having(0, false), having(0, true));
    let strong = proved(&[Password, Code], 59);
    let again = Asks { wants_proof: true, ..VOLUNTARY };
    let best = Asks { acr: &[WithPasskey, SecondFactor], ..CLIENT };
    check(&[
        ("voluntary, unknown", VOLUNTARY, Some(unknown), Err(Look::Possible)),
        ("voluntary, possible", VOLUNTARY, Some(some), confirm(SecondFactor, None)),
        ("voluntary, impossible", VOLUNTARY, Some(none), Ok(Step::End)),
        ("voluntary, reached", VOLUNTARY, Some(strong), Ok(Step::End)),
        ("voluntary, silently", silent(VOLUNTARY), Some(unknown), Ok(Step::End)),
        ("voluntary, done", VOLUNTARY, Some(done(unknown)), Ok(Step::End)),
        ("essential, unknown", ESSENTIAL, Some(unknown), Err(Look::Possible)),
        ("essential, possible", ESSENTIAL, Some(some), confirm(SecondFactor, None)),
        ("essential, possible, silently", silent(ESSENTIAL), Some(some), refuse(InteractionRequired)),
        ("essential, after a weaker proof", ESSENTIAL, Some(done(some)), confirm(SecondFactor, None)),
        ("essential, impossible", ESSENTIAL, Some(none), refuse(Unmet)),
        ("essential, impossible, silently", silent(ESSENTIAL), Some(none), refuse(Unmet)),
        ("essential, reached", ESSENTIAL, Some(strong), Ok(Step::End)),
        ("asked again, unknown", again, Some(unknown), Err(Look::Possible)),
        ("asked again, possible", again, Some(some), confirm(SecondFactor, None)),
        ("asked again, impossible", again, Some(none), confirm(Any, None)),
        ("asked again, done", again, Some(done(unknown)), Ok(Step::End)),
        ("the best that there is", best, Some(some), confirm(SecondFactor, None)),
        ("the best of all", best, Some(having(1, true)), confirm(WithPasskey, None)),
        ("any of them", best, Some(strong), Ok(Step::End)),
    ]);
}

#[test]
fn a_client_learns_what_was_allowed() {
    use ConsentQuestion::{Account, Allow, OtherAccount};
    use OauthErrorCode::ConsentRequired;
    let plain = proved(&[Password], 59);
    let unknown = Standing { needs_consent: None, ..plain };
    let new = Standing { needs_consent: Some(true), ..plain };
    let answered = |question, standing| Standing { answered: Some(question), ..standing };
    check(&[
        ("unknown", CLIENT, Some(unknown), Err(Look::Consent)),
        ("no client", PAGE, Some(unknown), Ok(Step::End)),
        ("new", CLIENT, Some(new), ask(Allow)),
        ("new, silently", silent(CLIENT), Some(new), refuse(ConsentRequired)),
        ("new, after a proof", CLIENT, Some(done(new)), ask(Allow)),
        ("allowed a moment ago", CLIENT, Some(answered(Allow, unknown)), Ok(Step::End)),
        ("taken back meanwhile", CLIENT, Some(answered(Account, new)), ask(Allow)),
        ("an answer about another account", CLIENT, Some(answered(OtherAccount, unknown)), Err(Look::Consent)),
        ("an answer that does not help", EXPECTING, Some(answered(OtherAccount, plain)), ask(OtherAccount)),
        ("a demand that was raised meanwhile", STRICT, Some(answered(Allow, plain)), Ok(Step::Confirm(STRONG))),
        ("a choice", CHOICE, Some(plain), ask(Account)),
        ("a choice, after a proof", CHOICE, Some(done(plain)), Ok(Step::End)),
        ("a choice, made", CHOICE, Some(answered(Account, plain)), Ok(Step::End)),
        ("a choice, and what is new", CHOICE, Some(new), ask(Allow)),
        ("both in one", CHOICE, Some(answered(Allow, new)), Ok(Step::End)),
    ]);
}
