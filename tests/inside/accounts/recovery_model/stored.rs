//! What the database holds of an account, as far as it decides how a case continues.

use super::state::WEEK;
use super::world::{Mailbox, OTHER_OF_OWNER, OWNER, THIEF};
use crate::support::*;
use serde::Deserialize;
use vestibule::shared::views::Status;

/// The kind of what says that the account had another username. It was added when that was lost.
pub const FORMER_USERNAME: &str = "former_username";

/// A one-time link that can still be used.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Link {
    pub purpose: String,
    /// Where it was sent to.
    pub mailbox: Mailbox,
    pub token: String,
    /// Of the token.
    pub hash: String,
    /// Until it expires.
    pub left: Duration,
    /// The session that it contests, if it is an undo or a report.
    pub contested: Option<Contest>,
}

/// From when on an account is contested.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Contest {
    /// When the session began in which the change was made.
    pub since: i64,
    /// When that session was last proven with a factor that was not added in it; otherwise as `since`.
    pub proven: i64,
}

/// Something that somebody has added to the account, and that has not expired.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Added {
    /// The name of a way in; with `replaced` what an undo or a report may give back.
    pub kind: String,
    pub is_thiefs: bool,
    created_at: i64,
    /// When the session began in which it was added.
    began_at: Option<i64>,
    /// When it was replaced, and when the session began in which that was done.
    replaced: Option<(i64, Option<i64>)>,
    /// Since when a factor belongs to the account. [`i64::MAX`]: no factor vouches for something of this kind.
    belongs_since: i64,
    /// Whether it is a second factor only.
    pub is_held: bool,
}

impl Added {
    /// Whether a repair decides by the time at which it was added. The others end with the sessions.
    fn is_kept_apart(&self) -> bool {
        matches!(&*self.kind, "passkey" | "authenticator" | "recovery_codes" | "identity" | "terms")
    }

    fn is_same(&self, other: &Self) -> bool {
        (&self.kind, self.is_thiefs, self.created_at) == (&other.kind, other.is_thiefs, other.created_at)
    }

    /// Whether it is a way in, and not only kept for an undo.
    pub fn stands(&self) -> bool {
        self.replaced.is_none()
    }

    fn was_added_since(&self, since: i64) -> bool {
        self.created_at >= since && self.began_at.unwrap_or(self.created_at) >= since
    }

    /// Whether a repair takes it away, or gives it back (`store/added_in.rs` and `store/factors/replaced.rs`).
    pub fn is_contested(&self, by: Contest) -> bool {
        let was_added = self.was_added_since(by.since) && self.belongs_since >= by.proven;
        match self.replaced {
            None => was_added,
            Some((at, began_at)) => !was_added && at >= by.since && began_at.unwrap_or(at) >= by.since,
        }
    }
}

/// What is stored of the password.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Hash {
    Set,
    /// Its owner does without one.
    None,
    Invalid,
}

#[derive(Clone, Debug)]
pub struct Stored {
    pub mailbox: Mailbox,
    pub username: String,
    pub is_verified: bool,
    pub status: Status,
    pub hash: Hash,
    /// Lists the sessions of the thief that an undo of a change in them contests, the oldest session first.
    pub sessions: Vec<Contest>,
    pub added: Vec<Added>,
    /// The oldest first.
    pub links: Vec<Link>,
}

/// The parameters of an undo and of a report.
#[derive(Deserialize)]
struct Parameters {
    #[serde(alias = "began_at")]
    contested_since: Option<Timestamp>,
    proven_at: Option<Timestamp>,
}

impl Parameters {
    fn contest(self) -> Option<Contest> {
        let since = self.contested_since?.0;
        Some(Contest { since, proven: self.proven_at.map_or(since, |at| at.0) })
    }
}

/// Selects what was added to an account: the kind, and expressions for who has added it, when, in which session, and when that was
/// replaced and expires; since when an older factor vouches for it, and whether it is held.
fn added(kind: &str, table: &str, columns: [&str; 6], of_factor: [&str; 2]) -> String {
    let columns = [&columns[..], &of_factor].concat();
    let of_table =
        |column: &str| if column.starts_with(['N', 'C', '\'']) { column.to_owned() } else { format!("t.{column}") };
    let columns: Vec<_> =
        columns.into_iter().map(|column| format!("COALESCE(CAST({} AS TEXT), '')", of_table(column))).collect();
    let columns = columns.join(" || '\t' || ");
    format!("SELECT '{kind}' || '\t' || {columns} FROM {table} AS t JOIN u ON u.id = t.user_id")
}

