//! `vestibule terms …`: what people accept before they enter an application.

use super::error::CliError;
use super::input::confirm;
use super::open;
use super::output::{self, Column, Json};
use crate::config::Config;
use crate::shared::own_fields::split;
use crate::shared::terms::{AcceptingAccountView, TermsRequest, TermsVersionView, TermsView};
use crate::shared::{Expected, Text};
use clap::{Args, Subcommand};
use std::{fs, io};

const EXAMPLES: &str = "\
Examples:
  vestibule terms publish --text terms.md --text de=agb.md --from 2026-12-01
  vestibule terms publish --application wiki --link https://example.org/terms --link de=https://example.org/agb
  vestibule terms list
  vestibule terms accepted 2 --json > accepted.jsonl
  vestibule terms withdraw 3

Those of the installation are accepted by everybody, those of an application by whoever enters it. A running server
applies changes within a second.";

/// List, publish and withdraw terms, which people accept before they enter an application.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Terms {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// List all versions, the last one first, and how many accounts have accepted each
    List(Json),
    /// Show a version with its documents
    Show {
        /// Its number
        version: i64,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// List who has accepted a version, when, and in which language it was shown
    Accepted {
        /// Its number
        version: i64,
        /// Print a line of JSON for each account
        #[arg(long)]
        json: bool,
    },
    /// Publish a version
    Publish {
        /// Whose terms they are; without it, those of the installation
        #[arg(long, value_name = "NAME")]
        application: Option<String>,
        /// The address of the document, or de=ADDRESS for one language; may be repeated
        #[arg(long = "link", value_name = "ADDRESS")]
        links: Vec<String>,
        /// A file with the document in Markdown, or de=FILE for one language; may be repeated
        #[arg(long = "text", value_name = "FILE")]
        texts: Vec<String>,
        /// From when on, such as 2026-12-01 or 2026-12-01T08:00:00Z; without it, at once
        #[arg(long, value_name = "TIME")]
        from: Option<String>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Withdraw a version that is not in effect yet. Asks for confirmation on the terminal
    Withdraw {
        /// Its number
        version: i64,
        /// Do not ask for confirmation
        #[arg(long)]
        yes: bool,
    },
}

impl Terms {
    pub(super) fn creates_database(&self) -> bool {
        matches!(self.action, Action::Publish { .. })
    }

    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        open::with_accounts(config, async |accounts, caller| match self.action {
            Action::List(Json { json }) => {
                output::list(json, "versions", &accounts.terms().list_terms(&caller).await?, COLUMNS)
            }
            Action::Show { version, json } => print(&accounts.terms().show_terms(&caller, version).await?, json),
            Action::Accepted { version, json } => {
                accounts.terms().show_terms(&caller, version).await?;
                let mut after = None;
                loop {
                    let page = accounts.terms().list_accepting(&caller, version, after).await?;
                    let Some(last) = page.last() else { return Ok(()) };
                    after = Some(last.id);
                    page.iter().try_for_each(|account| print_accepting(account, json))?;
                }
            }
            Action::Publish { application, links, texts, from, json } => {
                let texts = texts.iter().map(|option| read(option)).collect::<Result<Vec<_>, _>>()?;
                let request = TermsRequest {
                    application: Text::from(application),
                    links: Expected::Given(links.into_iter().map(Text::from).collect()),
                    texts: Expected::Given(texts.into_iter().map(Text::from).collect()),
                    applies_from: Text::from(from),
                };
                print(&accounts.terms().publish_terms(&caller, request).await?, json)
            }
            Action::Withdraw { version, yes } => {
                accounts.terms().show_terms(&caller, version).await?;
                output::notice(&format!("Version {version} of the terms will be deleted. This cannot be undone."));
                confirm(yes)?;
                accounts.terms().withdraw_terms(&caller, version).await?;
                output::line(format_args!("Version {version} of the terms was withdrawn."))
            }
        })
    }
}

/// The document of `FILE` or `de=FILE`, with its language.
fn read(option: &str) -> Result<String, CliError> {
    let (language, path) = split(option);
    let text = fs::read_to_string(path)
        .map_err(|error| CliError::failed(format!("--text {option}: the file cannot be read: {error}")))?;
    Ok(language.map_or_else(|| text.clone(), |language| format!("{}={text}", language.as_str())))
}

const COLUMNS: [Column<TermsVersionView>; 5] = [
    ("VERSION", |terms| terms.version.to_string()),
    ("APPLICATION", |terms| terms.application.as_ref().map(ToString::to_string).unwrap_or_default()),
    ("STATE", |terms| terms.state.to_string()),
    ("FROM", |terms| terms.applies_from.to_string()),
    ("ACCEPTED BY", |terms| terms.accepted.to_string()),
];

/// A line of the list, which is as long as there are accounts. What has the same width everywhere comes first.
fn print_accepting(account: &AcceptingAccountView, json: bool) -> Result<(), CliError> {
    if json {
        return output::line(serde_json::to_string(account).map_err(io::Error::from)?);
    }
    let AcceptingAccountView { username, email, accepted_at, language, .. } = account;
    output::line(format_args!("{accepted_at}  {language}  {username}  {email}"))
}

fn print(terms: &TermsView, json: bool) -> Result<(), CliError> {
    if json {
        return output::json(terms);
    }
    output::pairs(&[
        ("version", terms.version.to_string()),
        ("application", terms.application.as_ref().map(ToString::to_string).unwrap_or_default()),
        ("from", terms.applies_from.to_string()),
        ("links", terms.documents.links.join(", ")),
    ])?;
    terms.documents.texts.iter().try_for_each(|text| output::line(format_args!("\n{text}")))
}
