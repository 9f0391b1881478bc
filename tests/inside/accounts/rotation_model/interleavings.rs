//! Interleavings that are easy to get wrong, or whose outcome someone may doubt. The specification is compared here too.

use super::case::Case;
use super::servers::Servers;
use super::specification::GRACE;
use super::steps::{Action, Fate, Request, Step};
use crate::support::*;

const MILLISECOND: Duration = Duration::from_millis(1);

/// Presents the clients' newest token.
fn refresh(server: usize, fate: Fate) -> Request {
    Request { server, action: Action::Refresh { age: 0 }, fate }
}

/// Takes the steps. Returns whether the session lives and how often the clients' token was replaced.
async fn outcome(steps: &[Step]) -> (bool, usize) {
    let mut servers = Servers::new().await;
    let mut case = Case::begin(&mut servers).await;
    for step in steps {
        case.take(step).await.unwrap();
    }
    let outcome = (case.is_living(), case.received());
    case.finish().await.unwrap();
    outcome
}

#[tokio::test]
async fn a_crash_between_rotation_and_answer_loses_nothing_if_the_client_retries_within_the_grace_period() {
    let steps = [
        Step::Send(vec![refresh(0, Fate::AnswerLost)]),
        Step::Restart(0),
        Step::Restart(1),
        Step::Wait(GRACE),
        Step::Send(vec![refresh(0, Fate::Answered)]),
        Step::Send(vec![refresh(1, Fate::Answered)]),
    ];
    assert_eq!(outcome(&steps).await, (true, 2));
}

/// The server cannot tell an owner who missed the answer from a thief, so the owner has to sign in again. That is how reuse is
/// defined, and the price of detecting it.
#[tokio::test]
async fn a_retry_after_the_grace_period_is_a_reuse_even_if_the_answer_was_lost() {
    let steps = [
        Step::Send(vec![refresh(0, Fate::AnswerLost)]),
        Step::Restart(0),
        Step::Wait(GRACE + MILLISECOND),
        Step::Send(vec![refresh(0, Fate::Answered)]),
    ];
    assert_eq!(outcome(&steps).await, (false, 0));
}

/// Otherwise a thief who retries every ten seconds would never be found out.
#[tokio::test]
async fn a_retry_does_not_extend_the_grace_period() {
    let steps = [
        Step::Send(vec![refresh(0, Fate::AnswerLost)]),
        Step::Wait(GRACE),
        Step::Send(vec![refresh(1, Fate::AnswerLost)]),
        Step::Wait(MILLISECOND),
        Step::Send(vec![refresh(0, Fate::Answered)]),
    ];
    assert_eq!(outcome(&steps).await, (false, 0));
}

#[tokio::test]
async fn a_sign_out_wins_over_refreshes_at_the_same_time() {
    let sign_out = Request { server: 1, action: Action::SignOut, fate: Fate::Answered };
    let steps = [Step::Send(vec![refresh(0, Fate::Answered), sign_out, refresh(1, Fate::Answered)])];
    assert!(!outcome(&steps).await.0, "the session has ended");
}

/// Drops a refresh one poll later each time, until it completes.
#[tokio::test]
async fn a_refresh_can_be_retried_wherever_it_was_dropped() {
    let mut servers = Servers::new().await;
    let (mut polls, mut completed) = (0, 0);
    while polls == 0 || completed == 0 {
        let mut case = Case::begin(&mut servers).await;
        case.take(&Step::Send(vec![refresh(0, Fate::Dropped { polls })])).await.unwrap();
        let (dropped, rotated) = (case.dropped(), case.received());
        let steps = [Step::Restart(0), Step::Wait(GRACE), Step::Send(vec![refresh(0, Fate::Answered)])];
        for step in &steps {
            case.take(step).await.unwrap();
        }
        assert_eq!((case.is_living(), case.received()), (true, rotated + 1), "dropped after {polls} polls");
        case.finish().await.unwrap();
        // On a busy machine PostgreSQL may answer before the first poll has ended. Then the same is tried again.
        if dropped == 0 {
            completed += 1;
            assert!(polls > 0 || completed < 50, "no refresh was dropped on the way");
        } else {
            (polls, completed) = (polls + 1, 0);
        }
    }
}
