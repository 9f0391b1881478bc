//! A repair, and at the same time other repairs and what a thief is doing: nothing survives that the table ends.

use super::*;
use crate::support::authenticator::begin_registration;
use futures::future::BoxFuture;
use vestibule::shared::ways_in::WayKind;

/// Each round gives the engine another order.
const ROUNDS: usize = 12;

type Sent<'a> = BoxFuture<'a, Reply>;

/// What a thief sends while the account is repaired: something that adds a way in, or goes on in it.
async fn of_thief<'a>(scene: &'a Scene, passkey: &mut Authenticator) -> Vec<Sent<'a>> {
    let (app, thief) = (&scene.app, &scene.thief);
    let begun = begin_registration(app, thief).await;
    let new = json!({"challenge": begun["challenge"], "credential": passkey.create(&begun["options"])});
    let token = json!({"name": "a way back in", "scopes": ["self"]});
    let post = |path: String, body: Value| -> Sent<'a> {
        Box::pin(async move { app.send(thief, Method::POST, &path, &body).await })
    };
    vec![
        post("/api/account/factors/passkeys".to_owned(), new),
        post(RECOVERY_CODES.to_owned(), json!({})),
        post(format!("{}/tokens", scene.path), token),
        Box::pin(app.sign_in("maren", PASSWORD).send()),
        Box::pin(app.refresh(thief)),
    ]
}

/// Sends all at once, in another order in each round. Returns how many of the repairs were carried out.
async fn at_once(round: usize, repairs: Vec<Sent<'_>>, others: Vec<Sent<'_>>) -> usize {
    let number = repairs.len();
    let mut all: Vec<_> = repairs.into_iter().chain(others).enumerate().collect();
    let length = all.len();
    all.rotate_left(round % length);
    let sent = all.into_iter().map(|(at, request)| async move { (at, request.await.status) });
    join_all(sent).await.into_iter().filter(|(at, status)| *at < number && *status == 204).count()
}

/// Asserts that nothing signs in to the account but a link to its address.
async fn assert_closed(app: &TestApp, path: &str, passkey: &mut Authenticator, thief: &Tokens) {
    let id = path.rsplit('/').next().and_then(|id| id.parse().ok()).expect("an id");
    let left = app.accounts.ways_in().of(&Caller::system(), id).await.expect("a list");
    let left: Vec<_> = left.iter().map(|way| way.kind).filter(|kind| *kind != WayKind::Undo).collect();
    assert_eq!(left, [WayKind::Email]);
    passkey.sign_in(app).await.assert_refused(401, "passkey_refused");
    assert_eq!(app.me(&thief.access).send().await.status, 401);
    app.sign_in("maren", PASSWORD).send().await.assert_refused(401, "invalid_credentials");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_thief_does_during_a_report_does_not_survive_it() {
    for round in 0..ROUNDS {
        let scene = Scene::new().await;
        let (app, mut passkey) = (&scene.app, Authenticator::new());
        let body = json!({"token": scene.report});
        let report = app.post("/api/auth/sessions/report").json(&body);
        let others = of_thief(&scene, &mut passkey).await;
        assert_eq!(at_once(round, vec![Box::pin(report.send())], others).await, 1);
        assert_closed(app, &scene.path, &mut passkey, &scene.thief).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_repairs_at_once_leave_nothing_that_one_of_them_ends() {
    for round in 0..ROUNDS {
        let scene = Scene::new().await;
        let (app, mut passkey) = (&scene.app, Authenticator::new());
        let asked = scene.ask_for_address(&scene.thief).await;
        let undo = scene.confirm_address(&asked).await;
        let [undone, reported] = [("/api/auth/email/undo", &undo), ("/api/auth/sessions/report", &scene.report)]
            .map(|(path, token)| app.post(path).json(&json!({"token": token})));
        let others = of_thief(&scene, &mut passkey).await;
        let repairs: Vec<Sent<'_>> = vec![Box::pin(undone.send()), Box::pin(reported.send())];
        assert!(at_once(round, repairs, others).await >= 1);
        assert_closed(app, &scene.path, &mut passkey, &scene.thief).await;
        // The owner has the account back, whichever was first.
        let email = app.database.run("SELECT email FROM users WHERE username = 'maren'").await;
        assert_eq!(email, [MAREN]);
    }
}
