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

The target must be empty; interrupted at any point it is empty still, or complete. What is written to the
source meanwhile is not copied: stop the server first. Sessions live on, as long as the secret
comes along. A password need not stand in the URL: PGPASSWORD and ~/.pgpass are read too.";

/// Move everything into another database, of either engine.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Copy {
    /// The database to read
    #[arg(long, value_name = "URL")]
    from: String,
    /// The empty database to fill
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
        if let Some(missing) = from.sqlite_file().filter(|file| !file.exists()) {
            return Err(CliError::refused(format!("--from: there is no file {}", missing.display())));
        }
        let copied = open::runtime()?.block_on(between(config, &from, &to))?;
        if self.json {
            return output::json(&json!({ "tables": tables(&copied) }));
        }
        tell(&copied)?;
        output::line("Copied and verified.")
    }
}

/// What was copied, one table to a line.
pub(super) fn tell(copied: &[Copied]) -> Result<(), CliError> {
    let pairs: Vec<_> = copied.iter().map(|copied| (copied.table, copied.rows.to_string())).collect();
    output::pairs(&pairs)
}

/// What was copied, for scripts.
pub(super) fn tables(copied: &[Copied]) -> Value {
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let table =
        |copied: &Copied| json!({ "table": copied.table, "rows": copied.rows, "sha256": hex(&copied.checksum) });
    copied.iter().map(table).collect()
}

/// Draws how far a copy has come.
pub(super) fn drawn(bar: &Bar) -> impl FnMut(Progress) + Send {
    move |progress| {
        let verb = match progress.stage {
            Stage::Copying => "copying",
            Stage::Verifying => "verifying",
        };
        bar.show(&format!("{verb} {}", progress.table), progress.done, progress.total);
    }
}

async fn between(config: &Config, from: &DatabaseUrl, to: &DatabaseUrl) -> Result<Vec<Copied>, CliError> {
    let source = Db::connect(from.expose()).await?;
    let target = Db::connect(to.expose()).await?;
    let copied = async {
        target.migrations().up(None).await.map_err(TransferError::from)?;
        let bar = Bar::new("rows");
        let wrapping = Wrapping::of(config);
        copy(&source, &target, &wrapping, &SystemEntropy, Existing::Refuse, &mut drawn(&bar)).await
    };
    let copied = copied.await;
    source.close().await;
    target.close().await;
    Ok(copied?)
}
