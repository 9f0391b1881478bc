//! Tries orders of steps, and continues each state once.

use super::case::{Case, Kit};
use super::state::{State, THREE_DAYS};
use super::steps::Step;
use super::world::World;
use super::{Additions, Extent, Plan};
use crate::support::*;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::panic::AssertUnwindSafe;

/// Between steps, in seconds.
const MINUTE: u64 = 60;
/// How many cases run at a time. Each hashes one password at a time, and the queue of hashes has places for more.
const AT_ONCE: usize = 16;
/// After orders of so many steps the thief tries everything with the real thing. After longer ones, whose states differ in less that
/// matters to that, only what is left of it in the database counts.
const TRIED: usize = 3;

/// An order of steps, with the state that it leads to.
type Reached = (Vec<Step>, State);

pub struct Search {
    world: World,
    kit: Kit,
    additions: Additions,
    steps: Vec<Step>,
    reduction: Reduction,
    known: HashSet<State>,
    /// The states after all orders that were run.
    pub after: HashMap<Vec<Step>, State>,
    pub runs: usize,
    /// The number of runs of orders of which only a sample is tried.
    pub sampled: usize,
}

/// What is left out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reduction {
    /// What the comment of the module lists.
    Usual,
    /// Nothing.
    None,
}

impl Search {
    pub async fn of(plan: &Plan, reduction: Reduction) -> Self {
        let (kit, after) = (plan.kit, HashMap::new());
        let steps = plan.steps().into_iter().filter(|step| match reduction {
            Reduction::Usual => !step.is_access(),
            Reduction::None => !step.is_compound(),
        });
        let (world, steps) = (World::new().await, steps.collect());
        Self {
            world,
            kit,
            additions: plan.additions,
            steps,
            reduction,
            known: HashSet::new(),
            after,
            runs: 0,
            sampled: 0,
        }
    }

    /// Tries the orders of this extent.
    pub async fn run(&mut self, extent: Extent) {
        let mut reached = self.run_all(vec![Vec::new()]).await;
        for number in 1..=extent.longest {
            let is_last = number == extent.longest;
            let longer = reached.iter().flat_map(|(order, state)| self.longer(order, state, is_last));
            let mut orders: Vec<_> = longer.collect();
            if number > extent.all {
                let every = orders.len().div_ceil(extent.sample).max(1);
                orders = orders.into_iter().step_by(every).collect();
                self.sampled += orders.len();
            }
            reached = self.run_all(orders).await;
        }
    }

    pub fn states(&self) -> usize {
        self.known.len()
    }

    /// The steps that were possible in no state. The clock moves always.
    pub fn never(&self) -> Vec<Step> {
        let taken: HashSet<Step> = self.after.keys().flatten().copied().collect();
        self.steps.iter().copied().filter(|step| !taken.contains(step)).collect()
    }

    /// The orders with one step more that are worth a run.
    fn longer(&self, order: &[Step], state: &State, is_last: bool) -> Vec<Vec<Step>> {
        let is_tried = |step: Step| self.reduction == Reduction::None || self.is_tried(order, state, step, is_last);
        let steps = self.steps.iter().filter(|step| step.is_offered(self.kit, state) && is_tried(**step));
        steps.map(|step| [order, &[*step]].concat()).collect()
    }

    fn is_tried(&self, order: &[Step], state: &State, step: Step, is_last: bool) -> bool {
        if !step.can_succeed(self.kit, state) {
            return false;
        }
        if is_last {
            let is_comprised = step.is_comprised() && self.steps.contains(&Step::AddQuietly);
            return !is_comprised && !step.begins_outcome();
        }
        let is_swapped = order.last().is_some_and(|last| last.commutes() && step.commutes() && *last > step);
        if self.additions == Additions::Each {
            let is_too_much = step.is_addition() && state.additions() >= 2;
            return !is_swapped && !is_too_much && !matches!(step, Step::AddQuietly | Step::AddFactors);
        }
        !is_swapped
    }

    /// Tries the orders, and returns those that lead to new states.
    async fn run_all(&mut self, orders: Vec<Vec<Step>>) -> Vec<Reached> {
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

    async fn run_together(&mut self, waits: &[bool], orders: &[Vec<Step>]) -> Vec<Reached> {
        let (world, kit, first) = (&self.world, self.kit, self.runs);
        self.runs += orders.len();
        let begun = orders.iter().enumerate();
        let begun = begun.map(|(number, order)| async move { (order, Case::begin(world, kit, first + number).await) });
        let mut running = join_all(begun).await;
        world.app.wait(MINUTE);
        join_all(running.iter_mut().map(|(_, case)| case.enter())).await;
        for (number, waits) in waits.iter().enumerate() {
            // So that each code of an app works, and what is added later is younger.
            world.app.wait(MINUTE);
            if *waits {
                world.app.wait(THREE_DAYS.as_secs());
                continue;
            }
            let taken = running
                .into_iter()
                .map(|(order, mut case)| async move { case.take(order[number]).await.then_some((order, case)) });
            running = join_all(taken).await.into_iter().flatten().collect();
        }
        world.app.wait(MINUTE);
        let reached = running.into_iter().map(|(order, mut case)| async move {
            let state = named(order, case.state()).await;
            (order, case, state)
        });
        let mut new = Vec::new();
        for (order, case, state) in join_all(reached).await {
            let Some(state) = state else { continue };
            self.after.insert(order.clone(), state.clone());
            if self.known.insert(state.clone()) {
                new.push((order, case, state));
            }
        }
        let finished = new.into_iter().map(|(order, case, state)| async move {
            named(order, case.finish(order.len() <= TRIED)).await;
            (order.clone(), state)
        });
        join_all(finished).await
    }
}

/// A panic does not say by itself after which order it comes.
async fn named<T>(order: &[Step], checked: impl Future<Output = T>) -> T {
    let checked = futures::FutureExt::catch_unwind(AssertUnwindSafe(checked)).await;
    checked.unwrap_or_else(|_| panic!("after {order:?}"))
}
