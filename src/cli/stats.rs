//! `vestibule stats`: how the installation is doing.

use super::error::CliError;
use super::{open, output};
use crate::config::Config;
use crate::shared::overview::{Finding, OverviewRequest, OverviewView, Period, SeriesView};
use clap::Args;

const EXAMPLES: &str = "\
Examples:
  vestibule stats
  vestibule stats --period 24h --json

Hours and days are in UTC. The page of administrators at /overview shows the same as plots.";

/// Show how the installation is doing: sign-ins, refusals, people, mail, and what needs attention
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Stats {
    /// The period that ends now: 24h, 7d, 30d or 1y
    #[arg(long, default_value = "30d", value_parser = ["24h", "7d", "30d", "1y"])]
    period: String,
    /// Print JSON, as the API returns it
    #[arg(long)]
    json: bool,
}

impl Stats {
    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        let request = OverviewRequest { period: self.period };
        open::with_accounts(config, async |accounts, caller| {
            let overview = accounts.overview().show_overview(&caller, &request).await?;
            if self.json { output::json(&overview) } else { print(&overview) }
        })
    }
}

fn print(overview: &OverviewView) -> Result<(), CliError> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    let mut add = |name: String, value: u64| pairs.push((name, value.to_string()));
    let mut series = |name: &str, series: &SeriesView| {
        add(name.to_owned(), series.total());
        series.lines.iter().filter(|line| line.total > 0).for_each(|line| add(format!("  {}", line.label), line.total));
    };
    series("sign-ins", &overview.sign_ins);
    series("refused", &overview.refusals);
    series("new accounts", &overview.accounts);
    let active = match overview.period {
        Period::Day => "day",
        Period::Week => "week",
        Period::Month | Period::Year => "month",
    };
    let last = |series: &SeriesView, label: &str| series.line(label).map_or(0, |line| line.total);
    add(format!("active people, in a {active}"), last(&overview.active, active));
    for (name, label) in
        [("people", "everybody"), ("  with a second factor", "second_factor"), ("  with a passkey", "passkey")]
    {
        add(name.to_owned(), last(&overview.people, label));
    }
    for (name, number) in [
        ("mail sent", overview.mail.sent),
        ("  given up", overview.mail.given_up),
        ("  waiting", overview.mail.waiting),
    ] {
        add(name.to_owned(), number);
    }
    for application in &overview.applications {
        add(format!("entered {}", application.name), application.entries);
    }
    output::pairs(&pairs)?;
    overview.attention.iter().try_for_each(|finding| output::line(format_args!("needs attention: {}", words(finding))))
}

/// A finding in one line.
fn words(finding: &Finding) -> String {
    let Finding { concern, count, since, name, detail } = finding;
    let number = (*count > 0).then(|| count.to_string());
    let since = since.map(|since| since.to_string());
    let more: Vec<_> = [number, name.clone(), since, detail.clone()].into_iter().flatten().collect();
    if more.is_empty() { concern.to_string() } else { format!("{concern} ({})", more.join(", ")) }
}
