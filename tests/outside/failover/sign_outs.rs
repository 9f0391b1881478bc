//! Sessions that end one after another: from two seconds after that on no replica accepts them, and the client gets one logout token
//! for each.

use super::cluster::LEADER;
use super::replicas::Replicas;
use super::worker::{Problems, Run};
use crate::back_channel::BackChannel;
use crate::database::run_on;
use crate::support::{PASSWORD, block_on};
use crate::torture::api::Api;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::Value;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle, sleep};
use std::time::{Duration, Instant};

const SESSIONS: usize = 60;
const PAUSE: Duration = Duration::from_millis(500);
/// How long a replica may trust what it remembers (`src/store/changes.rs`).
const FRESH_FOR: Duration = Duration::from_secs(2);

pub struct SignOuts {
    username: String,
    ended: Ended,
    /// How many logout tokens had come before.
    tokens_before: usize,
    threads: Vec<JoinHandle<()>>,
}

/// The access tokens of the sessions whose end was acknowledged, and when.
type Ended = Arc<Mutex<Vec<(String, Instant)>>>;

impl SignOuts {
    /// Signs an account in many times, as if a client had got tokens in each session, and begins to end the sessions. `forgets`: their
    /// end may be lost.
    pub fn start(on: &Replicas, username: String, forgets: bool, run: &Run) -> Self {
        let (place, replicas) = (&on.places[0], on.addresses());
        place.create(&username, &[]);
        let mut api = Api::at(replicas[0]).expect("a connection");
        let tokens: Vec<_> = (0..SESSIONS)
            .map(|_| {
                let signed_in = api.log_in(&username, PASSWORD).expect("an answer");
                signed_in.body["access_token"].as_str().expect("a token").to_owned()
            })
            .collect();
        let note = format!(
            "INSERT INTO client_sessions (session_id, client_id, user_id, created_at, check_at) \
             SELECT sessions.id, 'wiki', user_id, 1, 9000000000000 FROM sessions JOIN users ON users.id = user_id \
             WHERE username = '{username}'"
        );
        block_on(run_on(LEADER, &note)).expect("SQL that runs");
        let ended = Ended::default();
        let mut threads = vec![end_all(replicas, tokens, &ended, run)];
        threads.extend(replicas.map(|replica| check(replica, &ended, forgets, run)));
        Self { username, ended, tokens_before: on.back_channel.tokens().len(), threads }
    }

    /// Waits for the threads; returns how many sessions were ended, how many of them have not, and how many logout tokens were sent twice.
    pub fn end(self, back_channel: &BackChannel, problems: &Problems) -> (usize, usize, usize) {
        self.threads.into_iter().for_each(|thread| thread.join().expect("a thread that has not failed"));
        let ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        let ids: Vec<_> = ended.iter().map(|(token, _)| claim(token, "sid")).collect();
        let active = format!(
            "SELECT sessions.id::text FROM sessions JOIN users ON users.id = user_id \
             WHERE username = '{}' AND ended_at IS NULL",
            self.username
        );
        let active = block_on(run_on(LEADER, &active)).expect("SQL that runs");
        let lost = ids.iter().filter(|id| active.contains(id)).count();
        let mut sent: BTreeMap<String, usize> = BTreeMap::new();
        for token in &back_channel.tokens()[self.tokens_before..] {
            *sent.entry(claim(token, "sid")).or_default() += 1;
        }
        let without = ids.iter().filter(|id| !active.contains(id) && !sent.contains_key(*id)).count();
        if without > 0 {
            problems.add(format!("{without} sessions ended without a logout token"));
        }
        // The client has refused the very first token, which was sent again.
        let refused = usize::from(self.tokens_before == 0);
        let twice = sent.values().map(|count| count - 1).sum::<usize>().saturating_sub(refused);
        (ids.len(), lost, twice)
    }
}

/// Ends the sessions of these access tokens, at both replicas in turn.
fn end_all(replicas: [SocketAddr; 2], tokens: Vec<String>, ended: &Ended, run: &Run) -> JoinHandle<()> {
    let (ended, run) = (Arc::clone(ended), run.clone());
    thread::spawn(move || {
        let mut apis = replicas.map(|replica| Api::at(replica).expect("a connection"));
        for (number, token) in tokens.into_iter().enumerate() {
            let mut is_repeated = false;
            while !run.stop.is_asked() {
                // The session may have ended although the answer was 503.
                let expected: &[u16] = if is_repeated { &[204, 401] } else { &[204] };
                let api = &mut apis[number % replicas.len()];
                if run.problems.check("the end of a session", expected, || api.log_out(&token)).is_some() {
                    ended.lock().unwrap_or_else(PoisonError::into_inner).push((token, Instant::now()));
                    break;
                }
                is_repeated = true;
                sleep(PAUSE);
            }
            sleep(PAUSE);
        }
    })
}

/// Uses the sessions that have ended, at one replica.
fn check(replica: SocketAddr, ended: &Ended, forgets: bool, run: &Run) -> JoinHandle<()> {
    let (ended, problems) = (Arc::clone(ended), run.problems.clone());
    let mut api = Api::at(replica).expect("a connection");
    let expected: &[u16] = if forgets { &[401, 200] } else { &[401] };
    let mut next = 0;
    run.stop.repeat(move || {
        let due: Vec<_> = {
            let ended = ended.lock().unwrap_or_else(PoisonError::into_inner);
            ended.iter().filter(|(_, at)| at.elapsed() > FRESH_FOR).map(|(token, _)| token.clone()).collect()
        };
        if !due.is_empty() {
            next = (next + 1) % due.len();
            problems.check("the use of a session that has ended", expected, || api.me(&due[next]));
        }
        sleep(Duration::from_millis(50));
    })
}

/// A claim of a JWT.
fn claim(token: &str, name: &str) -> String {
    let claims = BASE64_URL_SAFE_NO_PAD.decode(token.split('.').nth(1).expect("claims")).expect("base64");
    let claims: Value = serde_json::from_slice(&claims).expect("JSON");
    claims[name].as_str().expect("a text").to_owned()
}
