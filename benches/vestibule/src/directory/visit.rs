//! What someone does who comes by: signs in, asks who that is, renews the tokens, looks at a page of people, and again.

use super::questions::asked;
use crate::{
    Result,
    people::Person,
    response::Response,
    server::Server,
    talk::{Rotate, Talk, Talks, Tokens, succeeded},
};

/// What is asked for, in turn.
pub const STEPS: [&str; 4] = ["sign in", "me", "refresh", "a page of people"];

struct Visit {
    login: Vec<u8>,
    step: Step,
    /// The next request, as the last answers have it.
    request: Vec<u8>,
    access_token: String,
    refresh_token: String,
}

enum Step {
    SignIn,
    Me,
    Refresh,
    List,
}

/// So many connections of people who come by, each in a session of its own each time. One begins with the first of
/// [`STEPS`], the next one with the second: or all would sign in at once, and then all ask who they are.
pub async fn visitors(server: &Server, people: &[Person], connections: usize) -> Result<Talks> {
    let mut talks: Talks = Vec::new();
    for (index, person) in people.iter().cycle().take(connections).enumerate() {
        let mut visit = Visit::new(person.login());
        for _ in 0..index % STEPS.len() {
            let response = server.ask(visit.request()).await?;
            visit.heard(&response)?;
        }
        talks.push(Box::new(visit));
    }
    Ok(talks)
}

impl Visit {
    fn new(login: Vec<u8>) -> Self {
        let (access_token, refresh_token) = Default::default();
        Self { request: login.clone(), login, step: Step::SignIn, access_token, refresh_token }
    }

    fn keep_tokens(&mut self, response: &Response) -> Result<()> {
        let tokens = Tokens::of(response)?;
        self.access_token = tokens.access_token.to_owned();
        self.refresh_token = tokens.refresh_token.to_owned();
        Ok(())
    }
}

impl Talk for Visit {
    fn request(&self) -> &[u8] {
        &self.request
    }

    fn heard(&mut self, response: &Response) -> Result<()> {
        succeeded(response)?;
        if let Step::SignIn | Step::Refresh = self.step {
            self.keep_tokens(response)?;
        }
        let bearer = format!("Bearer {}", self.access_token);
        (self.step, self.request) = match self.step {
            Step::SignIn => (Step::Me, asked("/api/auth/me", &bearer)),
            Step::Me => (Step::Refresh, Rotate::new(&self.refresh_token).request().to_vec()),
            Step::Refresh => (Step::List, asked("/api/users", &bearer)),
            Step::List => (Step::SignIn, self.login.clone()),
        };
        Ok(())
    }
}
