//! `vestibule field …`: fields of one's own; and the option `--field` of other commands, which sets what an account has in them.

use super::error::CliError;
use super::input::confirm;
use super::open;
use super::options::Given;
use super::output::{self, Column, Json};
use crate::accounts::{Accounts, Caller};
use crate::config::Config;
use crate::shared::fields::input::Defined as _;
use crate::shared::own_fields::{
    OwnFieldPreview, OwnFieldUse, Sent, SentFields, UnfittingAccountView, UnfittingRequest,
};
use crate::shared::{OwnFieldDefinition, OwnFieldRequest, OwnFieldView, Text};
use clap::{Args, Subcommand};
use std::collections::BTreeMap;

const EXAMPLES: &str = "\
Examples:
  vestibule field create department --kind choice --label Department --label de=Abteilung --choice sales=Sales --choice it=IT
  vestibule field create customer_number --unique true --pattern '[0-9]{6}' --pattern-help 'Six digits, as on your invoice.'
  vestibule field update department --choice sales=Sales --choice it=IT --preview
  vestibule field unfitting department
  vestibule field update department --choice sales=Sales --choice it=IT --choice press=Press --filterable true
  vestibule field update department --rename team
  vestibule field update fax --closed true
  vestibule field delete department
  vestibule user update maren --field department=sales

Each property is an option; `vestibule field create --help` lists them with what they mean. A running server applies changes
within a second. What `vestibule.toml` defines can be changed only there.";

const CREATE_EXAMPLES: &str = "\
Examples:
  vestibule field create department --kind choice --choice sales=Sales --choice sales:de=Vertrieb --choice it=IT
  vestibule field create birthday --kind date --required sign-in --label de=Geburtstag --filterable true
  vestibule field create note --kind long-text --seen-by administrators --changed-by administrators --personal false";

const UPDATE_EXAMPLES: &str = "\
Examples:
  vestibule field update department --choice sales=Sales --choice it=IT --preview
  vestibule field update department --rename team
  vestibule field update department --required sign-in
  vestibule field update fax --closed true        its values are kept and shown, and changed no more

A list, such as --choice, replaces the one before. Values that do not fit any more are kept and marked.";

