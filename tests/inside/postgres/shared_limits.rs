//! Rate limits that several replicas on one database count together.

use super::proxy::Proxy;
use crate::support::mailbox::{discard, waiting};
use crate::support::*;
use vestibule::budgets::{Budget, RateLimitKey};
use vestibule::store::Lease;
use vestibule::store::shared_limits::{self, HeldRow, NewCharge, Report};

/// Who is charged.
const SOURCE: &str = "192.0.2.77";

async fn exchange(apps: &[&TestApp]) {
    for app in apps {
        app.accounts.throttle().exchange_limits().await.expect("an exchange");
    }
}

/// Two replicas that know each other.
async fn two_replicas(limits: &str) -> [TestApp; 2] {
    let limits = limits.parse().expect("limits");
    let one = TestApp::with(|config| config.rate_limits = limits).await;
    assert!(one.database.is_postgres(), "name a server in TEST_DATABASE_URL, as scripts/with-postgres.sh does");
    let two = one.replica(|config| config.rate_limits = limits).await;
    exchange(&[&one, &two, &one]).await;
    [one, two]
}

/// How many of these charges to a source are allowed.
fn spend(app: &TestApp, budget: Budget, times: usize) -> usize {
    let payer = RateLimitKey::source(SOURCE.parse().expect("an address"));
    (0..times).filter(|_| app.accounts.spend(budget, payer).is_ok()).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn registrations_from_one_source_are_counted_across_replicas() {
    let [one, two] = two_replicas("register=4/h").await;
    let mut statuses = Vec::new();
    for number in 0..10 {
        let (app, other) = if number % 2 == 0 { (&one, &two) } else { (&two, &one) };
        let name = format!("maren{number}");
        statuses.push(app.sign_up(&name, &format!("{name}@example.org")).seen_from(SOURCE).send().await.status);
        exchange(&[app, other]).await;
    }
    assert_eq!(statuses, [201, 201, 201, 201, 429, 429, 429, 429, 429, 429]);
    assert_eq!(two.sign_up("jonas", "jonas@example.org").seen_from("192.0.2.78").send().await.status, 201);
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_to_one_address_are_counted_across_replicas() {
    let [one, two] = two_replicas("recover=1000000/s").await;
    one.member("maren").await;
    one.set_confirmed("maren").await;
    discard(&one).await;
    // Both at once, as long as something is left: the last one may be sent twice.
    for _ in 0..5 {
        for app in [&one, &two] {
            let body = json!({"email": "maren@example.org"});
            app.post("/api/auth/password/forgot").json(&body).expect_status(202).await;
            app.accounts.finish_work_after_responses(Duration::from_secs(10)).await;
        }
        exchange(&[&one, &two]).await;
    }
    let sent = waiting(&one).await.len();
    assert!((5..=6).contains(&sent), "{sent}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replica_charges_its_share_and_more_after_an_exchange() {
    let [one, two] = two_replicas("register=30/h").await;
    assert_eq!([spend(&one, Budget::Register, 30), spend(&two, Budget::Register, 30)], [5, 5]);
    let mut allowed = 10;
    for _ in 0..20 {
        exchange(&[&one, &two]).await;
        allowed += spend(&one, Budget::Register, 30) + spend(&two, Budget::Register, 30);
    }
    assert!((30..=31).contains(&allowed), "{allowed}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_replica_knows_what_was_counted() {
    let [one, two] = two_replicas("register=4/h").await;
    for app in [&one, &two] {
        assert_eq!([spend(app, Budget::Register, 1), spend(app, Budget::Request, 1)], [1, 1]);
        exchange(&[app]).await;
        assert_eq!(spend(app, Budget::Register, 1), 1);
        exchange(&[app]).await;
    }
    let limits = "register=4/h".parse().expect("limits");
    let three = one.replica(|config| config.rate_limits = limits).await;
    exchange(&[&one, &two, &three]).await;
    assert_eq!(spend(&three, Budget::Register, 1), 0);
    assert_eq!(three.accounts.maintenance().statistics().limit_replicas, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replica_counts_alone_while_the_database_is_silent_and_reports_it_afterwards() {
    let one = TestApp::new().await;
    assert!(one.database.is_postgres(), "name a server in TEST_DATABASE_URL, as scripts/with-postgres.sh does");
    let (two, proxy) = Proxy::with_replica_of(&one).await;
    exchange(&[&one, &two, &one]).await;
    assert_eq!(spend(&two, Budget::Recover, 30), 5);
    let replicas = || two.accounts.maintenance().statistics().limit_replicas;
    assert_eq!(replicas(), 2);

    proxy.pause();
    two.accounts.throttle().exchange_limits().await.expect_err("no answer");
    assert_eq!(spend(&two, Budget::Recover, 30), 0, "its share is used up");
    one.wait(3);
    assert_eq!((spend(&two, Budget::Recover, 30), replicas()), (25, 0), "it counts alone");
    assert_eq!(spend(&one, Budget::Recover, 1), 1, "the other one has not learned of it");

    proxy.resume();
    eventually("the exchange goes on", async || two.accounts.throttle().exchange_limits().await.is_ok()).await;
    // The first exchange repeats the report that had no answer, and the next one has the rest.
    exchange(&[&two, &one, &two]).await;
    assert_eq!((spend(&one, Budget::Recover, 1), replicas()), (0, 2), "what was charged meanwhile is reported");
}

/// What is stored, in the order of the keys.
async fn stored(app: &TestApp) -> Vec<String> {
    app.database.run("SELECT budget || ' ' || length(key)::text FROM shared_limits ORDER BY key").await
}

#[tokio::test(flavor = "multi_thread")]
async fn only_hashes_are_stored_and_deleted_when_they_are_over() {
    let [one, two] = two_replicas("register=30/h").await;
    assert_eq!([spend(&one, Budget::Register, 1), spend(&one, Budget::Mail, 1), spend(&one, Budget::File, 1)], [1; 3]);
    exchange(&[&one, &two]).await;
    let mut rows = stored(&one).await;
    rows.sort_unstable();
    assert_eq!(rows, ["mail 32", "register 32"]);
    let forget = async || one.accounts.throttle().forget_past_limits().await.expect("a clean-up");
    forget().await;
    assert_eq!(stored(&one).await.len(), 2);
    one.database.run("UPDATE shared_limits SET full_at = 1 WHERE budget = 'mail'").await;
    one.database.run("UPDATE limit_replicas SET seen_at = 1").await;
    forget().await;
    assert_eq!(stored(&one).await, ["register 32"]);
    assert!(one.database.run("SELECT id::text FROM limit_replicas").await.is_empty());
}

fn report(replica: i64, number: i64, keys: impl Iterator<Item = u8>) -> Report {
    let charges = keys.map(|key| NewCharge { key: [key; 32], budget: "mail", owed: 720_000 }).collect();
    Report { replica, number, charges, since: 0 }
}

async fn apply(app: &TestApp, report: Report) -> Vec<HeldRow> {
    let job = async move |mut conn: Lease| shared_limits::exchange(&mut conn, &report).await;
    app.db.write_at_once(job).await.expect("an exchange")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_that_is_sent_again_counts_once() {
    let app = TestApp::new().await;
    let owed = |rows: Vec<HeldRow>| rows.iter().filter_map(|row| row.owed).max().unwrap_or_default();
    for (replica, number, minutes) in [(1, 1, 12), (1, 1, 12), (2, 1, 24), (1, 2, 36)] {
        let owed = owed(apply(&app, report(replica, number, [7].into_iter())).await);
        let (most, least) = (minutes * 60_000, minutes * 60_000 - 30_000);
        assert!((least..=most).contains(&owed), "{replica} {number}: {owed}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn reports_of_the_same_payers_do_not_deadlock() {
    let app = TestApp::new().await;
    let reports = (0..8_i64).map(|replica| {
        let app = &app;
        async move {
            for number in 1..=20 {
                // Half of them in the opposite order.
                let keys = (0..100).map(move |key| if replica % 2 == 0 { key } else { 99 - key });
                apply(app, report(replica, number, keys)).await;
            }
        }
    });
    join_all(reports).await;
    let rows = app.database.run("SELECT (full_at - changed_at)::text FROM shared_limits").await;
    assert_eq!(rows.len(), 100);
    // At most two hours, and what the last report has added.
    assert!(rows.iter().all(|owed| owed.parse::<i64>().unwrap() <= 7_920_000), "{rows:?}");
}
