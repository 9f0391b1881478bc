//! What everything is measured against: axum with one handler, 20 bytes of JSON and no layer, in the server loop of
//! the product.

use crate::Result;
use axum::{Json, Router, routing::get};
use serde::Serialize;
use std::{future::pending, net::Ipv4Addr};
use tokio::net::TcpListener;

/// The product's own, compiled here once more, so that the rest of the product need not be.
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

/// Serves until it is killed.
#[tokio::main]
pub async fn run(port: u16) -> Result<()> {
    let router = Router::new().route("/", get(state));
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    server_loop::serve(listener, router, server_loop::Limits::default(), pending()).await;
    Ok(())
}
