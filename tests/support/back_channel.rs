//! The back channel of a client: a server that keeps the logout tokens that it gets, and answers as a test says.

#![allow(dead_code, reason = "each test binary uses a part of it")]

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, post};
use std::collections::VecDeque;
use std::future::pending;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio::time::sleep;

/// How a request is answered.
#[derive(Clone, Copy, Debug)]
pub enum Answer {
    Status(u16),
    /// 429 with this `Retry-After` in seconds.
    Later(u32),
    /// 200 after so many milliseconds.
    After(u64),
    /// A redirect to another path of the same server.
    Redirect,
    Never,
}

#[derive(Clone, Default)]
struct Kept {
    tokens: Arc<Mutex<Vec<String>>>,
    /// For the next requests. Those after them get 200.
    answers: Arc<Mutex<VecDeque<Answer>>>,
    elsewhere: Arc<Mutex<usize>>,
}

pub struct BackChannel {
    kept: Kept,
    port: u16,
    task: JoinHandle<()>,
}

impl BackChannel {
    pub async fn start(answers: &[Answer]) -> Self {
        let kept = Kept { answers: Arc::new(Mutex::new(answers.iter().copied().collect())), ..Kept::default() };
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a listener");
        let port = listener.local_addr().expect("an address").port();
        let router = Router::new().route("/backchannel", post(receive)).route("/elsewhere", any(elsewhere));
        let router = router.with_state(kept.clone());
        let task = tokio::spawn(async move { axum::serve(listener, router).await.expect("a server") });
        Self { kept, port, task }
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/backchannel", self.port)
    }

    /// The tokens in the order in which they have come.
    pub fn tokens(&self) -> Vec<String> {
        self.kept.tokens.lock().expect("no panic").clone()
    }

    /// How many requests have followed a redirect.
    pub fn elsewhere(&self) -> usize {
        *self.kept.elsewhere.lock().expect("no panic")
    }
}

impl Drop for BackChannel {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn receive(State(kept): State<Kept>, body: String) -> Response {
    let token = body.strip_prefix("logout_token=").expect("a logout token").to_owned();
    kept.tokens.lock().expect("no panic").push(token);
    let answer = kept.answers.lock().expect("no panic").pop_front().unwrap_or(Answer::Status(200));
    match answer {
        Answer::Status(status) => StatusCode::from_u16(status).expect("a status").into_response(),
        Answer::Later(seconds) => {
            (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, seconds.to_string())]).into_response()
        }
        Answer::After(milliseconds) => {
            sleep(Duration::from_millis(milliseconds)).await;
            StatusCode::OK.into_response()
        }
        Answer::Redirect => (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, "/elsewhere")]).into_response(),
        Answer::Never => pending().await,
    }
}

async fn elsewhere(State(kept): State<Kept>) {
    *kept.elsewhere.lock().expect("no panic") += 1;
}
