//! What the database holds of an account, as far as it decides how a case continues.

use super::world::{Mailbox, OTHER_OF_OWNER, OWNER, THIEF};
use crate::support::*;
use serde::Deserialize;
use vestibule::shared::views::Status;

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
    /// When the session began that it contests, if it is an undo or a report.
    pub contested: Option<i64>,
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
}

impl Added {
    /// Whether a repair decides by the time at which it was added. The others end with the sessions.
    fn is_kept_apart(&self) -> bool {
        matches!(&*self.kind, "passkey" | "authenticator" | "recovery_codes" | "identity")
    }

    fn is_same(&self, other: &Self) -> bool {
        (&self.kind, self.is_thiefs, self.created_at) == (&other.kind, other.is_thiefs, other.created_at)
    }

    /// Whether it is a way in, and not only kept for an undo.
    pub fn stands(&self) -> bool {
        self.replaced.is_none()
    }

    /// Whether a repair that contests a session which began then takes it away, or gives it back
    /// (`store/added_in.rs` and `store/factors/replaced.rs`).
    pub fn is_contested(&self, since: i64) -> bool {
        let was_added = self.created_at >= since && self.began_at.unwrap_or(self.created_at) >= since;
        match self.replaced {
            None => was_added,
            Some((at, began_at)) => !was_added && at >= since && began_at.unwrap_or(at) >= since,
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
    pub is_verified: bool,
    pub status: Status,
    pub hash: Hash,
    /// When the sessions of the thief began, the oldest first.
    pub sessions: Vec<i64>,
    pub added: Vec<Added>,
    /// The oldest first.
    pub links: Vec<Link>,
}

/// The parameters of an undo and of a report.
#[derive(Deserialize)]
struct Contested {
    #[serde(alias = "began_at")]
    contested_since: Option<Timestamp>,
}

/// Selects what was added to an account: the kind, and expressions for who has added it, when, in which session, and when that was
/// replaced and expires.
fn added(kind: &str, table: &str, columns: [&str; 6]) -> String {
    let of_table =
        |column: &str| if column.starts_with(['N', '\'']) { column.to_owned() } else { format!("t.{column}") };
    let columns =
        columns.map(|column| format!("COALESCE(CAST({} AS TEXT), '')", of_table(column))).join(" || '\t' || ");
    format!("SELECT '{kind}' || '\t' || {columns} FROM {table} AS t JOIN u ON u.id = t.user_id")
}

impl Stored {
    /// A row for each thing, its columns separated by tabs. `$1` is the username.
    pub fn sql(is_postgres: bool) -> String {
        let hex = if is_postgres { "encode(t.token_hash, 'hex')" } else { "lower(hex(t.token_hash))" };
        let thief = format!("'{THIEF}'");
        let kept = ["device", "created_at", "session_began_at", "replaced_at", "replaced_in", "NULL"];
        let present = ["device", "created_at", "session_began_at", "NULL", "NULL", "NULL"];
        let program = [thief.as_str(), "created_at", "NULL", "NULL", "NULL", "expires_at"];
        [
            "WITH u AS (SELECT * FROM users WHERE username = $1) \
             SELECT 'user' || '\t' || email || '\t' || CASE WHEN email_verified THEN '1' ELSE '0' END || '\t' || status || '\t' || \
             CASE WHEN password_hash = '!' THEN 'none' WHEN SUBSTR(password_hash, 1, 1) = '!' THEN 'invalid' ELSE 'set' END FROM u"
                .to_owned(),
            format!(
                "SELECT 'link' || '\t' || t.purpose || '\t' || COALESCE(t.email_key, u.email) || '\t' || {hex} || '\t' || \
                 CAST(t.created_at AS TEXT) || '\t' || CAST(t.expires_at AS TEXT) || '\t' || COALESCE(t.parameters, '') \
                 FROM one_time_tokens AS t JOIN u ON u.id = t.user_id WHERE t.used_at IS NULL"
            ),
            format!(
                "SELECT 'session' || '\t' || CAST(t.created_at AS TEXT) FROM sessions AS t JOIN u ON u.id = t.user_id \
                 WHERE t.ended_at IS NULL AND t.device = '{THIEF}'"
            ),
            added("passkey", "passkeys", present),
            added("authenticator", "authenticators", present),
            added("authenticator", "replaced_authenticators", kept),
            // They come and go as a set.
            format!("{} GROUP BY 1", added("recovery_codes", "recovery_codes", present)),
            format!("{} GROUP BY 1", added("recovery_codes", "replaced_recovery_codes", kept)),
            added("identity", "identities", present),
            added("unlinked", "unlinked_identities", [&thief, "unlinked_at", "NULL", "NULL", "NULL", "NULL"]),
            format!("{} WHERE t.revoked_at IS NULL", added("api_token", "api_tokens", program)),
            added("trusted_browser", "trusted_browsers", ["device", "created_at", "NULL", "NULL", "NULL", "expires_at"]),
            format!("{} WHERE t.revoked_at IS NULL", added("client_grant", "client_grants", program)),
            added("device_code", "device_codes", program),
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
            sessions: Vec::new(),
            added: Vec::new(),
            links: Vec::new(),
        };
        let mut links = Vec::new();
        for row in &rows {
            match row[..] {
                ["user", ..] => {}
                ["session", began_at] => stored.sessions.push(number(began_at).expect("a time")),
                ["link", purpose, address, hash, created_at, expires_at, parameters] => {
                    let left = now.until(Timestamp(number(expires_at).expect("a time")));
                    let contested = serde_json::from_str::<Contested>(parameters).ok();
                    let link = Link {
                        purpose: purpose.to_owned(),
                        mailbox: Mailbox::of(address, username).expect("a mailbox"),
                        token: String::new(),
                        hash: hash.to_owned(),
                        left,
                        contested: contested.and_then(|it| it.contested_since).map(|since| since.0),
                    };
                    links.push((number(created_at), link));
                }
                [kind, device, created_at, began_at, replaced_at, replaced_in, expires_at] => {
                    if number(expires_at).is_some_and(|at| at <= now.0) {
                        continue;
                    }
                    assert!([OWNER, OTHER_OF_OWNER, THIEF].contains(&device), "{row:?}");
                    stored.added.push(Added {
                        kind: kind.to_owned(),
                        is_thiefs: device == THIEF,
                        created_at: number(created_at).expect("a time"),
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

    /// What an undo or a report must have done by itself, before anybody looks at a list: a factor and an account elsewhere go if they
    /// were added since the session began that the link contests, what was replaced since then is back, and the rest stays.
    pub fn assert_repaired(&self, link: &Link, after: &Self) {
        let Some(since) = link.contested else { return };
        let is_other_factor =
            |one: &Added, other: &Added| one.kind == other.kind && other.stands() && !other.is_contested(since);
        for one in self.added.iter().filter(|one| one.is_kept_apart()) {
            let stands = after.added.iter().any(|other| other.stands() && other.is_same(one));
            let must_stand = match (one.stands(), one.is_contested(since)) {
                (true, is_contested) => !is_contested,
                // An account has one app and one set of codes: what its owner has set up meanwhile stays.
                (false, true) => !self.added.iter().any(|other| is_other_factor(one, other)),
                (false, false) => false,
            };
            assert_eq!(stands, must_stand, "{one:?} after {link:?}: {self:?}, then {after:?}");
        }
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
