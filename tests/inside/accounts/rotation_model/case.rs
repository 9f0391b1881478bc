//! Takes steps with a session of the real application, and compares each answer and the database with the specification.

use super::servers::{SERVERS, Servers};
use super::specification::{Answer, Observed, Operation, Possible};
use super::steps::{Action, Fate, Request, Step};
use crate::support::*;
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;
use vestibule::accounts::SignIn;

/// A session with its clients.
pub struct Case<'a> {
    servers: &'a mut Servers,
    username: String,
    /// The chain of tokens as far as it has been seen in answers, lost ones included.
    tokens: Vec<String>,
    /// The newest token that a client has received.
    received: usize,
    /// The newest access token that a client has received.
    access: String,
    possible: Possible,
    /// How many requests were dropped before they were answered.
    dropped: usize,
}

/// A request whose token is known.
struct Sent {
    server: usize,
    operation: Operation,
    fate: Fate,
}

impl<'a> Case<'a> {
    pub async fn begin(servers: &'a mut Servers) -> Self {
        let (username, tokens) = servers.sign_in().await;
        let possible = Possible::begun(servers.now());
        let (access, tokens) = (tokens.access, vec![tokens.refresh]);
        Self { servers, username, tokens, received: 0, access, possible, dropped: 0 }
    }

    pub fn is_living(&self) -> bool {
        self.possible.is_living()
    }

    /// How often the clients' token was replaced.
    pub fn received(&self) -> usize {
        self.received
    }

    pub fn dropped(&self) -> usize {
        self.dropped
    }

    pub async fn take(&mut self, step: &Step) -> TestCaseResult {
        match step {
            Step::Send(requests) => {
                let requests: Vec<_> = requests.iter().map(|request| self.address(request)).collect();
                let was_living = self.is_living();
                self.send(&requests).await?;
                self.compare_database().await?;
                self.compare_memory(&requests, was_living).await
            }
            Step::Wait(time) => {
                self.servers.wait(*time);
                Ok(())
            }
            Step::Restart(server) => {
                self.servers.restart(*server).await;
                // It has nothing in memory, so it must know the end of a session from the database.
                self.compare_access(*server).await
            }
        }
    }

    /// Whatever happened before: the newest token that was seen answers as specified, which is with its successor if the
    /// session lives and the token is unused; and after the sign-out every token is refused.
    pub async fn finish(mut self) -> TestCaseResult {
        let newest = self.tokens.len() - 1;
        for operation in [Operation::Refresh { token: newest }, Operation::SignOut] {
            self.send(&[Sent { server: 0, operation, fate: Fate::Answered }]).await?;
        }
        for token in 0..self.tokens.len() {
            self.send(&[Sent { server: 1, operation: Operation::Refresh { token }, fate: Fate::Answered }]).await?;
        }
        self.compare_database().await
    }

    fn address(&self, request: &Request) -> Sent {
        let operation = match request.action {
            Action::Refresh { age } => Operation::Refresh { token: self.received.saturating_sub(age) },
            Action::SignOut => Operation::SignOut,
        };
        Sent { server: request.server, operation, fate: request.fate }
    }

    /// Sends requests at once and compares their answers.
    async fn send(&mut self, requests: &[Sent]) -> TestCaseResult {
        let now = self.servers.now();
        let replies = join_all(requests.iter().map(|request| self.reply(request))).await;
        if replies.iter().any(Option::is_none) {
            self.servers.settle().await;
        }
        let mut observed = Vec::new();
        for (request, reply) in requests.iter().zip(replies) {
            let (operation, (answer, successor)) = (request.operation, reply.unzip());
            observed.push(Observed { operation, answer });
            if let (Operation::Refresh { token }, Some(Some(sign_in))) = (operation, successor) {
                self.learn(token, sign_in, request.fate)?;
            }
            self.dropped += usize::from(answer.is_none());
        }

        let explained = self.possible.after(&observed, now);
        prop_assert!(!explained.is_empty(), "no order explains the answers {observed:?} from {:?}", self.possible);
        self.possible = explained;
        Ok(())
    }

    /// None if the request was dropped.
    async fn reply(&self, request: &Sent) -> Option<(Answer, Option<SignIn>)> {
        let reply = self.reply_of(request.server, request.operation);
        match request.fate {
            Fate::Answered | Fate::AnswerLost => Some(reply.await),
            Fate::Dropped { polls } => dropped_after(polls, reply).await,
        }
    }

    /// The answer, with the sign-in if it is a successor. Panics on any other answer: requests at once must not make each other
    /// fail, for example by a deadlock.
    async fn reply_of(&self, server: usize, operation: Operation) -> (Answer, Option<SignIn>) {
        let (accounts, caller) = (&self.servers.apps[server].accounts, Caller::default());
        match operation {
            Operation::Refresh { token } => match accounts.sessions().refresh(&caller, &self.tokens[token]).await {
                Ok(sign_in) => (Answer::Successor, Some(sign_in)),
                Err(error) if error.code == ErrorCode::TokenRevoked => (Answer::Refused, None),
                Err(error) => panic!("token {token}: {error}"),
            },
            Operation::SignOut => {
                accounts.sessions().log_out_by_token(&caller, &self.tokens[self.received]).await.expect("a sign-out");
                (Answer::SignedOut, None)
            }
        }
    }

    /// A token has one successor, byte for byte, and no token comes twice in the chain.
    fn learn(&mut self, token: usize, sign_in: SignIn, fate: Fate) -> TestCaseResult {
        let (number, successor) = (token + 1, sign_in.refresh_token.expect("a refresh token"));
        match self.tokens.get(number) {
            Some(known) => prop_assert!(*known == successor, "token {token} has two successors"),
            None => {
                prop_assert!(!self.tokens.contains(&successor), "the successor of token {token} is an older token");
                self.tokens.push(successor);
            }
        }
        // The test sees lost answers, the clients do not.
        if !matches!(fate, Fate::AnswerLost) {
            self.received = self.received.max(number);
            self.access = sign_in.access_token;
        }
        Ok(())
    }

    /// The database shows which of the possible states the session is in, and it is none but these: one unused token, and the
    /// used one before it, alive or ended as the answers said, and one event if it ended by reuse.
    async fn compare_database(&mut self) -> TestCaseResult {
        let stored = self.servers.stored(&self.username, &self.tokens).await;
        let possible = self.possible.clone();
        self.possible.keep(&stored);
        prop_assert!(!self.possible.is_empty(), "the database has {stored:?}, which is none of {possible:?}");
        Ok(())
    }

    /// While the session lives, every server lets its clients in. Its end counts at once at the server that ended it; the
    /// others learn of it a moment later, for which tests/inside/postgres/replicas.rs waits.
    async fn compare_memory(&self, requests: &[Sent], was_living: bool) -> TestCaseResult {
        if self.is_living() {
            for server in 0..SERVERS {
                self.compare_access(server).await?;
            }
        } else if let ([request], true) = (requests, was_living) {
            self.compare_access(request.server).await?;
        }
        Ok(())
    }

    async fn compare_access(&self, server: usize) -> TestCaseResult {
        let answer = self.servers.apps[server].accounts.sessions().authenticate(&self.access).await;
        let refusal = answer.as_ref().err().map(|error| error.code);
        let expected = (!self.is_living()).then_some(ErrorCode::TokenRevoked);
        prop_assert!(refusal == expected, "the access token at server {server}: {answer:?}, but {:?}", self.possible);
        Ok(())
    }
}
