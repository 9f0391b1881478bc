//! Requests per second, of the product and of bare axum in turn.

use crate::{
    Result,
    contest::{Contest, Rate},
    people::{self, Person},
    plan::Plan,
    progress,
    server::Server,
};

pub const BARE: &str = "bare axum";
pub const ME: &str = "GET /api/auth/me";
pub const LOGIN: &str = "POST /api/auth/login";
pub const REFRESH: &str = "POST /api/auth/refresh";

/// Measures everything once in each round, so that a slow spell of the machine falls on everything.
pub async fn measure(
    bare: &Server,
    server: &Server,
    people: &[Person],
    connections: usize,
    plan: &Plan,
) -> Result<Vec<Rate>> {
    let questions = people::questions(server, people, connections).await?;
    let refreshes = people::refreshes(server, people, connections).await?;
    let mut contests = [
        // Side by side, for these two are compared.
        Contest::new(BARE, bare, people::gets("/", connections)),
        Contest::new(ME, server, questions),
        Contest::new("GET /live", server, people::gets("/live", connections)),
        Contest::new("GET /login", server, people::gets("/login", connections)),
        Contest::new(REFRESH, server, refreshes),
        Contest::new(LOGIN, server, people::logins(people, connections)),
    ];
    for round in 1..=plan.rounds {
        progress(&format!("requests per second, round {round} of {}", plan.rounds));
        for contest in &mut contests {
            contest.run(plan).await?;
        }
    }
    Ok(contests.iter().map(Contest::rate).collect())
}