/// Define, change, delete and restore fields of accounts, such as a department or a customer number.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Fields {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// List all fields, by position and name, and at the end those that can be restored
    List(Json),
    /// Show a field, and what uses it
    Show {
        /// The name of the field
        name: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Define a field
    #[command(after_help = CREATE_EXAMPLES)]
    Create {
        /// 1 to 63 lower-case letters, digits, underscores or hyphens
        name: String,
        #[command(flatten)]
        definition: Given<OwnFieldRequest>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Change a field; options that are left out change nothing
    #[command(after_help = UPDATE_EXAMPLES)]
    Update {
        /// The name of the field
        name: String,
        /// Give it another name: rules of groups, claims, applications and providers follow; programs and files have to learn it
        #[arg(long, value_name = "NAME")]
        rename: Option<String>,
        /// Say only how many accounts have a value that would not fit, and what would not work any more; change nothing
        #[arg(long)]
        preview: bool,
        #[command(flatten)]
        definition: Given<OwnFieldRequest>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// List the accounts whose value does not fit a field, or that have none though it is required at the next sign-in
    Unfitting {
        /// The name of the field
        name: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Delete a field; its values are kept for 30 days. Asks for confirmation on the terminal
    Delete {
        /// The name of the field
        name: String,
        /// Do not ask for confirmation
        #[arg(long)]
        yes: bool,
    },
    /// Restore a field that was deleted less than 30 days ago, with all values
    Restore {
        /// The name of the field
        name: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

impl Fields {
    pub(super) fn creates_database(&self) -> bool {
        matches!(self.action, Action::Create { .. })
    }

    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        open::with_accounts(config, async |accounts, caller| match self.action {
            Action::List(Json { json }) => {
                let fields = accounts.own_fields().list_fields(&caller).await?;
                output::list_with_problems(json, "fields", &fields, COLUMNS, warn)
            }
            Action::Show { name, json } => {
                let field = accounts.own_fields().show_field(&caller, &name).await?;
                print(&accounts, &caller, &field, json).await
            }
            Action::Create { name, definition, json } => {
                let request = OwnFieldRequest { name: Text::from(name), ..definition.request() };
                let field = accounts.own_fields().create_field(&caller, request).await?;
                print(&accounts, &caller, &field, json).await
            }
            Action::Update { name, rename, preview, definition, json } => {
                let request = OwnFieldRequest { name: Text::from(rename), ..definition.request() };
                if preview {
                    let preview = accounts.own_fields().preview_field(&caller, Some(&name), &request).await?;
                    return print_preview(&preview, json);
                }
                let uses = accounts.own_fields().uses_of_field(&caller, &name, Some(&request)).await?;
                let field = accounts.own_fields().update_field(&caller, &name, request).await?;
                // No task goes on when this process ends.
                accounts.maintenance().follow_fields().await?;
                print(&accounts, &caller, &field, json).await?;
                uses.iter().filter(|one| one.breaks).for_each(|one| warn_of_broken(&name, one));
                Ok(())
            }
            Action::Unfitting { name, json } => {
                let unfitting = unfitting(&accounts, &caller, &name).await?;
                output::list(json, "accounts", &unfitting, UNFITTING_COLUMNS)
            }
            Action::Delete { name, yes } => {
                let uses = accounts.own_fields().uses_of_field(&caller, &name, None).await?;
                output::notice(&format!("The field {name} will be deleted. It can be restored for 30 days."));
                if !uses.is_empty() {
                    output::notice(&format!("What uses it has to do without: {}.", listed(&uses)));
                }
                confirm(yes)?;
                accounts.own_fields().delete_field(&caller, &name).await?;
                accounts.maintenance().follow_fields().await?;
                output::line(format_args!("The field {name} was deleted."))
            }
            Action::Restore { name, json } => {
                let field = accounts.own_fields().restore_field(&caller, &name).await?;
                accounts.maintenance().follow_fields().await?;
                print(&accounts, &caller, &field, json).await
            }
        })
    }
}

const COLUMNS: [Column<OwnFieldView>; 6] = [
    ("NAME", |field| field.name.to_string()),
    ("KIND", |field| field.definition.kind.to_string()),
    ("REQUIRED", |field| field.definition.required.to_string()),
    ("SEEN BY", |field| field.definition.seen_by.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")),
    ("DEFINED IN", |field| field.source.to_string()),
    ("DELETED", |field| field.deleted_at.map(|at| at.to_string()).unwrap_or_default()),
];

const UNFITTING_COLUMNS: [Column<UnfittingAccountView>; 4] = [
    ("USERNAME", |account| account.username.clone()),
    ("EMAIL", |account| account.email.clone()),
    // A long text has several lines.
    ("VALUE", |account| account.value.as_ref().map(|value| value.to_text().replace('\n', " ")).unwrap_or_default()),
    ("PROBLEM", |account| account.message.to_string()),
];

/// All accounts that a field does not fit.
async fn unfitting(accounts: &Accounts, caller: &Caller, name: &str) -> Result<Vec<UnfittingAccountView>, CliError> {
    let (mut unfitting, mut request) = (Vec::new(), UnfittingRequest::default());
    loop {
        let part = accounts.own_fields().list_unfitting(caller, name, &request).await?;
        unfitting.extend(part.accounts);
        let Some(next) = part.next else { return Ok(unfitting) };
        request.after = next.to_string();
    }
}

async fn print(accounts: &Accounts, caller: &Caller, field: &OwnFieldView, json: bool) -> Result<(), CliError> {
    if json {
        return output::json(field);
    }
    let uses = accounts.own_fields().uses_of_field(caller, field.name.as_str(), None).await?;
    let line = |name: &str, value: String| (name.to_owned(), value);
    let mut lines = vec![line("name", field.name.to_string())];
    for property in OwnFieldDefinition::FIELDS {
        let texts = (property.texts)(&field.definition);
        lines.push(line(&property.name.replace('_', " "), texts.join(", ")));
    }
    lines.push(line("defined in", field.source.to_string()));
    lines.push(line("deleted", field.deleted_at.map(|at| at.to_string()).unwrap_or_default()));
    lines.push(line("used by", listed(&uses)));
    output::pairs(&lines)?;
    warn(field);
    Ok(())
}

fn print_preview(preview: &OwnFieldPreview, json: bool) -> Result<(), CliError> {
    if json {
        return output::json(preview);
    }
    output::pairs(&[
        ("accounts with a value", preview.filled.to_string()),
        ("values that would not fit", preview.unfitting.to_string()),
        ("accounts without a value that they need", preview.missing.to_string()),
        ("such as", preview.examples.join(", ")),
        ("used by", listed(&preview.used_by)),
        ("would not work any more", listed(preview.used_by.iter().filter(|one| one.breaks))),
    ])
}

/// What uses a field, such as `group pros, client wiki`.
fn listed<'a>(uses: impl IntoIterator<Item = &'a OwnFieldUse>) -> String {
    let named = uses.into_iter().map(|one| format!("{} {}", one.kind, one.name));
    named.collect::<Vec<_>>().join(", ")
}

fn warn_of_broken(field: &str, broken: &OwnFieldUse) {
    let OwnFieldUse { kind, name, .. } = broken;
    output::warning(&format!(
        "the {kind} {name} names the field {field}, which it cannot use any more: change it as well"
    ));
}

fn warn(field: &OwnFieldView) {
    output::problems(&field.name, &field.problems);
}

/// What a command sets of the fields of an account.
#[derive(Args)]
pub(super) struct FieldOptions {
    /// A field of this installation, such as department=sales; an empty value removes it. May be repeated, also for several choices
    #[arg(long = "field", value_name = "NAME=VALUE")]
    fields: Vec<String>,
}

impl FieldOptions {
    /// The fields of a request.
    ///
    /// # Errors
    /// If a field does not exist: requests ignore it, but here it is a typing mistake.
    pub(super) async fn sent(&self, accounts: &Accounts, caller: &Caller) -> Result<SentFields, CliError> {
        if self.fields.is_empty() {
            return Ok(SentFields::default());
        }
        let known = accounts.own_fields().list_fields(caller).await?;
        let mut given: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for option in &self.fields {
            let (name, value) = option.split_once('=').ok_or_else(|| {
                CliError::failed(format!("--field {option}: write NAME=VALUE, such as department=sales"))
            })?;
            let is_known = |field: &OwnFieldView| field.name.as_str() == name && field.deleted_at.is_none();
            if !known.iter().any(is_known) {
                return Err(CliError::failed(format!(
                    "--field {option}: there is no field {name}; see vestibule field list"
                )));
            }
            given.entry(name.to_owned()).or_default().push(value.to_owned());
        }
        Ok(given.into_iter().map(|(name, values)| (name, sent(values))).collect())
    }
}

/// One value, or several.
fn sent(mut values: Vec<String>) -> Sent {
    if values.len() > 1 { Sent::List(values) } else { Sent::Text(values.pop().unwrap_or_default()) }
}
