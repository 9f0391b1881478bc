//! A model of recovery (docs/decisions/0046-recovery.md and 0079-ways-in.md): somebody has a part of what an account is entered with.
//! They, the owner, an administrator and the clock take steps in every order, with the real use cases. After every order the owner
//! must get the account back, and then nobody else may get in by any row of the table of ways in; and who reads the mailbox alone
//! never gets past a factor that was there before.
//!
//! Orders that lead to the same state continue in the same way, so each state is continued once, with the shortest order that
//! leads to it; a step that is impossible in a state changes nothing. So some thousand runs decide about all orders. An order ends
//! where the owner has done nothing for a week after the thief took the account.
//!
//! Longer orders, of five steps in the gate and six in `make test-all`, are a sample, which is the same in each run (`Extent`).
//!
//! A run takes a hundredth of a second or more, so these are left out (`Search::is_tried`):
//!
//! - Steps that the state before shows to be impossible or to change nothing (`Step::can_succeed`). The last test here runs
//!   them.
//! - One order of two additions that do not depend on each other. The same test compares the states.
//! - In long orders, each addition alone (`Additions::AtOnce`): those that ask the owner for a factor come at once, and so do those that
//!   do not. Shorter orders have each (`Additions::Each`), and the two of all at once as a last step.
//! - There, a third addition while two are alive. This is an argument: a cell of the table says what becomes of one way in whatever else
//!   there is, and `tests/inside/accounts/ways_in` carries out each cell beside all other ways.
//! - API token, grant, device and sign-in that waits each alone, by the same argument. The last test tries each.
//! - As a last step, what the owner does next in any case.
//! - After more than three steps the thief does not try what the rows in the database show to be gone.

mod case;
mod keys;
mod outcome;
mod owner;
mod search;
mod state;
mod steps;
mod stored;
mod thief;
mod ways;
mod world;

use case::Kit;
use search::{Reduction, Search};
use std::env;
use steps::Step;

/// What somebody has at the beginning, and which steps there are.
#[derive(Clone, Copy, Debug)]
struct Plan {
    kit: Kit,
    additions: Additions,
    /// How many steps an order has of which the gate and `make test-all` try all. On PostgreSQL, where a transaction takes several times
    /// as long, it is one less.
    in_gate: u32,
    in_all: u32,
    /// Whether `in_all` steps are enough for each kind of step to succeed somewhere. A thief with a session alone needs six to undo what
    /// the owner does.
    reaches_all: bool,
}

/// The orders that a run of a plan tries.
#[derive(Clone, Copy, Debug)]
struct Extent {
    /// All orders have up to so many steps.
    all: u32,
    /// Longer orders, up to so many steps, are a sample.
    longest: u32,
    /// The maximum number of orders of each length in the sample.
    sample: usize,
}

/// How the thief adds ways in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Additions {
    /// Each for itself, at most two of them.
    Each,
    /// All with which the owner still signs in without a factor, or all with which a factor is asked for: two steps, so that orders may
    /// be longer.
    AtOnce,
}

impl Plan {
    fn steps(&self) -> Vec<Step> {
        let is_tried = |step: &Step| {
            let is_left_out = self.additions == Additions::AtOnce && step.is_comprised();
            step.is_of(self.kit) && !is_left_out
        };
        Step::ALL.into_iter().filter(is_tried).collect()
    }

    fn extent(&self) -> Extent {
        let less = u32::from(env::var("TEST_DATABASE_URL").is_ok());
        if env::var("RECOVERY_MODEL").is_ok_and(|which| which == "all") {
            Extent { all: self.in_all - less, longest: 6, sample: 500 }
        } else {
            Extent { all: self.in_gate - less, longest: 5, sample: 60 }
        }
    }

    /// How many orders of this length there are with at most two additions: so many are decided at least.
    fn orders(&self, length: u32) -> u64 {
        let is_counted = |step: &Step| self.additions == Additions::AtOnce || !step.is_compound();
        let (additions, others): (Vec<_>, Vec<_>) =
            self.steps().into_iter().filter(is_counted).partition(|step| step.is_addition());
        let (additions, others, length) = (additions.len() as u64, others.len() as u64, u64::from(length));
        let chosen = [1, length, length * length.saturating_sub(1) / 2];
        let with = |count: u64| additions.pow(count as u32) * others.pow(length.saturating_sub(count) as u32);
        (0..=2.min(length)).map(|count| chosen[count as usize] * with(count)).sum()
    }

    async fn run(self) {
        let extent = self.extent();
        let mut search = Search::of(&self, Reduction::Usual).await;
        search.run(extent).await;
        let Extent { all, longest, .. } = extent;
        let (orders, states, runs) = (self.orders(all), search.states(), search.runs);
        eprintln!(
            "{self:?}: all {orders} orders of {all} steps and {} of up to {longest}, {states} states, {runs} runs",
            search.sampled
        );
        if self.reaches_all && all == self.in_all {
            assert_eq!(search.never(), [], "impossible in every state");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_owner_gets_the_account_back_from_a_thief_who_changes_address_and_password() {
    Plan { kit: Kit::Password, additions: Additions::AtOnce, in_gate: 3, in_all: 5, reaches_all: true }.run().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_addition_with_a_known_password_is_taken_away() {
    Plan { kit: Kit::Password, additions: Additions::Each, in_gate: 2, in_all: 4, reaches_all: false }.run().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_owner_gets_the_account_back_from_a_thief_with_a_session() {
    Plan { kit: Kit::Session, additions: Additions::AtOnce, in_gate: 3, in_all: 5, reaches_all: false }.run().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_addition_in_a_session_is_taken_away() {
    Plan { kit: Kit::Session, additions: Additions::Each, in_gate: 2, in_all: 4, reaches_all: false }.run().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_owner_gets_the_account_back_from_a_thief_who_knows_a_factor() {
    Plan { kit: Kit::OneFactor, additions: Additions::AtOnce, in_gate: 3, in_all: 5, reaches_all: false }.run().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_addition_after_a_known_factor_is_taken_away() {
    Plan { kit: Kit::OneFactor, additions: Additions::Each, in_gate: 2, in_all: 4, reaches_all: false }.run().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_at_a_provider_that_claims_an_address_never_gets_in() {
    Plan { kit: Kit::Provider, additions: Additions::AtOnce, in_gate: 3, in_all: 5, reaches_all: true }.run().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mailbox_alone_never_gets_past_a_factor() {
    Plan { kit: Kit::Mailbox, additions: Additions::AtOnce, in_gate: 3, in_all: 5, reaches_all: false }.run().await;
}

/// Runs what the others leave out, as far as that is no argument.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_left_out_is_impossible_or_leads_to_a_known_state() {
    for kit in [Kit::Password, Kit::Session] {
        let plan = Plan { kit, additions: Additions::Each, in_gate: 2, in_all: 2, reaches_all: false };
        let mut search = Search::of(&plan, Reduction::None).await;
        search.run(Extent { all: 2, longest: 2, sample: 0 }).await;
        let mut wrong = Vec::new();
        for (order, state) in &search.after {
            let Some((last, before)) = order.split_last() else { continue };
            let Some(from) = search.after.get(before) else { continue };
            if state != from && !last.can_succeed(kit, from) {
                wrong.push(format!("possible nevertheless: {order:?}"));
            }
            if let [first] = before
                && first.commutes()
                && last.commutes()
                && search.after.get(&[*last, *first][..]).is_none_or(|swapped| swapped != state)
            {
                wrong.push(format!("another state: {order:?} and the same steps swapped"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        eprintln!("{kit:?}: {} runs of which nothing is left out", search.runs);
    }
}