impl Stored {
    /// A row for each thing, its columns separated by tabs. `$1` is the first username.
    pub fn sql(is_postgres: bool) -> String {
        let hex = if is_postgres { "encode(t.token_hash, 'hex')" } else { "lower(hex(t.token_hash))" };
        let thief = format!("'{THIEF}'");
        let kept = ["device", "created_at", "session_began_at", "replaced_at", "replaced_in", "NULL"];
        let present = ["device", "created_at", "session_began_at", "NULL", "NULL", "NULL"];
        let no_factor = ["NULL", "NULL"];
        let program = [thief.as_str(), "created_at", "NULL", "NULL", "NULL", "expires_at"];
        [
            "WITH u AS (SELECT * FROM users WHERE external_id = $1) \
             SELECT 'user' || '\t' || email || '\t' || CASE WHEN email_verified THEN '1' ELSE '0' END || '\t' || status || '\t' || \
             CASE WHEN password_hash = '!' THEN 'none' WHEN SUBSTR(password_hash, 1, 1) = '!' THEN 'invalid' ELSE 'set' END || '\t' || username FROM u"
                .to_owned(),
            format!(
                "SELECT 'link' || '\t' || t.purpose || '\t' || COALESCE(t.email_key, u.email) || '\t' || {hex} || '\t' || \
                 CAST(t.created_at AS TEXT) || '\t' || CAST(t.expires_at AS TEXT) || '\t' || COALESCE(t.parameters, '') \
                 FROM one_time_tokens AS t JOIN u ON u.id = t.user_id WHERE t.used_at IS NULL"
            ),
            format!(
                "SELECT 'session' || '\t' || CAST(t.created_at AS TEXT) || '\t' || \
                 CAST(COALESCE(t.factor_used_at, t.created_at) AS TEXT) FROM sessions AS t JOIN u ON u.id = t.user_id WHERE t.ended_at IS NULL AND t.device = '{THIEF}'"
            ),
            added("passkey", "passkeys", present, ["vouched_since", "CASE WHEN t.is_held THEN 1 END"]),
            added("passkey", "replaced_passkeys", kept, ["vouched_since", "NULL"]),
            added("authenticator", "authenticators", present, ["vouched_since", "NULL"]),
            added("authenticator", "replaced_authenticators", kept, ["vouched_since", "NULL"]),
            // They come and go as a set.
            format!("{} GROUP BY 1", added("recovery_codes", "recovery_codes", present, no_factor)),
            format!("{} GROUP BY 1", added("recovery_codes", "replaced_recovery_codes", kept, no_factor)),
            added("identity", "identities", present, ["NULL", "CASE WHEN t.is_held THEN 1 END"]),
            added(FORMER_USERNAME, "former_values", [&thief, "lost_at", "lost_in", "NULL", "NULL", "NULL"], no_factor)
                + " WHERE t.kind = 'username'",
            added("terms", "terms_acceptances", [&thief, "accepted_at", "NULL", "NULL", "NULL", "NULL"], no_factor),
            added("unlinked", "unlinked_identities", [&thief, "unlinked_at", "NULL", "NULL", "NULL", "NULL"], no_factor),
            format!("{} WHERE t.revoked_at IS NULL", added("api_token", "api_tokens", program, no_factor)),
            added(
                "trusted_browser",
                "trusted_browsers",
                ["device", "created_at", "NULL", "NULL", "NULL", "expires_at"],
                no_factor,
            ),
            format!("{} WHERE t.revoked_at IS NULL", added("client_grant", "client_grants", program, no_factor)),
            added("device_code", "device_codes", program, no_factor),
        ]
        .join(" UNION ALL ")
    }

    pub fn of(rows: &[String], username: &str, now: Timestamp) -> Self {
        let rows: Vec<Vec<&str>> = rows.iter().map(|row| row.split('\t').collect()).collect();
        let user = rows.iter().find(|row| row[0] == "user").expect("an account");
        let mut stored = Self {
            mailbox: Mailbox::of(user[1], username).expect("a mailbox"),
            is_verified: user[2] == "1",
            status: user[3].parse().expect("a status"),
            hash: match user[4] {
                "none" => Hash::None,
                "invalid" => Hash::Invalid,
                _ => Hash::Set,
            },
            username: user[5].to_owned(),
            sessions: Vec::new(),
            added: Vec::new(),
            links: Vec::new(),
        };
        let mut links = Vec::new();
        for row in &rows {
            match row[..] {
                ["user", ..] => {}
                ["session", began_at, proven] => stored.sessions.push(Contest {
                    since: number(began_at).expect("a time"),
                    proven: number(proven).expect("a time"),
                }),
                ["link", purpose, address, hash, created_at, expires_at, parameters] => {
                    let left = now.until(Timestamp(number(expires_at).expect("a time")));
                    let contested = serde_json::from_str::<Parameters>(parameters).ok();
                    let link = Link {
                        purpose: purpose.to_owned(),
                        mailbox: Mailbox::of(address, username).expect("a mailbox"),
                        token: String::new(),
                        hash: hash.to_owned(),
                        left,
                        contested: contested.and_then(Parameters::contest),
                    };
                    links.push((number(created_at), link));
                }
                [kind, device, created_at, began_at, replaced_at, replaced_in, expires_at, vouched_since, is_held] => {
                    if number(expires_at).is_some_and(|at| at <= now.0) {
                        continue;
                    }
                    let is_free = |at: i64| at <= now.minus(WEEK).0;
                    if kind == FORMER_USERNAME && number(created_at).is_some_and(is_free) {
                        continue;
                    }
                    assert!([OWNER, OTHER_OF_OWNER, THIEF].contains(&device), "{row:?}");
                    let created_at = number(created_at).expect("a time");
                    let is_vouched_for = matches!(kind, "passkey" | "authenticator");
                    let belongs_since = number(vouched_since).unwrap_or(created_at);
                    stored.added.push(Added {
                        kind: kind.to_owned(),
                        is_thiefs: device == THIEF,
                        created_at,
                        belongs_since: if is_vouched_for { belongs_since } else { i64::MAX },
                        is_held: !is_held.is_empty(),
                        began_at: number(began_at),
                        replaced: number(replaced_at).map(|at| (at, number(replaced_in))),
                    });
                }
                _ => panic!("{row:?}"),
            }
        }
        stored.sessions.sort_unstable();
        links.retain(|(_, link)| !link.left.is_zero());
        links.sort_by(|(one, a), (other, b)| (one, &a.purpose).cmp(&(other, &b.purpose)));
        stored.links = links.into_iter().map(|(_, link)| link).collect();
        stored
    }

