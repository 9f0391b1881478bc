//! Accounts to measure with, made and signed in through the API as anyone's are.

use crate::{
    Result, progress,
    server::{Server, Subject},
    talk::{Repeat, Rotate, Talk, Talks, Tokens, request},
};
use serde_json::json;
use std::fs::{self, File};

const PASSWORD: &str = "Kettle-on-the-hob-42!";

/// Everyone's name is enough to know the rest.
pub struct Person(String);

impl Person {
    /// Registers so many people.
    async fn register(server: &Server, count: usize) -> Result<Vec<Self>> {
        let mut people = Vec::new();
        for number in 0..count {
            let username = format!("guest-{number}");
            let body =
                json!({ "username": username, "email": format!("{username}@example.org"), "password": PASSWORD });
            server.ask(&post_json("/api/users/register", &body.to_string())).await?;
            people.push(Self(username));
        }
        Ok(people)
    }

    /// Makes so many administrators by the command line, as the first one is made.
    pub async fn appoint(subject: &Subject, count: usize) -> Result<Vec<Self>> {
        let password = subject.folder.join("password");
        fs::write(&password, PASSWORD)?;
        let mut people = Vec::new();
        for number in 0..count {
            let username = format!("guest-{number}");
            let email = format!("{username}@example.org");
            let names = ["--username", &username, "--email", &email, "--role", "admin", "--password-stdin"];
            let input = File::open(&password)?.into();
            subject.run(&[&["user", "create"][..], &names].concat(), input).await?;
            people.push(Self(username));
        }
        Ok(people)
    }

    /// Signs in, for what is not measured; gives back the access token.
    pub async fn sign_in(&self, server: &Server) -> Result<String> {
        let response = server.ask(&self.login()).await?;
        Ok(Tokens::of(&response)?.access_token.to_owned())
    }

    pub fn login(&self) -> Vec<u8> {
        let body = json!({ "username": self.0, "password": PASSWORD });
        post_json("/api/auth/login", &body.to_string())
    }
}

/// A new database, with people in it that are enough for so many connections; nobody is connected to it afterwards.
pub async fn settle(subject: &Subject, connections: usize) -> Result<Vec<Person>> {
    progress("a new database, and people to measure with");
    let server = subject.start_afresh().await?;
    let people = Person::register(&server, connections.min(16)).await?;
    server.stop().await?;
    Ok(people)
}

fn post_json(path: &str, body: &str) -> Vec<u8> {
    request("POST", path, &[("content-type", "application/json")], body)
}

/// So many connections that sign people in.
pub fn logins(people: &[Person], connections: usize) -> Talks {
    let repeat = |person: &Person| Box::new(Repeat(person.login())) as Box<dyn Talk>;
    people.iter().cycle().take(connections).map(repeat).collect()
}

/// So many connections, each with a session of its own, that ask who they are.
pub async fn questions(server: &Server, people: &[Person], connections: usize) -> Result<Talks> {
    let mut talks: Talks = Vec::new();
    for person in people.iter().cycle().take(connections) {
        let bearer = format!("Bearer {}", person.sign_in(server).await?);
        talks.push(Box::new(Repeat(request("GET", "/api/auth/me", &[("authorization", &bearer)], ""))));
    }
    Ok(talks)
}

/// So many connections, each with a session of its own, that renew their tokens.
pub async fn refreshes(server: &Server, people: &[Person], connections: usize) -> Result<Talks> {
    let mut talks: Talks = Vec::new();
    for person in people.iter().cycle().take(connections) {
        let response = server.ask(&person.login()).await?;
        talks.push(Box::new(Rotate::new(Tokens::of(&response)?.refresh_token)));
    }
    Ok(talks)
}

/// So many connections, each of a browser with a session of its own, that open the same page again and again.
pub async fn readers(server: &Server, people: &[Person], path: &str, connections: usize) -> Result<Talks> {
    let mut talks: Talks = Vec::new();
    for person in people.iter().cycle().take(connections) {
        let cookie = format!("vestibule_access={}", person.sign_in(server).await?);
        talks.push(Box::new(Repeat(request("GET", path, &[("cookie", &cookie)], ""))));
    }
    Ok(talks)
}

/// So many connections that get the same thing again and again.
pub fn gets(path: &str, connections: usize) -> Talks {
    let repeat = || Box::new(Repeat(request("GET", path, &[], ""))) as Box<dyn Talk>;
    std::iter::repeat_with(repeat).take(connections).collect()
}
