//! Measures each page of the directory, one request after another on a single connection.

use super::{
    installation::Installation,
    page::{Kind, Page},
    page_requests::{self, PageRequest},
};
use crate::{
    Result,
    accounts::{self, Account},
    client::succeeded,
    connection::Connection,
    latencies::median,
    measurement::{Measurement, Rate},
    plan::Plan,
    server::Server,
};
use std::time::Instant;

/// The HTML page of the directory, as a browser loads it.
pub const PAGE: &str = "GET /users";

/// The pages of one server, which are measured once per round.
pub struct PagesMeasurement<'a> {
    server: &'a Server,
    who: &'a Account,
    /// Each request with its times in milliseconds.
    requests: Vec<(PageRequest, Vec<f64>)>,
    html: Measurement<'a>,
}

impl<'a> PagesMeasurement<'a> {
    pub async fn prepare(
        installation: &Installation<'_>,
        server: &'a Server,
        accounts: &'a [Account],
        users: u64,
        connections: usize,
        with_fields: bool,
    ) -> Result<Self> {
        crate::progress(&format!("preparing the pages on {}", installation.engine.name()));
        let who = accounts.first().ok_or("there is no administrator")?;
        let requests = page_requests::prepare(server, who, users, with_fields).await?;
        let page_clients = accounts::page_clients(server, accounts, "/users", connections).await?;
        let requests = requests.into_iter().map(|request| (request, Vec::new())).collect();
        Ok(Self { server, who, requests, html: Measurement::new(PAGE, server, page_clients) })
    }

    /// Runs one round: each page `plan.passes` times, then the HTML page at full load.
    pub async fn run(&mut self, plan: &Plan) -> Result<()> {
        // Signs in and connects in each round, because idle connections and access tokens expire between the rounds.
        let bearer = format!("Bearer {}", self.who.sign_in(self.server).await?);
        let mut connection = Connection::open(self.server.address).await?;
        succeeded(&connection.exchange(&page_requests::get("/api/auth/me", &bearer)).await?)?;
        for _ in 0..plan.passes {
            for (page, times) in &mut self.requests {
                let request = page_requests::get(&page.path, &bearer);
                let started = Instant::now();
                let response = connection.exchange(&request).await?;
                times.push(1e3 * started.elapsed().as_secs_f64());
                succeeded(&response).map_err(|error| format!("{}: {error}", page.path))?;
            }
        }
        self.html.run(plan).await.map(drop)
    }

    pub fn pages(&self) -> Vec<Page> {
        let medians = self.requests.iter().map(|(request, times)| (request, median(times.iter().copied())));
        let mut first = f64::NAN;
        medians
            .map(|(request, millis)| {
                // The first page comes before all others of the same sort order.
                if request.kind == Kind::First {
                    first = millis;
                }
                let PageRequest { what, kind, sort, found, .. } = request.clone();
                Page { what, kind, sort, found, millis, of_first: millis / first }
            })
            .collect()
    }

    pub fn html(&self) -> Rate {
        self.html.rate()
    }
}
