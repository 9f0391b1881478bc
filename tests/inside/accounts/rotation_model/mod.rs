//! A model of rotation: whatever clients, lost answers, disconnections, waits and crashes come together, the application
//! answers as the specification does, and its database holds what the specification says.
//!
//! `steps` generates the steps of a case, `case` takes them with the real application, and `specification` decides which
//! answers and which rows are allowed. That comprises:
//! - a living session has exactly one unused token, and a token only one successor, byte for byte;
//! - a session ends by a sign-out or a reuse, and by nothing else;
//! - a retry within the grace period succeeds while the successor is unused;
//! - a reuse ends the session for everyone, and is recorded once.

mod case;
mod interleavings;
mod servers;
mod specification;
mod steps;

use case::Case;
use proptest::test_runner::{Config, FileFailurePersistence, TestCaseResult, TestRunner, contextualize_config};
use servers::Servers;
use steps::Step;
use tokio::runtime::Handle;
use tokio::sync::Mutex;
use tokio::task::block_in_place;

/// Enough cases to end sessions in each way, few enough for each run. The environment variable PROPTEST_CASES overrides it.
const CASES: u32 = 64;
/// Where failing cases are kept, next to those of the unit tests. By default it would be a folder of its own in `tests`.
const REGRESSIONS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/proptest-regressions/inside/rotation_model.txt");

fn runner() -> TestRunner {
    let failure_persistence = FileFailurePersistence::Direct(REGRESSIONS);
    let config = Config { cases: CASES, failure_persistence: Some(Box::new(failure_persistence)), ..Config::default() };
    TestRunner::new(contextualize_config(config))
}

async fn run(servers: &Mutex<Servers>, steps: &[Step]) -> TestCaseResult {
    let mut servers = servers.lock().await;
    let mut case = Case::begin(&mut servers).await;
    for step in steps {
        case.take(step).await?;
    }
    case.finish().await
}

#[tokio::test(flavor = "multi_thread")]
async fn rotation_keeps_its_promises_in_every_interleaving() {
    let servers = Mutex::new(Servers::new().await);
    // The runner is not asynchronous; `block_in_place` lets it wait here while other threads run the servers.
    let outcome =
        block_in_place(|| runner().run(&steps::sequence(), |steps| Handle::current().block_on(run(&servers, &steps))));
    outcome.unwrap_or_else(|error| panic!("{error}"));
}
