//! A model of signing in with a second factor: an owner, an administrator, somebody with old codes and the clock take steps in any
//! order, through the router. `case` knows what each step may lead to, and compares after each one:
//! - every session has the methods that were shown for it, and those met what the account demanded then;
//! - no code, no recovery code, no passkey that was removed and no pending sign-in works twice;
//! - a pending sign-in ends after ten minutes, with the fifth wrong code, with a new password, when the account is disabled, and
//!   waits for nothing while it has no second factor.

mod case;

use crate::support::*;
use case::Case;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, FileFailurePersistence, TestRunner, contextualize_config};
use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::runtime::Handle;
use tokio::task::block_in_place;

/// Enough cases that each step succeeds and fails, few enough for each run. The environment variable PROPTEST_CASES overrides
/// them. A transaction on PostgreSQL takes several times as long.
const CASES_ON_SQLITE: u32 = 48;
const CASES_ON_POSTGRES: u32 = 16;
/// The maximum number of steps of a case.
const STEPS: usize = 16;
/// Where failing cases are kept, next to those of the unit tests.
const REGRESSIONS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/proptest-regressions/inside/sign_in_model.txt");

/// What somebody does. Where there are several, the newest session and the newest pending sign-in are meant.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Step {
    Password,
    /// The code that the app shows.
    Code,
    /// The same for the oldest pending sign-in.
    CodeForOldest,
    WrongCode,
    /// The code that was used last.
    UsedCode,
    RecoveryCode,
    UsedRecoveryCode,
    Passkey,
    PasskeyAfterPassword,
    /// One that the account had before.
    RemovedPasskey,
    ProveWithPassword,
    ProveWithCode,
    ProveWithPasskey,
    ChangePassword,
    /// An administrator removes the factors.
    Reset,
    /// The owner adds those that are missing, and makes new recovery codes.
    AddFactors,
    Disable,
    Enable,
    /// Until the app shows another code.
    WaitForCode,
    /// Ten minutes.
    WaitLong,
}

/// Mostly what goes on with a sign-in: most of the others end it.
fn step() -> impl Strategy<Value = Step> {
    use Step::*;
    prop_oneof![
        8 => Just(Password),
        12 => select(vec![Code, RecoveryCode, PasskeyAfterPassword, WaitForCode]),
        12 => select(vec![WrongCode, CodeForOldest, UsedCode, UsedRecoveryCode, RemovedPasskey, Passkey]),
        8 => select(vec![ProveWithPassword, ProveWithCode, ProveWithPasskey, AddFactors]),
        4 => select(vec![ChangePassword, Reset, Disable, WaitLong]),
        2 => Just(Enable),
    ]
}

fn runner(cases: u32) -> TestRunner {
    let failure_persistence = FileFailurePersistence::Direct(REGRESSIONS);
    let config = Config { cases, failure_persistence: Some(Box::new(failure_persistence)), ..Config::default() };
    TestRunner::new(contextualize_config(config))
}

#[tokio::test(flavor = "multi_thread")]
async fn no_order_of_steps_leads_to_a_session_without_what_the_account_demands() {
    // So that the sessions and the access tokens outlive a case.
    let app = TestApp::with(|config| config.access_ttl = Duration::from_secs(24 * 60 * 60)).await;
    let cases = if app.database.is_postgres() { CASES_ON_POSTGRES } else { CASES_ON_SQLITE };
    let (number, succeeded) = (AtomicUsize::new(0), Mutex::new(BTreeSet::new()));
    let run = async |steps: Vec<Step>| {
        let mut case = Case::begin(&app, number.fetch_add(1, Ordering::Relaxed)).await;
        for step in steps {
            if case.take(step).await {
                succeeded.lock().expect("the steps").insert(step);
            }
            case.assert_sessions().await;
        }
    };
    // The runner is not asynchronous; `block_in_place` lets it wait here while other threads run the server.
    let outcome = block_in_place(|| {
        runner(cases).run(&prop::collection::vec(step(), 4..=STEPS), |steps| {
            Handle::current().block_on(run(steps));
            Ok(())
        })
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
    let succeeded = succeeded.into_inner().expect("the steps");
    // Fewer cases may be without one of them by chance.
    let is_complete = number.into_inner() >= CASES_ON_SQLITE as usize;
    for step in [Step::Code, Step::RecoveryCode, Step::Passkey, Step::PasskeyAfterPassword, Step::ProveWithCode] {
        assert!(succeeded.contains(&step) || !is_complete, "{step:?} was impossible in every case");
    }
    for step in [Step::WrongCode, Step::UsedCode, Step::UsedRecoveryCode, Step::RemovedPasskey] {
        assert!(!succeeded.contains(&step), "{step:?}");
    }
}
