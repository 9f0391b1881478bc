//! A client for the changing requests of the JSON API, over one connection.

use crate::support::{Answer, Connection};
use serde_json::{Value, json};
use std::io;
use std::net::SocketAddr;

pub struct Api(Connection);

impl Api {
    pub fn at(server: SocketAddr) -> io::Result<Self> {
        Connection::open(server).map(Self)
    }

    pub fn register(&mut self, username: &str, email: &str, password: &str) -> io::Result<Answer> {
        self.post("/api/users/register", &json!({"username": username, "email": email, "password": password}))
    }

    pub fn log_in(&mut self, username: &str, password: &str) -> io::Result<Answer> {
        self.post("/api/auth/login", &json!({"username": username, "password": password}))
    }

    pub fn refresh(&mut self, refresh_token: &str) -> io::Result<Answer> {
        self.post("/api/auth/refresh", &json!({"refresh_token": refresh_token}))
    }

    pub fn log_out(&mut self, access_token: &str) -> io::Result<Answer> {
        self.0.request("POST", "/api/auth/logout", &bearer(access_token), "")
    }

    pub fn me(&mut self, access_token: &str) -> io::Result<Answer> {
        self.0.request("GET", "/api/auth/me", &bearer(access_token), "")
    }

    /// Changes the name if the account is still at `version`.
    pub fn rename(&mut self, id: &str, access_token: &str, version: i64, name: &str) -> io::Result<Answer> {
        let headers = format!("{}If-Match: \"{version}\"\r\n", bearer(access_token));
        self.0.request("PATCH", &format!("/api/users/{id}"), &headers, &json!({"name": name}).to_string())
    }

    pub fn change_password(&mut self, access_token: &str, current: &str, new: &str) -> io::Result<Answer> {
        let body = json!({"current_password": current, "new_password": new});
        self.0.request("PUT", "/api/auth/password", &bearer(access_token), &body.to_string())
    }

    pub fn delete(&mut self, id: &str, access_token: &str, password: &str) -> io::Result<Answer> {
        let body = json!({"password": password});
        self.0.request("DELETE", &format!("/api/users/{id}"), &bearer(access_token), &body.to_string())
    }

    pub fn make_codes(&mut self, access_token: &str) -> io::Result<Answer> {
        self.0.request("POST", "/api/account/factors/recovery-codes", &bearer(access_token), "")
    }

    pub fn forgot_password(&mut self, email: &str) -> io::Result<Answer> {
        self.post("/api/auth/password/forgot", &json!({ "email": email }))
    }

    fn post(&mut self, path: &str, body: &Value) -> io::Result<Answer> {
        self.0.request("POST", path, "", &body.to_string())
    }
}

fn bearer(token: &str) -> String {
    format!("Authorization: Bearer {token}\r\n")
}
