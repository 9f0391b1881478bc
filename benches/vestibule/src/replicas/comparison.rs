//! One kind of request in all layouts, beside the same as a single statement.

use super::{
    layout::{Layout, Running},
    statements::{Pgbench, Statement, StatementRate, Way},
};
use crate::{
    Result,
    client::Clients,
    measurement::{Measurement, Rate},
    plan::Plan,
};
use serde::Serialize;
use std::mem;

/// Measures one kind of request. The same clients go from layout to layout: a session is valid at every replica.
pub struct Comparison<'a> {
    clients: Clients,
    /// In the order of [`Layout::ALL`].
    measurements: [Measurement<'a>; Layout::ALL.len()],
    /// The rates of the rounds by each way of the statement. Empty for a request that is not compared with one.
    statement: Vec<(Statement, Way, Vec<f64>)>,
}

impl<'a> Comparison<'a> {
    pub fn new(request: &'static str, running: &'a Running, clients: Clients, statement: Option<Statement>) -> Self {
        let by_each_way = |statement: Statement| statement.ways().iter().map(move |way| (statement, *way, Vec::new()));
        Self {
            clients,
            measurements: Layout::ALL.map(|layout| Measurement::across(request, running.of(layout), Clients::new())),
            statement: statement.into_iter().flat_map(by_each_way).collect(),
        }
    }

    /// Measures one round: the layouts one after the other, and then the statement.
    pub async fn run(&mut self, plan: &Plan, pgbench: &mut Pgbench<'_>) -> Result<()> {
        for measurement in &mut self.measurements {
            measurement.set_clients(mem::take(&mut self.clients));
            measurement.run(plan).await?;
            self.clients = measurement.take_clients();
        }
        for (statement, way, rounds) in &mut self.statement {
            rounds.push(pgbench.run(*statement, *way, plan.span.window).await?);
        }
        Ok(())
    }

    pub fn rates(&self) -> Compared {
        let rate = |(statement, way, rounds): &(Statement, Way, Vec<f64>)| StatementRate::new(*statement, *way, rounds);
        let pgbench: Vec<StatementRate> = self.statement.iter().map(rate).collect();
        let [single, ..] = &self.measurements;
        let single = single.rate();
        let layouts = Layout::ALL.into_iter().zip(&self.measurements).map(|(layout, measurement)| {
            let rate = measurement.rate();
            let by_way = pgbench.iter().find(|statement| statement.way == layout.way()).or(pgbench.first());
            LayoutRate {
                layout,
                of_single: rate.share_of(&single),
                of_pgbench: by_way.map(|statement| rate.share_of_rounds(&statement.rounds)),
                rate,
            }
        });
        Compared { layouts: layouts.collect(), pgbench }
    }
}

/// One kind of request in all layouts.
#[derive(Serialize)]
pub struct Compared {
    pub layouts: Vec<LayoutRate>,
    /// The same as a single statement.
    pub pgbench: Vec<StatementRate>,
}

#[derive(Serialize)]
pub struct LayoutRate {
    pub layout: Layout,
    #[serde(flatten)]
    pub rate: Rate,
    /// The rate, of that of one replica.
    pub of_single: f64,
    /// The rate, of that of pgbench by the same way to the database. None for a request that is not compared with it.
    pub of_pgbench: Option<f64>,
}
