//! One fault under load, and what has become of everything that was answered.

use super::canary::Canary;
use super::cluster::{Cluster, LEADER, Replication};
use super::faults::{Cure, Fault, at};
use super::imports::{self, Import};
use super::lists::{self, Lists};
use super::messages::Messages;
use super::prober::Prober;
use super::replicas::Replicas;
use super::sign_outs::SignOuts;
use super::table::Row;
use super::timeline::Timeline;
use super::worker::{LONGEST_ANSWER, Problems, Run};
use crate::database::run_on;
use crate::support::block_on;
use crate::torture::load::{Load, Pace};
use crate::torture::model::Account;
use crate::torture::{stored, verify};
use crate::wait::{wait_until, within};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Fewer writers than in the crash tests, with pauses: three database servers share the processor with them.
const PACE: Pace = Pace { writers: 6, pause: Duration::from_millis(100), retry: Duration::from_secs(1) };
/// How much load there is before the fault, of which the import runs the last part.
const BEFORE: Duration = Duration::from_secs(6);
const IMPORT_BEFORE: Duration = Duration::from_millis(700);
/// When a fault has had its effect.
const EFFECT: Duration = Duration::from_secs(8);
/// How long all has to work after the fault, and again after the cure.
const STEADY: Duration = Duration::from_secs(5);
/// The maximum time until all works again.
const MOST: Duration = Duration::from_secs(120);
/// How much later than PostgreSQL the replicas may accept writes.
const ALLOWED: Duration = Duration::from_secs(2);
/// After a full disk: a write is tried every three seconds (`src/store/writability.rs`).
const ALLOWED_AFTER_REPAIR: Duration = Duration::from_secs(5);
/// What waits is sent within this time, unless a claim was lost.
const SENT: Duration = Duration::from_secs(10);

/// A round; the number is in the names of all accounts.
pub struct Round<'a> {
    pub cluster: &'a Cluster,
    pub replicas: &'a Replicas,
    pub replication: Replication,
    pub fault: &'a Fault,
    pub number: usize,
}

/// What runs during a round.
struct Running {
    run: Run,
    prober: Prober,
    canaries: Vec<Canary>,
    lists: Vec<Lists>,
    writers: Load,
    sign_outs: SignOuts,
    messages: Messages,
    import: Import,
}

struct StopOnDrop(Run);

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        self.0.stop.ask();
    }
}

/// When what happened.
struct Times {
    fault: Instant,
    /// From then on writes may be accepted again: the fault, or its repair.
    possible: Instant,
    /// The node that had the fault comes back.
    cure: Instant,
    end: Instant,
}

