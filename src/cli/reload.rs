//! Applies the file of applications again when it changes, and on SIGHUP.

use crate::accounts::{Accounts, for_log};
use crate::config::WatchedFile;
use crate::shared::AppError;
use std::time::Duration;
use tokio::signal::unix::Signal;
use tokio::task::spawn_blocking;
use tokio::time::{MissedTickBehavior, interval};

/// How often the server looks whether the file has changed.
const INTERVAL: Duration = Duration::from_secs(2);

/// Never ends. `hang_up`: SIGHUP.
pub(super) async fn follow_file(file: Option<WatchedFile>, accounts: Accounts, mut hang_up: Signal) {
    let Some(mut file) = file else {
        while hang_up.recv().await.is_some() {
            tracing::info!("SIGHUP: there is no file of applications that could be read again");
        }
        return;
    };
    let mut interval = interval(INTERVAL);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    // It may have changed while the server started.
    let (mut is_due, mut is_first) = (true, true);
    loop {
        tokio::select! {
            _ = interval.tick() => {}
            Some(()) = hang_up.recv() => {
                // At the next tick: it may still be written.
                is_due = true;
                continue;
            }
        }
        let must = is_due;
        let looked = spawn_blocking(move || {
            let is_read = if must { file.is_quiet() } else { file.has_changed() };
            let read = is_read.then(|| file.read());
            (file, read)
        });
        // Fails only if it panics.
        let Ok((watched, read)) = looked.await else { return };
        file = watched;
        let Some(read) = read else { continue };
        is_due = false;
        match read {
            Ok(definitions) => match accounts.applications().apply_file(definitions).await {
                Ok(()) if is_first => {}
                Ok(()) => tracing::info!("the file of applications was read again"),
                Err(error) => {
                    is_due = true;
                    report(&accounts, &error);
                }
            },
            Err(error) => {
                tracing::warn!("{error} What it defined before stays in effect.");
                accounts.applications().file_failed(error.to_string());
            }
        }
        is_first = false;
    }
}

/// The database does not answer, for example. It is tried again.
fn report(accounts: &Accounts, error: &AppError) {
    tracing::warn!(error = %for_log(error), "the file of applications could not be applied");
    accounts.applications().file_failed(error.detail.say());
}
