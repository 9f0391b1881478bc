//! Many people behind one address, and those who guess there.

use crate::api::second_factor::add_authenticator;
use crate::support::*;

const ADDRESS: &str = "198.51.100.7";
const TWO_HOURS: u64 = 2 * 60 * 60;

async fn try_password(app: &TestApp, login: &str, password: &str) -> Reply {
    app.sign_in(login, password).seen_from(ADDRESS).send().await
}

/// How many guesses are checked in two hours if each is made as soon as the answers allow it.
async fn guesses_in_two_hours(app: &TestApp, guess: impl AsyncFn(usize) -> Reply) -> usize {
    let (mut waited, mut checked) = (0, 0);
    while waited < TWO_HOURS {
        let reply = guess(checked).await;
        if reply.status == 429 {
            let seconds: u64 = reply.header("retry-after").parse().expect("seconds");
            app.wait(seconds);
            waited += seconds;
        } else {
            assert_eq!(reply.code(), "invalid_credentials");
            checked += 1;
        }
    }
    checked
}

/// How many wrong passwords, each for another name, are answered before the first wait.
async fn failures_before_wait(app: &TestApp, address: &str) -> usize {
    for number in 0..500 {
        let reply = app.sign_in(&format!("nobody{number}"), OTHER_PASSWORD).seen_from(address).send().await;
        if reply.status == 429 {
            return number;
        }
    }
    500
}

/// The failures that are counted for the source.
async fn counted(app: &TestApp) -> Vec<String> {
    app.database.run("SELECT '' || failures FROM throttles WHERE key LIKE 'source:%'").await
}

#[tokio::test]
async fn forty_people_behind_one_address_who_mistype_once_get_in_at_their_second_try() {
    let app = TestApp::new().await;
    for number in 0..40 {
        let name = format!("person{number}");
        app.add(&name, "").await;
        assert_eq!(try_password(&app, &name, OTHER_PASSWORD).await.code(), "invalid_credentials");
        app.wait(20);
        assert_eq!(try_password(&app, &name, PASSWORD).await.status, 200, "{name}");
        app.wait(100);
    }
    assert!(counted(&app).await.is_empty());
}

#[tokio::test]
async fn guessing_one_account_and_trying_one_password_on_many_names_are_as_slow_as_they_were() {
    // 10 at once, and then after 30, 60, 120, 240, 480, 960 and 1,920 seconds; the next wait ends after two hours.
    const EXPECTED: usize = 17;
    let app = TestApp::with_user("maren").await;
    let guess = async |_: usize| try_password(&app, "maren", OTHER_PASSWORD).await;
    assert_eq!(guesses_in_two_hours(&app, guess).await, EXPECTED);

    let app = TestApp::with_user("mallory").await;
    let spray = async |number: usize| {
        // With an account of one's own, and also with wrong passwords for it while that causes no wait.
        if number < 8 {
            assert_eq!(try_password(&app, "mallory", OTHER_PASSWORD).await.status, 401);
        }
        try_password(&app, "mallory", PASSWORD).await;
        try_password(&app, &format!("victim{number}"), PASSWORD).await
    };
    assert_eq!(guesses_in_two_hours(&app, spray).await, EXPECTED);
}

#[tokio::test]
async fn a_right_password_takes_back_what_the_same_name_has_charged_and_nothing_else() {
    let app = TestApp::with_user("mallory").await;
    for number in 0..5 {
        try_password(&app, &format!("victim{number}"), PASSWORD).await.assert_refused(401, "invalid_credentials");
    }
    for _ in 0..2 {
        try_password(&app, "mallory", OTHER_PASSWORD).await.assert_refused(401, "invalid_credentials");
    }
    assert_eq!(counted(&app).await, ["7"]);
    // At once, because each takes back what others have charged as well.
    let replies = join_all((0..2).map(|_| try_password(&app, "mallory", PASSWORD))).await;
    assert!(replies.iter().all(|reply| reply.status == 200));
    assert_eq!(counted(&app).await, ["5"]);

    // What the source has forgotten is not taken back from what it counts since.
    try_password(&app, "mallory", OTHER_PASSWORD).await.assert_refused(401, "invalid_credentials");
    app.wait(15 * 60 + 1);
    for number in 0..4 {
        try_password(&app, &format!("victim{number}"), PASSWORD).await.assert_refused(401, "invalid_credentials");
    }
    assert_eq!(try_password(&app, "mallory", PASSWORD).await.status, 200);
    assert_eq!(counted(&app).await, ["4"]);
}

#[tokio::test]
async fn so_does_a_right_password_before_a_second_factor() {
    let (app, _, tokens) = TestApp::with_member("maren").await;
    add_authenticator(&app, &tokens).await;
    for _ in 0..3 {
        try_password(&app, "maren", OTHER_PASSWORD).await.assert_refused(401, "invalid_credentials");
    }
    assert_eq!(counted(&app).await, ["3"]);
    try_password(&app, "maren", PASSWORD).await.assert_refused(401, "second_factor_required");
    assert!(counted(&app).await.is_empty());
    let of_name = app.database.run("SELECT '' || failures FROM throttles WHERE key LIKE 'name:%'").await;
    assert_eq!(of_name, ["3"], "the sign-in is not complete");
}

#[tokio::test]
async fn the_operator_sets_how_many_failures_of_a_source_and_of_a_shared_network_are_free() {
    let app = TestApp::new().await;
    assert_eq!(failures_before_wait(&app, ADDRESS).await, 10);
    let app = TestApp::with_limits("sign-in-failures=2/m", |_| {}).await;
    assert_eq!(failures_before_wait(&app, ADDRESS).await, 30);

    let app = TestApp::with(|config| {
        let network = |text: &str| text.parse().expect("a network");
        config.shared_networks = vec![network("198.51.100.0/24"), network("2001:db8::/32")];
    });
    let app = app.await;
    for (address, expected) in [(ADDRESS, 100), ("203.0.113.7", 10), ("2001:db8:1:2::3", 100), ("2001:db9::1", 10)] {
        assert_eq!(failures_before_wait(&app, address).await, expected, "{address}");
        // Each name is tried once in this time.
        app.wait(TWO_HOURS);
    }
}
