//! The tables of the run on SQLite.

use super::grouped;
use crate::{
    hashing::COST,
    mail_times::{MailTimes, Times},
    measurement::share,
    openid, rates,
    run::Figures,
    table::Table,
};
use std::fmt::{self, Display, Formatter};

pub const MIB: f64 = 1024.0 * 1024.0;

impl Display for Figures {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "\n{}", self.setup)?;
        writeln!(f, "\n{}", rates(self))?;
        writeln!(
            f,
            "The disk flushes {:.0} times a second. Each refresh waits for a flush; concurrent refreshes share one.",
            self.disk_flushes_per_second
        )?;
        writeln!(f, "\n{}", flood(self))?;
        writeln!(f, "\n{}", resources(self))?;
        writeln!(f, "\n{}", login_page(self))?;
        writeln!(f, "\n{}", mail_times(self))?;
        writeln!(f, "\n{}", openid(self))?;
        writeln!(
            f,
            "A signature with RS256 alone takes {:.0} µs of processor time; an answer with tokens contains two, and waits for a commit: \
             the disk flushes {:.0} times a second, and concurrent answers share one.",
            self.openid.signature_cpu_micros, self.disk_flushes_per_second
        )
    }
}

fn rates(figures: &Figures) -> Table<6> {
    let mut table = Table::new(&["request", "per second", "of bare axum", "p50 µs", "p99 µs", "server CPU µs"]);
    for rate in &figures.rates {
        table.row([
            rate.request.to_owned(),
            grouped(rate.per_second),
            format!("{:.1} %", 100.0 * share((&figures.rates, rate.request), (&figures.rates, rates::BARE))),
            grouped(rate.p50_micros),
            grouped(rate.p99_micros),
            format!("{:.1}", rate.cpu_micros),
        ]);
    }
    table
}

fn openid(figures: &Figures) -> Table<6> {
    let openid = &figures.openid;
    let mut table = Table::new(&["client", "per second", "of me, or RS256 of it", "p50 µs", "p99 µs", "server CPU µs"]);
    for rate in &openid.rates {
        let share = match rate.request {
            openid::CODE => openid.signatures_of_codes,
            openid::RENEWAL => openid.signatures_of_renewals,
            request => share((&openid.rates, request), (&openid.rates, rates::ME)),
        };
        table.row([
            rate.request.to_owned(),
            grouped(rate.per_second),
            format!("{:.1} %", 100.0 * share),
            grouped(rate.p50_micros),
            grouped(rate.p99_micros),
            format!("{:.1}", rate.cpu_micros),
        ]);
    }
    table
}

fn flood(figures: &Figures) -> Table<2> {
    let flood = &figures.flood;
    let mut table = Table::new(&["flood of logins", ""]);
    let threads = figures.setup.machine.cores;
    table.row([
        format!("raw Argon2id ({COST}), {threads} threads, memory kept: hashes per second"),
        format!("{:.1}", flood.hashes_per_second),
    ]);
    table.row(["logins per second".into(), format!("{:.1}", flood.logins_per_second)]);
    let me = format!("/api/auth/me meanwhile ({} requests): ", grouped(flood.me_requests as f64));
    for (name, micros) in [("p50", flood.me_p50_micros), ("p99", flood.me_p99_micros), ("worst", flood.me_worst_micros)]
    {
        table.row([format!("{me}{name}"), format!("{:.1} ms", micros / 1e3)]);
    }
    table.row(["stops of the machine, p99".into(), format!("{:.1} ms", flood.stops_p99_micros / 1e3)]);
    table
}

fn resources(figures: &Figures) -> Table<2> {
    let Figures { starts, memory, .. } = figures;
    let mut table = Table::new(&["what the process takes", ""]);
    table.row(["start to the first answer of /live".into(), format!("{:.1} ms", starts.live_millis)]);
    table.row(["start to the first answer of /login".into(), format!("{:.1} ms", starts.login_millis)]);
    for (when, memory) in
        [("at rest", memory.at_rest), ("after the load", memory.after_load), ("idle again", memory.idle_again)]
    {
        let (resident, anonymous) = (memory.resident as f64 / MIB, memory.anonymous as f64 / MIB);
        table.row([format!("memory {when} (of it anonymous)"), format!("{resident:.1} MiB ({anonymous:.1})")]);
    }
    table.row(["binary".into(), format!("{:.1} MB", figures.binary_bytes as f64 / 1e6)]);
    table
}

fn login_page(figures: &Figures) -> Table<4> {
    let mut table = Table::new(&["what the login page loads", "sent as", "bytes", "plain"]);
    let page_size = &figures.login_page;
    for file in page_size.files() {
        table.row([file.path.clone(), file.coding.clone(), grouped(file.sent as f64), grouped(file.plain as f64)]);
    }
    table.row(["until it is used".into(), String::new(), grouped(page_size.at_first() as f64), String::new()]);
    table.row(["in all".into(), String::new(), grouped(page_size.total() as f64), String::new()]);
    table
}

fn mail_times(figures: &Figures) -> Table<3> {
    let MailTimes { account, no_account } = &figures.mail_times;
    let mut table = Table::new(&["POST /api/auth/password/forgot", "p50 µs", "p99 µs"]);
    for (address, times) in [("with an account: sends mail", account), ("without one", no_account)] {
        table.row([
            format!("for an address {address} ({} requests)", grouped(times.requests as f64)),
            grouped(times.p50_micros),
            grouped(times.p99_micros),
        ]);
    }
    let ratio = |of: fn(&Times) -> f64| format!("{:.2}", of(account) / of(no_account));
    table.row(["ratio".to_owned(), ratio(|times| times.p50_micros), ratio(|times| times.p99_micros)]);
    table
}