impl Round<'_> {
    pub fn run(&self) -> Row {
        self.cluster.wait_until_healthy();
        // One that was interrupted is in the way of the next one for two minutes.
        assert!(within(Duration::from_secs(180), imports::are_over), "an import is left");
        let node = self.cluster.leader();
        let running = self.start();
        let _ends_after_a_failure = StopOnDrop(running.run.clone());
        let times = self.cause(&node, &running);
        running.run.stop.ask();
        self.cluster.wait_until_healthy();
        self.evaluate(running, &times)
    }

    fn start(&self) -> Running {
        let (replicas, number) = (self.replicas, self.number);
        let (run, addresses) = (Run::default(), replicas.addresses());
        // Slow to prepare, so before anything is measured.
        let administrator = replicas.administrator();
        let messages = Messages::start(replicas, format!("lagr{number}m"), &run);
        let sign_outs = SignOuts::start(replicas, format!("leaver{number}"), self.forgets(), &run);
        let canary = |(replica, name)| Canary::start(replica, format!("canary{number}{name}"), &run);
        let canaries: Vec<_> = addresses.into_iter().zip(["a", "b"]).map(canary).collect();
        // Each reads at one replica what changes at the other one.
        let read = |(replica, canary)| Lists::start(replica, canary, &administrator, self.forgets(), &run);
        let lists = addresses.into_iter().zip(canaries.iter().rev()).map(read).collect();
        let writers = Load::at_pace(&addresses, &self.writers(), number as u64, PACE);
        let prober = Prober::start(&run);
        sleep(BEFORE);
        let import = Import::start(addresses[0], format!("importr{number}x"), &administrator);
        sleep(IMPORT_BEFORE);
        Running { run, prober, canaries, lists, writers, sign_outs, messages, import }
    }

    /// Whether what was acknowledged may be lost.
    fn forgets(&self) -> bool {
        self.replication == Replication::Asynchronous
    }

    /// The beginning of the usernames of the writers.
    fn writers(&self) -> String {
        format!("failover{}w", self.number)
    }

    /// Causes the fault and ends it, and waits each time until all works.
    fn cause(&self, node: &str, running: &Running) -> Times {
        let Fault { command, cure, .. } = self.fault;
        let prober = &running.prober.timeline;
        let all_work = || {
            let canaries = running.canaries.iter().map(|canary| &canary.timeline);
            canaries.chain([prober]).all(|timeline| timeline.is_steady(STEADY))
        };
        running.writers.expect_failover(self.forgets());
        running.run.problems.note_fault();
        let fault = Instant::now();
        self.cluster.run(&at(node, command));
        let mut possible = fault;
        if let Cure::Repair(command) = cure {
            // Small writes succeed for a while, in space that files already have.
            wait_until("the fault has an effect", || !prober.is_steady(STEADY));
            sleep(EFFECT);
            possible = Instant::now();
            self.cluster.run(&at(node, command));
        } else {
            sleep(EFFECT);
        }
        let limited = |what: &str| {
            if !within(MOST, &all_work) {
                running.run.problems.add(format!("not {} s after {what} does all work", MOST.as_secs()));
            }
        };
        limited("the fault");
        let cure_time = Instant::now();
        if let Cure::Return(command) = cure {
            self.cluster.run(&at(node, command));
            sleep(EFFECT);
            limited("the cure");
        }
        Times { fault, possible, cure: cure_time, end: Instant::now() }
    }

    /// Waits until all mail and logout tokens are sent. If a replica has lost the answer to a claim, the row waits for two minutes; the
    /// claim is ended when nobody can be sending it any more.
    fn wait_until_sent(&self) {
        let is_empty = |table: &str| {
            let rows = block_on(run_on(LEADER, &format!("SELECT attempts::text FROM {table}")));
            rows.is_ok_and(|rows| rows.is_empty())
        };
        for table in ["outbox", "client_logouts"] {
            if !within(SENT, || is_empty(table)) {
                let end_claims = format!("UPDATE {table} SET next_attempt_at = 0");
                block_on(run_on(LEADER, &end_claims)).expect("SQL that runs");
                wait_until(&format!("{table} is empty"), || is_empty(table));
            }
        }
    }

    fn evaluate(&self, running: Running, times: &Times) -> Row {
        let Running { run, prober, canaries, lists, writers, sign_outs, messages, import } = running;
        let problems = &run.problems;
        lists::check_standbys(self.replicas, problems);
        let prober = prober.end();
        let (acknowledged, slowest) = (writers.acknowledged().iter().sum::<u32>(), writers.slowest());
        if slowest > LONGEST_ANSWER {
            problems.add(format!("a writer was answered after {} s", slowest.as_secs()));
        }
        let timelines: Vec<_> = canaries.iter().map(|canary| canary.timeline.clone()).collect();
        let (patroni, vestibule) = compare_times(&prober, &timelines, times, problems);

        let mut lost = Lost::default();
        // Accounts of the writers get mail as well, so nothing is sent completely while they write.
        let accounts = writers.end();
        self.wait_until_sent();
        lost.add(self.lost_writes(accounts, times), "accounts are not as acknowledged");
        for canary in canaries {
            lost.add(canary.end(), "changes of a name");
        }
        let right: usize = lists.into_iter().map(|lists| lists.end(problems)).sum();
        let (ended, active, tokens_twice) = sign_outs.end(&self.replicas.back_channel, problems);
        lost.add(active, "ends of sessions");
        let (sent, without_commit, messages_twice) = messages.end(&self.replicas.smtp, problems);
        lost.add(without_commit, "messages sent for links that do not exist");
        for (twice, what) in [(tokens_twice, "logout tokens"), (messages_twice, "messages")] {
            let what = format!("{what} were sent twice");
            if self.fault.leaves_behind() {
                lost.add(twice, &what);
            } else if twice > 0 {
                problems.add(format!("{twice} {what}"));
            }
        }
        let (import, rows) = import.end(problems);
        lost.add(rows, "imported accounts");
        if !self.forgets() && !lost.0.is_empty() {
            problems.add("what was answered with success is lost");
        }
        stored::assert_invariants(LEADER);
        self.replicas.assert_running();
        Row {
            fault: self.fault.what,
            replication: self.replication.name(),
            running: format!("{acknowledged} writes, {right} lists, {sent} messages, {ended} sign-outs, {import}"),
            lost: lost.0.join(", "),
            patroni,
            vestibule,
            problems: problems.list(),
        }
    }

    /// How many accounts of the writers are not as they should be. With synchronous replication each of them is checked.
    fn lost_writes(&self, accounts: Vec<Account>, times: &Times) -> usize {
        let stored = stored::read(LEADER, &self.writers());
        if self.forgets() {
            return verify::lost(accounts, &stored).len();
        }
        let accounts = verify::compare_rows(accounts, &stored);
        verify::check_api(&accounts, &stored, &self.replicas.addresses(), times.fault);
        0
    }
}

/// How long PostgreSQL has refused writes, and how long the slower of the replicas, which may be longer by a little.
fn compare_times(
    prober: &Timeline,
    replicas: &[Timeline],
    times: &Times,
    problems: &Problems,
) -> (Option<Duration>, Option<Duration>) {
    let patroni = prober.back_after(times.possible, times.cure);
    let back = replicas.iter().map(|timeline| timeline.back_after(times.possible, times.cure));
    let vestibule = back.collect::<Option<Vec<_>>>().and_then(|times| times.into_iter().max());
    let allowed = if times.possible > times.fault { ALLOWED_AFTER_REPAIR } else { ALLOWED };
    match (patroni, vestibule) {
        (Some(patroni), Some(vestibule)) if vestibule <= patroni + allowed => {}
        _ => problems.add(format!("back after {vestibule:?}, PostgreSQL after {patroni:?}")),
    }
    // The node that comes back costs no more than the time in which PostgreSQL itself refuses writes.
    let of_postgres = prober.pause(times.cure, times.end);
    for pause in replicas.iter().map(|timeline| timeline.pause(times.cure, times.end)) {
        if pause > of_postgres + ALLOWED {
            problems.add(format!("a pause of {pause:?} after the cure, PostgreSQL {of_postgres:?}"));
        }
    }
    (patroni, vestibule)
}

/// What is lost, with numbers.
#[derive(Default)]
struct Lost(Vec<String>);

impl Lost {
    fn add(&mut self, count: usize, what: &str) {
        if count > 0 {
            self.0.push(format!("{count} {what}"));
        }
    }
}
