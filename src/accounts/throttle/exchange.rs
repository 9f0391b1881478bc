//! What replicas count together ([decision 112](../../../docs/decisions/0112-shared-limits.md)): exchanged through the database.

use crate::accounts::Throttle;
use crate::budgets::{Budget, Budgets, Known, Owed, Report};
use crate::store::shared_limits::{self, HeldRow, NewCharge};
use crate::store::{Lease, StoreError};
use std::time::Duration;

/// Budgets that are full again are deleted this many at once.
const BATCH: u32 = 1_000;
/// How many batches a call deletes at most.
const MAX_BATCHES: u32 = 60;

impl Throttle {
    /// Whether replicas count some limits together here: on PostgreSQL, unless limits are turned off.
    pub fn has_shared_limits(&self) -> bool {
        self.budgets.as_ref().is_some_and(Budgets::are_shared)
    }

    /// Reports what this replica has charged, and learns what all have. To be called every
    /// [`EXCHANGE_INTERVAL`](crate::budgets::EXCHANGE_INTERVAL); after an error everything goes on as without other replicas.
    pub async fn exchange_limits(&self) -> Result<(), StoreError> {
        let Some(budgets) = &self.budgets else { return Ok(()) };
        let Some(report) = budgets.report() else { return Ok(()) };
        let (number, report) = (report.number, stored(report));
        let job = async move |mut conn: Lease| shared_limits::exchange(&mut conn, &report).await;
        let rows = self.db().write_at_once(job).await?;
        if let Some(known) = known(rows) {
            budgets.learn(number, &known);
        }
        Ok(())
    }

    /// Deletes what replicas have counted and is over. To be called every minute.
    pub async fn forget_past_limits(&self) -> Result<(), StoreError> {
        for _ in 0..MAX_BATCHES {
            let job = async |mut conn: Lease| shared_limits::delete_past(&mut conn, BATCH).await;
            if self.db().write_at_once(job).await? < u64::from(BATCH) {
                break;
            }
        }
        Ok(())
    }
}

fn stored(report: Report) -> shared_limits::Report {
    let Report { replica, number, charges, since } = report;
    let charge =
        |Owed { budget, key, time }: Owed| NewCharge { key, budget: budget.as_str(), owed: milliseconds(time) };
    let charges = charges.into_iter().map(charge).collect();
    shared_limits::Report { replica, number, charges, since }
}

/// None: there is no answer.
fn known(rows: Vec<HeldRow>) -> Option<Known> {
    let &HeldRow { now: at, others, .. } = rows.first()?;
    Some(Known {
        at,
        others: u32::try_from(others).unwrap_or_default(),
        owed: rows.into_iter().filter_map(owed).collect(),
    })
}

/// None: nothing, or a budget of a later version.
fn owed(row: HeldRow) -> Option<Owed> {
    let budget = row.budget?.parse::<Budget>().ok()?;
    let key = row.key?.try_into().ok()?;
    let time = Duration::from_millis(u64::try_from(row.owed?).ok()?);
    Some(Owed { budget, key, time })
}

/// Rounded up.
fn milliseconds(time: Duration) -> i64 {
    i64::try_from(time.as_nanos().div_ceil(1_000_000)).unwrap_or(i64::MAX)
}
