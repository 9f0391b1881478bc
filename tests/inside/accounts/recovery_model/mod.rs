//! A model of recovery (docs/decisions/0046-recovery.md): somebody knows the password of an account. They, the owner, an
//! administrator and the clock take steps in every order, with the real use cases. After every order the owner must get the
//! account back with what is in the mailbox, and then nothing may work that the thief has.
//!
//! Orders that lead to the same state continue in the same way, so each state is continued once, with the shortest order that
//! leads to it; a step that is impossible in a state changes nothing. So a few thousand runs decide about all orders: 86
//! million of six steps. An order ends where the owner has done nothing for a week after the thief took the account.
//!
//! Three plans: the steps with which an account changes hands, in long orders; and with them all that a thief adds, in shorter ones,
//! for a thief who knows the password, and for one who has a session of an account with a second factor.

mod case;
mod keys;
mod world;

use crate::support::*;
use case::{Case, DAYS, Kit, State, Step};
use std::collections::{BTreeMap, HashSet};
use std::env;
use world::World;

/// What is tried, and how many steps an order has, on SQLite and on PostgreSQL, where a transaction takes several times as long: as
/// many as a minute allows. The environment variable RECOVERY_STEPS has the number for the first plan, and with it that of the
/// others changes.
const PLANS: [Plan; 3] = [
    Plan { kit: Kit::Password, with_additions: false, on_sqlite: 5, on_postgres: 4 },
    Plan { kit: Kit::Password, with_additions: true, on_sqlite: 2, on_postgres: 2 },
    Plan { kit: Kit::Session, with_additions: true, on_sqlite: 2, on_postgres: 2 },
];
/// Between steps, in seconds.
const MINUTE: u64 = 60;
/// How many cases run at a time. Each hashes one password at a time, and the queue of hashes has places for more.
const AT_ONCE: usize = 16;

#[tokio::test(flavor = "multi_thread")]
async fn the_owner_gets_the_account_back_in_every_order_of_steps_and_the_thief_never() {
    let (mut world, mut taken, mut begun) = (World::new().await, HashSet::new(), 0);
    let usual = |plan: &Plan| if world.app.database.is_postgres() { plan.on_postgres } else { plan.on_sqlite };
    let asked = env::var("RECOVERY_STEPS").map_or(usual(&PLANS[0]), |text| text.parse().expect("a number"));
    let lengths = PLANS.each_ref().map(|plan| (usual(plan) + asked).saturating_sub(usual(&PLANS[0])));
    for (plan, length) in PLANS.iter().zip(lengths) {
        let steps: Vec<_> = Step::ALL.into_iter().filter(|step| plan.with_additions || !step.is_addition()).collect();
        let mut search = Search { world, kit: plan.kit, known: HashSet::new(), cases: begun, taken: HashSet::new() };
        let mut orders = search.run(vec![Vec::new()]).await;
        for _ in 0..length {
            let longer = |order: &Vec<Step>| {
                let order = order.clone();
                steps.iter().map(move |step| [order.as_slice(), &[*step]].concat())
            };
            orders = search.run(orders.iter().flat_map(longer).collect()).await;
        }
        let (number, states) = (steps.len().pow(length), search.known.len());
        eprintln!("{plan:?}: {number} orders of {length} steps, {states} states, {} runs", search.cases - begun);
        taken.extend(search.taken);
        begun = search.cases;
        world = search.world;
    }
    // A single step more or less decides about the last ones.
    if asked >= PLANS[0].on_postgres {
        let never: Vec<_> = Step::ALL.into_iter().filter(|step| *step != Step::Wait && !taken.contains(step)).collect();
        assert!(never.is_empty(), "impossible in every state: {never:?}");
    }
}

/// What somebody has at the beginning, and which steps there are.
#[derive(Clone, Copy, Debug)]
struct Plan {
    kit: Kit,
    /// Whether the thief adds ways in.
    with_additions: bool,
    on_sqlite: u32,
    on_postgres: u32,
}

struct Search {
    world: World,
    kit: Kit,
    known: HashSet<State>,
    /// Of all searches, because each has an account of its own.
    cases: usize,
    /// The steps that were possible.
    taken: HashSet<Step>,
}

impl Search {
    /// Tries the orders, and returns those that lead to new states.
    async fn run(&mut self, orders: Vec<Vec<Step>>) -> Vec<Vec<Step>> {
        // Cases in which the clock moves after the same steps can share it.
        let mut by_waits = BTreeMap::<Vec<bool>, Vec<Vec<Step>>>::new();
        for order in orders {
            let waits = order.iter().map(|step| *step == Step::Wait).collect();
            by_waits.entry(waits).or_default().push(order);
        }
        let mut new = Vec::new();
        for (waits, orders) in by_waits {
            for orders in orders.chunks(AT_ONCE) {
                new.extend(self.run_together(&waits, orders).await);
            }
        }
        new
    }

    async fn run_together(&mut self, waits: &[bool], orders: &[Vec<Step>]) -> Vec<Vec<Step>> {
        let first = self.cases;
        self.cases += orders.len();
        let kit = self.kit;
        let (world, known, taken_steps) = (&self.world, &mut self.known, &mut self.taken);
        let begun = orders
            .iter()
            .enumerate()
            .map(|(number, order)| async move { (order, Case::begin(world, kit, first + number).await) });
        let mut running = join_all(begun).await;
        world.app.wait(MINUTE);
        join_all(running.iter_mut().map(|(_, case)| case.enter())).await;
        for (number, waits) in waits.iter().enumerate() {
            // So that each code of an app works, and what is added later is younger.
            world.app.wait(MINUTE);
            if *waits {
                world.app.wait(DAYS * 24 * 60 * 60);
                continue;
            }
            let taken = running
                .into_iter()
                .map(|(order, mut case)| async move { case.take(order[number]).await.then_some((order, case)) });
            running = join_all(taken).await.into_iter().flatten().collect();
            taken_steps.extend(running.iter().map(|(order, _)| order[number]));
        }
        world.app.wait(MINUTE);
        let reached = running.into_iter().map(|(order, mut case)| async move { (case.state().await, order, case) });
        let mut new = Vec::new();
        for (state, order, case) in join_all(reached).await {
            if state.is_some_and(|state| known.insert(state)) {
                new.push((order, case));
            }
        }
        let finished = new.into_iter().map(|(order, case)| async move {
            // A panic in it does not say in which order.
            let checked = std::panic::AssertUnwindSafe(case.finish());
            if futures::FutureExt::catch_unwind(checked).await.is_err() {
                panic!("after {order:?}");
            }
            order.clone()
        });
        join_all(finished).await
    }
}
