//! A model of fields of one's own: administrators define, change, delete and restore fields, people register and change what they have,
//! files are imported, and many accounts are changed at once and changed back, in any order and some of it at the same time.
//!
//! `steps` generates the steps, `case` takes them through the router, and `model` says which answers and which state may follow. After
//! each step the answers, the definitions, what each account has, who is in the group with a rule and who is in filtered lists are compared.
//! Of two steps at the same time the result is that of one of their orders.

mod case;
mod model;
mod steps;

use case::Case;
use proptest::test_runner::{Config, FileFailurePersistence, TestRunner, contextualize_config};
use std::collections::BTreeSet;
use std::sync::Mutex;
use steps::{Step, sequence};
use tokio::runtime::Handle;
use tokio::task::block_in_place;

/// Enough cases that each kind of step succeeds and is refused, few enough for each run. The environment variable PROPTEST_CASES
/// overrides them. A transaction on PostgreSQL takes several times as long.
const CASES_ON_SQLITE: u32 = 24;
const CASES_ON_POSTGRES: u32 = 8;
/// Where failing cases are kept, next to those of the unit tests.
const REGRESSIONS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/proptest-regressions/inside/own_fields_model.txt");

fn runner(cases: u32) -> TestRunner {
    let failure_persistence = FileFailurePersistence::Direct(REGRESSIONS);
    let config = Config { cases, failure_persistence: Some(Box::new(failure_persistence)), ..Config::default() };
    TestRunner::new(contextualize_config(config))
}

#[tokio::test(flavor = "multi_thread")]
async fn no_order_of_changes_of_fields_and_accounts_loses_or_makes_up_a_value() {
    let is_on_postgres = std::env::var("TEST_DATABASE_URL").is_ok();
    let cases = if is_on_postgres { CASES_ON_POSTGRES } else { CASES_ON_SQLITE };
    let (count, answers) = (Mutex::new(0_u32), Mutex::new(BTreeSet::new()));
    let run = async |moments: Vec<Vec<Step>>| {
        let mut case = Case::begin().await;
        for steps in &moments {
            case.take(steps).await;
        }
        answers.lock().expect("the answers").append(&mut case.answers);
        *count.lock().expect("a number") += 1;
        case.finish().await;
    };
    // The runner is not asynchronous; `block_in_place` lets it wait here while other threads run the server.
    let outcome = block_in_place(|| {
        runner(cases).run(&sequence(), |moments| {
            Handle::current().block_on(run(moments));
            Ok(())
        })
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
    let (answers, count) = (answers.into_inner().expect("the answers"), count.into_inner().expect("a number"));
    eprintln!("{count} cases: {answers:?}");
    // Fewer cases may be without one of them by chance.
    for answer in ["SetOwn 200", "SetOwn taken", "SetOther 200", "Change 200", "Delete 204", "Restore 200"] {
        assert!(answers.contains(answer) || count < CASES_ON_SQLITE, "no case has had {answer}: {answers:?}");
    }
}
