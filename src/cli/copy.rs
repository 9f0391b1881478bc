//! `vestibule copy`

use super::{error::CliError, open, output, progress::Bar};
use crate::{
    config::{Config, DatabaseUrl},
    entropy::SystemEntropy,
    keys::Wrapping,
    store::Db,
    transfer::{Copied, Existing, Progress, Stage, TransferError, copy},
};
use clap::Args;
use serde_json::{Value, json};

const EXAMPLES: &str = "\
Examples:
  vestibule copy --from sqlite://data/vestibule.db --to postgres://vestibule@db.example.org/vestibule
  vestibule copy --from postgres://vestibule@localhost/vestibule --to sqlite://data/vestibule.db

Stop the server first: data that is written to the source while the copy runs is not copied. The target must be
empty; if the copy is interrupted, the target is empty or complete. Sessions stay valid if the secret is the same.
The password can be left out of the URL: PGPASSWORD and ~/.pgpass are used.";

/// Copy all data to another database, from SQLite or PostgreSQL to either.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Copy {
    /// The database to read
    #[arg(long, value_name = "URL")]
    from: String,
    /// The empty database to write
    #[arg(long, value_name = "URL")]
    to: String,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Copy {
    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        let from = DatabaseUrl::parse("--from", &self.from)?;
        let to = DatabaseUrl::parse("--to", &self.to)?;
        // Connecting would create an empty database, and the copy would contain nothing.
        if let Some(missing) = from.sqlite_file().filter(|file| !file.exists()) {
            return Err(CliError::failed(format!("--from: the file {} does not exist", missing.display())));
        }
        let copied = open::runtime()?.block_on(copy_between(config, &from, &to))?;
        if self.json {
            return output::json(&json!({ "tables": tables_as_json(&copied) }));
        }
        print_tables(&copied)?;
        output::line("Copied and verified.")
    }
}

/// Prints the number of copied rows of each table.
pub(super) fn print_tables(copied: &[Copied]) -> Result<(), CliError> {
    let pairs: Vec<_> = copied.iter().map(|copied| (copied.table, copied.rows.to_string())).collect();
    output::pairs(&pairs)
}

/// The number of copied rows of each table and their checksum.
pub(super) fn tables_as_json(copied: &[Copied]) -> Value {
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let table =
        |copied: &Copied| json!({ "table": copied.table, "rows": copied.rows, "sha256": hex(&copied.checksum) });
    copied.iter().map(table).collect()
}

/// A callback that shows the progress of a copy.
pub(super) fn show_progress(bar: &Bar) -> impl FnMut(Progress) + Send {
    move |progress| {
        let verb = match progress.stage {
            Stage::Copying => "copying",
            Stage::Verifying => "verifying",
        };
        bar.show(&format!("{verb} {}", progress.table), progress.done, progress.total);
    }
}

async fn copy_between(config: &Config, from: &DatabaseUrl, to: &DatabaseUrl) -> Result<Vec<Copied>, CliError> {
    let source = Db::connect(from.expose()).await?;
    let target = Db::connect(to.expose()).await?;
    // A future of its own, so that both databases are also closed after an error.
    let copied = async {
        target.migrations().up(None).await.map_err(TransferError::from)?;
        let bar = Bar::new("rows");
        let wrapping = Wrapping::of(config);
        copy(&source, &target, &wrapping, &SystemEntropy, Existing::Refuse, &mut show_progress(&bar)).await
    };
    let copied = copied.await;
    source.close().await;
    target.close().await;
    Ok(copied?)
}
