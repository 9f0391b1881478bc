//! The steps of a case, and how they are generated. In each list of alternatives the simplest comes first, because failing
//! cases shrink towards it.

use super::servers::SERVERS;
use super::specification::GRACE;
use crate::support::*;
use proptest::collection::vec;
use proptest::prelude::*;

#[derive(Clone, Debug)]
pub enum Step {
    /// Sends requests at once.
    Send(Vec<Request>),
    Wait(Duration),
    /// This server is replaced by one that remembers nothing, as after a crash.
    Restart(usize),
}

/// A request of some client. Tabs, devices and thieves differ only in which token they present and in whether they receive
/// the answer, so clients have no identity here.
#[derive(Clone, Copy, Debug)]
pub struct Request {
    pub server: usize,
    pub action: Action,
    pub fate: Fate,
}

#[derive(Clone, Copy, Debug)]
pub enum Action {
    /// Presents the newest token that any client has received, or one that is older by `age` rotations.
    Refresh {
        age: usize,
    },
    SignOut,
}

#[derive(Clone, Copy, Debug)]
pub enum Fate {
    Answered,
    /// The client does not receive the answer and keeps its token.
    AnswerLost,
    /// The client disconnects, which drops the request after it was pending this many more times.
    Dropped {
        polls: usize,
    },
}

/// The steps of a case: few enough that no access token expires on the way.
pub fn sequence() -> impl Strategy<Value = Vec<Step>> {
    vec(step(), 1..=16)
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => vec(request(), 1).prop_map(Step::Send),
        3 => vec(request(), 2..=4).prop_map(Step::Send),
        3 => wait().prop_map(Step::Wait),
        1 => (0..SERVERS).prop_map(Step::Restart),
    ]
}

fn request() -> impl Strategy<Value = Request> {
    (0..SERVERS, action(), fate()).prop_map(|(server, action, fate)| Request { server, action, fate })
}

/// Mostly what keeps the session alive: after its end, there is little left to go wrong.
fn action() -> impl Strategy<Value = Action> {
    prop_oneof![
        24 => Just(Action::Refresh { age: 0 }),
        4 => Just(Action::Refresh { age: 1 }),
        1 => (2..5_usize).prop_map(|age| Action::Refresh { age }),
        1 => Just(Action::SignOut),
    ]
}

fn fate() -> impl Strategy<Value = Fate> {
    prop_oneof![
        6 => Just(Fate::Answered),
        2 => Just(Fate::AnswerLost),
        2 => (0..8_usize).prop_map(|polls| Fate::Dropped { polls }),
    ]
}

/// Within the grace period, at its end, just after it and long after it.
fn wait() -> impl Strategy<Value = Duration> {
    let grace = u64::try_from(GRACE.as_millis()).expect("a small number");
    let milliseconds = prop_oneof![
        3 => 0..grace,
        1 => Just(grace),
        1 => Just(grace + 1),
        1 => grace..=3 * grace,
    ];
    milliseconds.prop_map(Duration::from_millis)
}
