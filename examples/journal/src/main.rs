//! Starts the journal. README.md describes its settings.

use journal::{app, config::Config};
use std::{error::Error, process::ExitCode};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> ExitCode {
    tracing_subscriber::fmt::init();
    match serve().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn serve() -> Result<(), Box<dyn Error>> {
    let config = Config::read(|name| std::env::var(name).ok())?;
    let router = app::open(&config).await?;
    let listener = TcpListener::bind(config.listen).await?;
    tracing::info!("the journal listens on http://{}", listener.local_addr()?);
    axum::serve(listener, router).with_graceful_shutdown(stopped()).await?;
    Ok(())
}

/// Waits for Ctrl-C. If it cannot be noticed, the server runs until it is killed, which SQLite survives.
async fn stopped() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending().await
    }
}
