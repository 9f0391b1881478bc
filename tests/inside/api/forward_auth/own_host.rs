//! An application on the host of Vestibule: the access token decides or, when it has expired, the refresh token, which is not
//! rotated.

use super::*;
use vestibule::config::Environment;

/// The cookies of a session that an API client has begun, so that a test can refresh it where it likes.
fn jar(tokens: &Tokens) -> Jar {
    Jar::from([(ACCESS.to_owned(), tokens.access.clone()), (REFRESH.to_owned(), tokens.refresh.clone())])
}

fn refresh_alone(token: &str) -> Jar {
    Jar::from([(REFRESH.to_owned(), token.to_owned())])
}

async fn status(app: &TestApp, jar: &Jar) -> u16 {
    let reply = forwarded(app, "GET", SHOP, jar).send().await;
    assert!(reply.cookies().is_empty(), "nothing is renewed");
    reply.status
}

/// Everything that a rotation or the end of a session would change.
async fn stored(app: &TestApp) -> Vec<String> {
    let mut rows = app.database.run("SELECT CAST(COALESCE(used_at, 0) AS TEXT) FROM refresh_tokens ORDER BY 1").await;
    rows.extend(app.database.run("SELECT CAST(COALESCE(ended_at, 0) AS TEXT) FROM sessions ORDER BY 1").await);
    rows.extend(app.audit_events().await.iter().map(|event| event.event.to_string()));
    rows
}

#[tokio::test]
async fn when_the_access_token_has_expired_the_refresh_token_decides_unchanged() {
    let app = new_app().await;
    let tokens = app.log_in("ada").await;
    // The first entry of a session is recorded.
    assert_eq!(status(&app, &jar(&tokens)).await, 200);
    let before = stored(&app).await;
    app.wait(15 * 60);
    for jar in [jar(&tokens), refresh_alone(&tokens.refresh)] {
        for _ in 0..3 {
            assert_eq!(status(&app, &jar).await, 200);
        }
    }
    let access_alone = Jar::from([(ACCESS.to_owned(), tokens.access.clone())]);
    assert_eq!(status(&app, &access_alone).await, 401, "an expired access token alone has no authority");
    assert_eq!(stored(&app).await, before);
    assert_eq!(app.refresh(&tokens).await.status, 200, "the refresh token is unused");
}

#[tokio::test]
async fn a_used_refresh_token_counts_for_ten_seconds_while_its_successor_is_unused() {
    let app = new_app().await;
    let first = app.log_in("ada").await;
    let second = Tokens::of(&app.refresh(&first).await.json());
    app.wait(10);
    assert_eq!(status(&app, &refresh_alone(&first.refresh)).await, 200);
    app.clock.advance(Duration::from_millis(1));
    let before = stored(&app).await;
    assert_eq!(status(&app, &refresh_alone(&first.refresh)).await, 401);
    assert_eq!(stored(&app).await, before, "asking does not end the session");
    assert_eq!(status(&app, &refresh_alone(&second.refresh)).await, 200);

    let third = Tokens::of(&app.refresh(&second).await.json());
    assert_eq!(status(&app, &refresh_alone(&second.refresh)).await, 200);
    app.refresh(&third).await;
    // A valid token is remembered for so long.
    app.wait(5);
    assert_eq!(status(&app, &refresh_alone(&second.refresh)).await, 401, "its successor was used");
    assert_eq!(status(&app, &refresh_alone(&third.refresh)).await, 200, "the session continues");
}

#[tokio::test]
async fn a_refresh_token_outlives_neither_the_grace_period_nor_its_session_which_counts_as_used() {
    let app = new_app().await;
    let tokens = app.log_in("ada").await;
    app.refresh(&tokens).await;
    app.wait(9);
    assert_eq!(status(&app, &refresh_alone(&tokens.refresh)).await, 200, "just found valid");
    app.clock.advance(Duration::from_millis(1_001));
    assert_eq!(status(&app, &refresh_alone(&tokens.refresh)).await, 401);

    let tokens = app.log_in("ada").await;
    app.wait(120);
    assert_eq!(status(&app, &jar(&tokens)).await, 200);
    app.accounts.sessions().write_last_seen().await.expect("a write");
    let sessions = app.read(&tokens, "/api/auth/sessions").await.json();
    let current = sessions["sessions"].as_array().and_then(|all| all.iter().find(|session| session["current"] == true));
    assert_eq!(current.expect("the session")["address"], "198.51.100.7");
    app.wait(12 * 60 * 60 - 121);
    assert_eq!(status(&app, &refresh_alone(&tokens.refresh)).await, 200);
    app.wait(1);
    assert_eq!(status(&app, &refresh_alone(&tokens.refresh)).await, 401);
}

/// With four requests at once per source, and the number of statements of each request.
async fn limited() -> TestApp {
    let limits = "request=1/s".parse().expect("limits");
    let app = app_with(|config| (config.environment, config.rate_limits) = (Environment::Development, limits)).await;
    // On PostgreSQL the memory is used only after the listener has connected.
    while !app.accounts.uses_session_cache() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    app
}

