//! Two servers on one database, shared by the cases of a test because they take longer to start than a case to run.

use super::specification::Stored;
use crate::support::*;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use vestibule::keys::fingerprint;

/// The number of servers. Two show what differs between servers, such as what each remembers.
pub const SERVERS: usize = 2;

pub struct Servers {
    pub apps: [TestApp; SERVERS],
    /// A refresh token whose session has ended.
    ended: String,
    /// The number of accounts that were signed in. Each case has its own.
    accounts: u32,
}

impl Servers {
    pub async fn new() -> Self {
        let first = TestApp::new().await;
        let (_, Tokens { refresh: ended, .. }) = first.member("former").await;
        first.accounts.sessions().log_out_by_token(&Caller::default(), &ended).await.expect("a sign-out");
        let second = first.replica(|_| {}).await;
        Self { apps: [first, second], ended, accounts: 0 }
    }

    pub fn now(&self) -> Timestamp {
        self.apps[0].accounts.now()
    }

    pub fn wait(&self, time: Duration) {
        self.apps[0].clock.advance(time);
    }

    /// Begins a session, the only one of a new account. Returns the username and the tokens.
    pub async fn sign_in(&mut self) -> (String, Tokens) {
        self.accounts += 1;
        let username = format!("person{}", self.accounts);
        let (_, tokens) = self.apps[0].member(&username).await;
        (username, tokens)
    }

    pub async fn restart(&mut self, server: usize) {
        self.apps[server] = self.apps[(server + 1) % SERVERS].replica(|_| {}).await;
    }

    /// Waits until nothing that a dropped request has begun is under way any more.
    pub async fn settle(&self) {
        // SQLite: a refresh waits for all jobs that its server has queued before. Refused, it goes through both the
        // rotation and the detection of reuse, and changes nothing.
        for app in &self.apps {
            let answer = app.accounts.sessions().refresh(&Caller::default(), &self.ended).await;
            assert_eq!(code(answer), ErrorCode::TokenRevoked);
        }
        wait_for_statements(&self.apps[0].database).await;
    }

    /// What the database holds of the session of `username`. `chain`: its tokens that answers have shown.
    pub async fn stored(&self, username: &str, chain: &[String]) -> Stored {
        let database = &self.apps[0].database;
        let hash = if database.is_postgres() { "encode(token_hash, 'hex')" } else { "lower(hex(token_hash))" };
        let sql = format!(
            "SELECT CAST((SELECT COUNT(*) FROM refresh_tokens WHERE session_id = s.id) AS TEXT) || ' ' || \
             CAST((SELECT COUNT(*) FROM refresh_tokens WHERE session_id = s.id AND used_at IS NULL) AS TEXT) || ' ' || \
             CASE WHEN s.ended_at IS NULL THEN '0' ELSE '1' END || ' ' || \
             CAST((SELECT COUNT(*) FROM audit_events WHERE event = 'token.reuse' AND target_id = u.id) AS TEXT) || ' ' || \
             COALESCE((SELECT MAX({hash}) FROM refresh_tokens WHERE session_id = s.id AND used_at IS NULL), '-') \
             FROM sessions AS s JOIN users AS u ON u.id = s.user_id WHERE u.username = '{username}'"
        );
        let rows = database.run(&sql).await;
        assert_eq!(rows.len(), 1, "{username} has one session");
        let (numbers, unused) = rows[0].rsplit_once(' ').expect("numbers and a hash");
        let numbers: Vec<usize> = numbers.split(' ').map(|number| number.parse().expect("a number")).collect();
        let [tokens, unused_tokens, ended, reuses] = numbers[..] else { panic!("not four numbers: {numbers:?}") };
        // One that no answer has shown is the successor of the last one that was.
        let number_of = |hash: &str| chain.iter().position(|token| hash_of(token) == hash).unwrap_or(chain.len());
        let newest = (unused != "-").then(|| number_of(unused));
        Stored { tokens, unused_tokens, newest, has_ended: ended == 1, reuses }
    }
}

/// The hash of a refresh token, as it is stored, in hexadecimal.
fn hash_of(token: &str) -> String {
    let jti = part_of_jwt(token, 1)["jti"].as_str().expect("a secret").to_owned();
    let jti = BASE64_URL_SAFE_NO_PAD.decode(jti).expect("base64url");
    fingerprint(&jti).iter().map(|byte| format!("{byte:02x}")).collect()
}
