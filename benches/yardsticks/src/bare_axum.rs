//! The reference for all rates: axum with one handler, 20 bytes of JSON and no middleware, in the server loop of the product.

use crate::Result;
use axum::{Json, Router, routing::get};
use serde::Serialize;
use std::{future::pending, net::Ipv4Addr};
use tokio::net::TcpListener;

/// The server loop of the product, included as a source file so that the benchmark does not depend on the whole product.
#[allow(dead_code, reason = "its unit tests run with the server, not here")]
#[path = "../../../src/http/server/mod.rs"]
#[allow(unused_imports, reason = "the product names more of it")]
mod server_loop;

#[derive(Serialize)]
struct State {
    status: &'static str,
}

async fn state() -> Json<State> {
    Json(State { status: "running" })
}

/// Runs until the process is killed.
#[tokio::main]
pub async fn run(port: u16) -> Result<()> {
    let router = Router::new().route("/", get(state));
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    server_loop::serve(listener, router, server_loop::Limits::default(), pending()).await;
    Ok(())
}
