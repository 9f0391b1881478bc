//! How long each page takes, asked for one after the other on one connection.

use super::{
    installation::Installation,
    page::{Kind, Page},
    page_requests::{self, PageRequest},
};
use crate::{
    Result,
    connection::Connection,
    measurement::{Measurement, Rate},
    latencies::median,
    accounts::{self, Account},
    plan::Plan,
    server::Server,
    client::succeeded,
};
use std::time::Instant;

/// The directory as a browser gets it, with its data in it.
pub const PAGE: &str = "GET /users";

/// Pages of one server, measured again in each round.
pub struct Reading<'a> {
    server: &'a Server,
    who: &'a Account,
    questions: Vec<(PageRequest, Vec<f64>)>,
    html: Measurement<'a>,
}

impl<'a> Reading<'a> {
    pub async fn prepare(
        installation: &Installation<'_>,
        server: &'a Server,
        accounts: &'a [Account],
        users: u64,
        connections: usize,
    ) -> Result<Self> {
        crate::progress(&format!("each page once, on {}", installation.engine.name()));
        let who = accounts.first().ok_or("nobody to ask")?;
        let questions = page_requests::prepare(server, who, users).await?;
        let readers = accounts::readers(server, accounts, "/users", connections).await?;
        let questions = questions.into_iter().map(|question| (question, Vec::new())).collect();
        Ok(Self { server, who, questions, html: Measurement::new(PAGE, server, readers) })
    }

    /// One round: each page so many times, then the one for browsers as often as it can be had.
    pub async fn run(&mut self, plan: &Plan) -> Result<()> {
        // Anew each time, for neither an idle connection nor an access token lasts for long.
        let bearer = format!("Bearer {}", self.who.sign_in(self.server).await?);
        let mut connection = Connection::open(self.server.address).await?;
        succeeded(&connection.exchange(&page_requests::get("/api/auth/me", &bearer)).await?)?;
        for _ in 0..plan.passes {
            for (question, times) in &mut self.questions {
                let request = page_requests::get(&question.path, &bearer);
                let started = Instant::now();
                let response = connection.exchange(&request).await?;
                times.push(1e3 * started.elapsed().as_secs_f64());
                succeeded(&response).map_err(|error| format!("{}: {error}", question.path))?;
            }
        }
        self.html.run(plan).await
    }

    pub fn pages(&self) -> Vec<Page> {
        let medians = self.questions.iter().map(|(question, times)| (question, median(times.iter().copied())));
        let mut first = f64::NAN;
        medians
            .map(|(question, millis)| {
                // The first page comes before all others under its sort.
                if question.kind == Kind::First {
                    first = millis;
                }
                let PageRequest { what, kind, sort, found, .. } = question.clone();
                Page { what, kind, sort, found, millis, of_first: millis / first }
            })
            .collect()
    }

    pub fn html(&self) -> Rate {
        self.html.rate()
    }
}
