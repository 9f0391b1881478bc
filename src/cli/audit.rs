//! `vestibule audit …`: the audit log.

use super::error::CliError;
use super::{input, open, output};
use crate::config::Config;
use crate::shared::{AuditEventView, AuditPageView, AuditRequest, EventGroup, EventKind, Outcome};
use clap::{Args, Subcommand};
use futures::TryStreamExt as _;
use std::io::{self, Write as _};

const EXAMPLES: &str = "\
Examples:
  vestibule audit list --person maren
  vestibule audit list --event session.start --result refused --from 2026-11-20 --json
  vestibule audit export --from 2026-11-01 > november.jsonl

All events are listed in docs/reference.md.";

/// Read the audit log.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Audit {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// List events, newest first, one page at a time
    List(List),
    /// Print all events as JSON Lines, newest first
    Export(Search),
}

#[derive(Args)]
struct List {
    #[command(flatten)]
    search: Search,
    /// List the events before this one: the id that is printed below the previous page
    #[arg(long, value_name = "ID")]
    before: Option<String>,
    /// Events per page, from 1 to 100 [default: 50]
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=100))]
    per_page: Option<u32>,
    /// Print JSON, as the API returns it
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
struct Search {
    /// Only events with this user as actor or target: a username, email address or id
    #[arg(long, value_name = "LOGIN")]
    person: Option<String>,
    /// Only events of this kind, such as user.create
    #[arg(long, value_parser = input::event_kind)]
    event: Option<EventKind>,
    /// Only events of a group: sign_ins, accounts, factors, applications, administration or mail
    #[arg(long, value_parser = input::event_group)]
    kinds: Option<EventGroup>,
    /// Only events from this IP address
    #[arg(long)]
    address: Option<String>,
    /// Only events with exactly this user agent
    #[arg(long, value_name = "USER_AGENT")]
    device: Option<String>,
    /// Only events with this result: success or refused
    #[arg(long, value_parser = input::outcome)]
    result: Option<Outcome>,
    /// The first day or time in UTC, such as 2026-11-20 or 2026-11-20T08:00:00Z
    #[arg(long, value_name = "TIME")]
    from: Option<String>,
    /// The last day or time in UTC, inclusive, in the same format
    #[arg(long, value_name = "TIME")]
    to: Option<String>,
}

impl Audit {
    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        match self.action {
            Action::List(list) => list.run(config),
            Action::Export(search) => search.export(config),
        }
    }
}

impl Search {
    fn request(self) -> AuditRequest {
        let or_empty = |name: Option<&str>| name.unwrap_or_default().to_owned();
        AuditRequest {
            person: self.person.unwrap_or_default(),
            event: or_empty(self.event.map(EventKind::as_str)),
            kinds: or_empty(self.kinds.map(EventGroup::as_str)),
            address: self.address.unwrap_or_default(),
            device: self.device.unwrap_or_default(),
            result: or_empty(self.result.map(Outcome::as_str)),
            from: self.from.unwrap_or_default(),
            to: self.to.unwrap_or_default(),
            ..AuditRequest::default()
        }
    }

    fn export(self, config: &Config) -> Result<(), CliError> {
        let request = self.request();
        open::with_accounts(config, async |accounts, caller| {
            let mut pages = accounts.audit().export_audit(&caller, &request).await.map_err(CliError::options)?.events;
            let mut stdout = io::stdout().lock();
            while let Some(events) = pages.try_next().await? {
                for event in events {
                    // Converted back to an `io::Error`, so that a closed pipe is recognized.
                    serde_json::to_writer(&mut stdout, &event).map_err(io::Error::from)?;
                    stdout.write_all(b"\n")?;
                }
            }
            Ok(stdout.flush()?)
        })
    }
}

impl List {
    fn run(self, config: &Config) -> Result<(), CliError> {
        let request = AuditRequest {
            before: self.before.unwrap_or_default(),
            per_page: self.per_page.map(|number| number.to_string()).unwrap_or_default(),
            ..self.search.request()
        };
        open::with_accounts(config, async |accounts, caller| {
            let page = accounts.audit().list_audit(&caller, &request).await.map_err(CliError::options)?;
            if self.json { output::json(&page) } else { print(&page) }
        })
    }
}

fn print(AuditPageView { events, next, .. }: &AuditPageView) -> Result<(), CliError> {
    output::table(["AT", "EVENT", "RESULT", "ACTOR", "TARGET", "DETAIL"], events.iter().map(row).collect())?;
    match next {
        Some(next) => output::line(format_args!("For the next page, add --before {next}")),
        None => Ok(()),
    }
}

fn row(event: &AuditEventView) -> [String; 6] {
    let actor = event.actor.id.map_or_else(|| event.actor.kind.to_string(), |id| id.to_string());
    let target = event.target_id.map(|id| id.to_string()).unwrap_or_default();
    let detail = event.detail.clone().unwrap_or_default();
    [event.at.to_string(), event.event.clone(), event.result.to_string(), actor, target, detail]
}