    /// Checks the effect of an undo or a report before its owner looks at a list: a factor and a linked identity go if they
    /// were added since the session began that the link contests, what was replaced since then is back, and the rest stays. A passkey
    /// that was added with the proof of an older factor stays, and one that comes back does: both as second factors only.
    pub fn assert_repaired(&self, link: &Link, after: &Self) {
        let Some(by) = link.contested else { return };
        self.assert_named(by, after);
        // Two apps or two sets of codes cannot be there: the one that was replaced first counts.
        let is_first = |one: &Added| {
            let is_earlier = |other: &Added| {
                one.kind == other.kind
                    && other.is_contested(by)
                    && other.replaced.is_some_and(|at| Some(at) < one.replaced)
            };
            one.kind == "passkey" || !self.added.iter().any(is_earlier)
        };
        let comes_back = |one: &Added| !one.stands() && one.is_contested(by) && is_first(one);
        // An account has one app: that of before comes back in its place.
        let is_replaced = |one: &Added| {
            let is_of_it = |other: &Added| one.kind == "authenticator" && other.kind == one.kind && comes_back(other);
            one.was_added_since(by.since) && self.added.iter().any(is_of_it)
        };
        let is_other_factor = |one: &Added, other: &Added| {
            one.kind == other.kind && other.stands() && !other.is_contested(by) && !is_replaced(other)
        };
        let must_stand = |one: &Added| match (one.stands(), one.is_contested(by)) {
            (true, is_contested) => !is_contested && !is_replaced(one),
            // There are many passkeys; an account has one app and one set of codes: what its owner has set up meanwhile stays.
            (false, _) if !comes_back(one) => false,
            (false, _) => one.kind == "passkey" || !self.added.iter().any(|other| is_other_factor(one, other)),
        };
        let is_second_factor = |one: &Added| matches!(&*one.kind, "passkey" | "authenticator");
        let has_second_factor = self.added.iter().any(|one| is_second_factor(one) && must_stand(one));
        // Factors that the account had then, whichever session has replaced them.
        let is_last_resort = |one: &Added| {
            let was_replaced = one.replaced.is_some_and(|(at, _)| at >= by.since);
            !has_second_factor && is_second_factor(one) && was_replaced && one.created_at < by.since
        };
        for one in self.added.iter().filter(|one| one.is_kept_apart()) {
            let found = after.added.iter().find(|other| other.stands() && other.is_same(one));
            let must_stand = must_stand(one) || is_last_resort(one);
            assert_eq!(found.is_some(), must_stand, "{one:?} after {link:?}: {self:?}, then {after:?}");
            let must_be_held = match &*one.kind {
                "passkey" => one.is_held || one.was_added_since(by.since) || !one.stands(),
                _ => one.is_held,
            };
            assert!(found.is_none_or(|found| found.is_held == must_be_held), "{one:?} after {link:?}, then {after:?}");
        }
    }

    /// The username must be that of before if it was lost since then, and otherwise stay.
    fn assert_named(&self, by: Contest, after: &Self) {
        let is_back = self.added.iter().any(|one| one.kind == FORMER_USERNAME && one.was_added_since(by.since));
        let first = self.username.trim_start_matches("thief-of-");
        let expected = if is_back { first } else { self.username.as_str() };
        assert_eq!(after.username, expected, "{self:?}, then {after:?}");
    }

    /// Whether a former username is still reserved for the account.
    pub fn has_former_username(&self) -> bool {
        self.added.iter().any(|one| one.kind == FORMER_USERNAME)
    }

    /// Whether the account has what somebody has added.
    pub fn has(&self, kind: &str, is_thiefs: bool) -> bool {
        self.count(kind, is_thiefs) > 0
    }

    pub fn count(&self, kind: &str, is_thiefs: bool) -> usize {
        self.added.iter().filter(|one| one.stands() && one.kind == kind && one.is_thiefs == is_thiefs).count()
    }
}

fn number(text: &str) -> Option<i64> {
    text.parse().ok()
}