fn is_free(reply: &Reply) -> bool {
    reply.header("server-timing").contains("statements: 0")
}

#[tokio::test]
async fn cookies_that_are_not_valid_cost_no_statement_beyond_the_budget() {
    let app = limited().await;
    let tokens = app.log_in("ada").await;
    assert_eq!(app.refresh(&tokens).await.status, 200);
    app.wait(11);
    // Their keys are not known here.
    let other = TestApp::new().await;
    let (_, foreign) = other.member("ada").await;
    let foreign_access = Jar::from([(ACCESS.to_owned(), foreign.access)]);
    let used = refresh_alone(&tokens.refresh);
    let foreign_refresh = refresh_alone(&foreign.refresh);
    let jars = [("used", used), ("foreign access", foreign_access), ("foreign refresh", foreign_refresh)];
    for (name, jar) in &jars {
        for is_nginx in [true, false] {
            app.wait(5);
            let mut statuses = Vec::new();
            for _ in 0..6 {
                let call = if is_nginx { original(&app, SHOP, jar) } else { forwarded(&app, "GET", SHOP, jar) };
                let reply = call.send().await;
                assert!(reply.status != 429 || is_free(&reply), "{name}: {}", reply.header("server-timing"));
                statuses.push(reply.status);
            }
            assert_eq!(statuses, [401, 401, 401, 401, 429, 429], "{name}");
        }
    }
}

#[tokio::test]
async fn questions_at_once_with_a_valid_refresh_token_are_charged_once() {
    let app = limited().await;
    let tokens = app.log_in("ada").await;
    // The first entry of a session is recorded.
    assert_eq!(status(&app, &jar(&tokens)).await, 200);
    app.wait(15 * 60);
    let expired = jar(&tokens);
    for is_nginx in [true, false] {
        let ask = || if is_nginx { original(&app, SHOP, &expired) } else { forwarded(&app, "GET", SHOP, &expired) };
        for reply in join_all((0..300).map(|_| ask().send())).await {
            assert_eq!(reply.status, 200, "{}", reply.text());
        }
        let reply = ask().send().await;
        assert!(reply.status == 200 && is_free(&reply), "{}", reply.header("server-timing"));
        app.wait(5);
    }
    assert_eq!(status(&app, &expired).await, 200);
    let none = Jar::new();
    let strangers = join_all((0..5).map(|_| status(&app, &none))).await;
    assert!(strangers.contains(&429), "{strangers:?}");
    assert_eq!(status(&app, &expired).await, 200, "a token that was just found valid is not charged");
    app.post("/api/auth/logout").bearer(&tokens.refresh).send().await;
    assert_eq!(status(&app, &expired).await, 429, "the session has ended");
}

#[tokio::test]
async fn an_ended_session_and_a_disabled_account_count_at_once() {
    let app = new_app().await;
    let (one, other) = (app.log_in("ada").await, app.log_in("ada").await);
    for jar in [jar(&one), refresh_alone(&one.refresh), jar(&other)] {
        assert_eq!(status(&app, &jar).await, 200);
    }
    app.post("/api/auth/logout").bearer(&one.access).send().await;
    assert_eq!(status(&app, &jar(&one)).await, 401);
    assert_eq!(status(&app, &refresh_alone(&one.refresh)).await, 401);
    assert_eq!(status(&app, &jar(&other)).await, 200);
    app.change("ada", "disable").await;
    assert_eq!(status(&app, &jar(&other)).await, 401);
    assert_eq!(status(&app, &refresh_alone(&other.refresh)).await, 401);
}

#[tokio::test]
async fn other_tokens_in_cookies_have_no_authority() {
    let app = new_app().await;
    let tokens = app.log_in("ada").await;
    let token = forwarded(&app, "GET", SHOP, &jar(&tokens)).send().await.header("x-vestibule-token").to_owned();
    let (_, secret) = app.api_token(&tokens, &app.id_of("ada").await, &["self"]).await;
    let mut visitor = Visitor::signed_in(&app).await;
    visitor.enter(JOURNAL).await;
    let session = visitor.there[APPLICATION].clone();
    for value in [token.as_str(), &secret, &session, "", "x", "a.b.c"] {
        for name in [ACCESS, REFRESH, APPLICATION] {
            let jar = Jar::from([(name.to_owned(), value.to_owned())]);
            assert_eq!(status(&app, &jar).await, 401, "{value} as {name}");
        }
    }
    // Each token as the other one, and names without the prefix, which another host or plain http can set.
    for (name, value) in [
        (ACCESS, &tokens.refresh),
        (REFRESH, &tokens.access),
        ("vestibule_access", &tokens.access),
        ("vestibule_refresh", &tokens.refresh),
    ] {
        let jar = Jar::from([(name.to_owned(), value.clone())]);
        assert_eq!(status(&app, &jar).await, 401, "{name}");
    }
    let bearer = forwarded(&app, "GET", SHOP, &Jar::new()).bearer(&tokens.access).send().await;
    assert_eq!(bearer.status, 401, "a bearer token is for the application");
}
