//! `GET /metrics`: who may read it, and what it counts.

use crate::support::mailbox;
use crate::support::scrape::{Family, Scrape};
use crate::support::*;
use std::collections::BTreeSet;
use vestibule::config::MetricsToken;
use vestibule::shared::providers::ProviderRequest;

const TOKEN: &str = "metrics-token-0123456789";

#[tokio::test]
async fn with_a_token_only_its_holder_reads_the_metrics() {
    let app = TestApp::with(|config| config.metrics_token = Some(MetricsToken::new(TOKEN))).await;
    let (_, administrator) = app.administrator("maren").await;
    let reply = app.get("/metrics").bearer(TOKEN).expect_status(200).await;
    assert_eq!(reply.header("content-type"), "text/plain; version=0.0.4");
    assert_eq!(reply.header("cache-control"), "no-store");
    Scrape::parse(&reply.text());

    for (authorization, code) in [
        ("", "token_missing"),
        ("Basic bWV0cmljczptZXRyaWNz", "token_missing"),
        ("Bearer", "token_malformed"),
        ("Bearer metrics-token-012345678", "token_invalid"),
        ("Bearer metrics-token-0123456789x", "token_invalid"),
        ("Bearer METRICS-TOKEN-0123456789", "token_invalid"),
        (&format!("Bearer {}", administrator.access), "token_invalid"),
    ] {
        let call = app.get("/metrics");
        let call = if authorization.is_empty() { call } else { call.header("authorization", authorization) };
        let reply = call.send().await;
        assert_eq!((reply.status, reply.code().as_str()), (401, code), "{authorization}");
        let challenge = reply.header("www-authenticate");
        assert!(challenge.starts_with("Bearer realm=\"vestibule\""), "{challenge}");
        assert_eq!(challenge.contains("error=\"invalid_token\""), code != "token_missing", "{challenge}");
    }
    app.get("/metrics").bearer(TOKEN).bearer(TOKEN).send().await.assert_refused(401, "token_malformed");
    app.get(&format!("/metrics?token={TOKEN}")).send().await.assert_refused(401, "token_missing");
}

#[tokio::test]
async fn without_a_token_only_a_server_for_this_machine_has_metrics() {
    for (base_url, status) in [("http://127.0.0.1:3000", 200), ("https://accounts.example.org", 404)] {
        let app = TestApp::with(|config| config.base_url = base_url.to_owned()).await;
        let here = || app.get("/metrics").seen_from("127.0.0.1");
        assert_eq!(here().send().await.status, status, "{base_url}");
        assert_eq!(here().bearer(TOKEN).send().await.status, status, "{base_url}");
    }
    // A proxy or a container may publish the port of a server whose base URL is not set.
    let app = TestApp::new().await;
    for (peer, host) in [("192.0.2.1", "localhost:3000"), ("127.0.0.1", "rebound.example:3000")] {
        let refused = app.get("/metrics").seen_from(peer).at_host(host).send().await;
        assert_eq!((refused.status, refused.code().as_str()), (403, "forbidden"), "{peer} {host}");
    }
    let (base_url, token) = ("https://accounts.example.org".to_owned(), Some(MetricsToken::new(TOKEN)));
    let app = TestApp::with(|config| (config.base_url, config.metrics_token) = (base_url, token)).await;
    assert_eq!(app.get("/metrics").send().await.status, 401);
    assert_eq!(app.get("/metrics").bearer(TOKEN).send().await.status, 200);
}

#[tokio::test]
async fn requests_are_counted_and_timed_by_route() {
    let (app, user, tokens) = TestApp::with_member("maren").await;
    let path = path_of(&user);
    for _ in 0..3 {
        assert_eq!(app.get(&path).bearer(&tokens.access).send().await.status, 200);
    }
    assert_eq!(app.get(&path).send().await.status, 401);
    let scrape = Scrape::of(&app).await;
    let route = [("method", "GET"), ("route", "/api/users/{id}")];
    for (status, count) in [("200", 3.0), ("401", 1.0)] {
        let labels = [route[0], route[1], ("status", status)];
        assert_eq!(scrape.value("vestibule_http_requests_total", &labels), Some(count), "{status}");
    }
    let name = "vestibule_http_request_duration_seconds";
    assert_eq!(scrape.value(&format!("{name}_count"), &route), Some(4.0));
    assert!(scrape.value(&format!("{name}_sum"), &route).is_some_and(|seconds| seconds > 0.0 && seconds < 60.0));
    let buckets: Vec<(String, f64)> = scrape
        .family(name)
        .unwrap()
        .samples
        .iter()
        .filter(|sample| sample.labels.get("route").is_some_and(|route| route == "/api/users/{id}"))
        .filter_map(|sample| Some((sample.labels.get("le")?.clone(), sample.value)))
        .collect();
    assert_eq!((buckets[0].0.as_str(), buckets.last().unwrap()), ("0.00025", &("+Inf".to_owned(), 4.0)));
    assert!(buckets.windows(2).all(|pair| pair[0].1 <= pair[1].1), "{buckets:?}");
}

#[tokio::test]
async fn clients_cannot_add_labels() {
    let app = TestApp::new().await;
    Scrape::of(&app).await;
    for number in 0..1000 {
        app.get(&format!("/nowhere-{number}")).header("accept", "application/json").send().await;
        let method = Method::from_bytes(format!("INVENTED{number}").as_bytes()).unwrap();
        app.call(method, "/live").send().await;
    }
    let scrape = Scrape::of(&app).await;
    let unknown_path = [("method", "GET"), ("route", "(none)"), ("status", "404")];
    let unknown_method = [("method", "other"), ("route", "/live"), ("status", "405")];
    for labels in [unknown_path, unknown_method] {
        assert_eq!(scrape.value("vestibule_http_requests_total", &labels), Some(1000.0), "{labels:?}");
    }
    let requests = scrape.family("vestibule_http_requests_total").unwrap();
    assert_eq!(requests.samples.len(), 3, "these two, and the first scrape: {requests:#?}");
}

#[tokio::test]
async fn a_request_is_in_progress_until_it_is_answered_or_dropped() {
    let app = TestApp::new().await;
    let in_progress = async || Scrape::of(&app).await.value("vestibule_http_requests_in_progress", &[]);
    let mut pending = Box::pin(app.sign_in("maren", PASSWORD).send());
    assert!(futures::poll!(&mut pending).is_pending());
    assert_eq!(in_progress().await, Some(2.0), "the sign-in and the scrape itself");
    drop(pending);
    assert_eq!(in_progress().await, Some(1.0));
    app.get("/live").send().await;
    assert_eq!(in_progress().await, Some(1.0));
}

/// Asserts the counts of a metric with the label `outcome`; the others must be zero.
fn assert_outcomes(scrape: &Scrape, name: &str, expected: &[(&str, f64)]) {
    for sample in &scrape.family(name).unwrap().samples {
        let outcome = sample.labels["outcome"].as_str();
        let count = expected.iter().find(|(expected, _)| *expected == outcome).map_or(0.0, |(_, count)| *count);
        assert_eq!(sample.value, count, "{name} {outcome}");
    }
}

#[tokio::test]
async fn sign_ins_are_counted_by_outcome() {
    let app = TestApp::with(|config| config.require_verified_email = true).await;
    app.add("maren", "Maren Holt").await;
    app.register("jonas").await;
    let log_in = async |login: &str, password: &str| app.sign_in(login, password).send().await.status;
    assert_eq!(log_in("maren", PASSWORD).await, 200);
    assert_eq!(log_in("jonas", PASSWORD).await, 403);
    assert_eq!(log_in("maren", "").await, 422);
    let mut wrong = 0.0;
    let refused = loop {
        match log_in("nobody", OTHER_PASSWORD).await {
            401 => wrong += 1.0,
            status => break status,
        }
    };
    assert!(refused == 429 && wrong > 2.0, "{refused} after {wrong}");
    assert_outcomes(
        &Scrape::of(&app).await,
        "vestibule_sign_ins_total",
        &[("success", 1.0), ("unconfirmed", 1.0), ("invalid", 1.0), ("no_match", wrong), ("throttled", 1.0)],
    );
}

#[tokio::test]
async fn refreshes_are_counted_by_outcome() {
    let (app, _, tokens) = TestApp::with_member("maren").await;
    let next = Tokens::of(&app.refresh(&tokens).await.json());
    assert_eq!(app.post("/api/auth/refresh").bearer("not.a.token").send().await.status, 401);
    assert_eq!(app.post("/api/auth/logout").bearer(&next.access).send().await.status, 204);
    assert_eq!(app.refresh(&next).await.code(), "token_revoked");
    let idle = app.log_in("maren").await;
    app.wait(13 * 60 * 60);
    assert_eq!(app.refresh(&idle).await.code(), "token_expired");
    assert_outcomes(
        &Scrape::of(&app).await,
        "vestibule_refreshes_total",
        &[("success", 1.0), ("invalid", 1.0), ("revoked", 1.0), ("expired", 1.0)],
    );
}

#[tokio::test]
async fn totals_of_the_database_are_read_every_30_seconds() {
    let app = TestApp::new().await;
    app.add("maren", "Maren Holt").await;
    app.log_in("maren").await;
    let active = async || Scrape::of(&app).await.value("vestibule_sessions_active", &[]);
    assert_eq!(active().await, Some(1.0));
    app.log_in("maren").await;
    app.wait(29);
    assert_eq!(active().await, Some(1.0));
    app.wait(1);
    assert_eq!(active().await, Some(2.0));

    app.add("jonas", "Jonas Berg").await;
    app.change("maren", "disable").await;
    app.wait(30);
    let scrape = Scrape::of(&app).await;
    for (status, count) in [("active", 1.0), ("disabled", 1.0), ("deleted", 0.0)] {
        assert_eq!(scrape.value("vestibule_accounts", &[("status", status)]), Some(count), "{status}");
    }
    app.wait(31 * 24 * 60 * 60);
    assert_eq!(active().await, Some(0.0), "all have expired");
}

#[tokio::test]
async fn the_outbox_and_attempts_to_send_are_counted() {
    let app = TestApp::with_user("maren").await;
    mailbox::wait_for(&app, &["confirm_email maren@example.org"]).await;
    app.wait(45);
    let waiting = Scrape::of(&app).await;
    assert_eq!(waiting.value("vestibule_mail_waiting", &[]), Some(1.0));
    assert_eq!(waiting.value("vestibule_mail_oldest_age_seconds", &[]), Some(45.0));
    assert_outcomes(&waiting, "vestibule_mail_attempts_total", &[]);

    assert_eq!(mailbox::deliver(&app).await.len(), 1);
    app.wait(30);
    let sent = Scrape::of(&app).await;
    assert_eq!(sent.value("vestibule_mail_waiting", &[]), Some(0.0));
    assert_eq!(sent.value("vestibule_mail_oldest_age_seconds", &[]), Some(0.0));
    assert_outcomes(&sent, "vestibule_mail_attempts_total", &[("sent", 1.0)]);
}

#[tokio::test]
async fn without_its_database_the_server_reports_what_is_in_memory() {
    let app = TestApp::new().await;
    assert_eq!(app.sign_in("nobody", PASSWORD).send().await.status, 401);
    assert_eq!(Scrape::of(&app).await.value("vestibule_database_up", &[]), Some(1.0));
    app.db.close().await;
    let scrape = Scrape::of(&app).await;
    assert_eq!(scrape.value("vestibule_database_up", &[]), Some(0.0));
    assert_outcomes(&scrape, "vestibule_sign_ins_total", &[("no_match", 1.0)]);
    let missing = ["vestibule_sessions_active", "vestibule_accounts", "vestibule_mail_waiting"];
    assert!(missing.iter().all(|name| scrape.family(name).is_none()));
}

#[tokio::test]
async fn connections_and_hashing_are_reported() {
    let app = TestApp::new().await;
    app.member("maren").await;
    let scrape = Scrape::of(&app).await;
    let (pool, queue) = if app.database.is_postgres() { ("main", "main") } else { ("readers", "writer") };
    let connections = |state| scrape.value("vestibule_database_connections", &[("pool", pool), ("state", state)]);
    let open = connections("idle").unwrap() + connections("in_use").unwrap();
    let max = scrape.value("vestibule_database_connections_max", &[("pool", pool)]).unwrap();
    assert!(open >= 1.0 && open <= max, "{open} of {max}");
    assert_eq!(scrape.value("vestibule_database_jobs_waiting", &[("queue", queue)]), Some(0.0));
    for name in ["waiting", "running", "refused_total"] {
        assert_eq!(scrape.value(&format!("vestibule_hashing_jobs_{name}"), &[]), Some(0.0), "{name}");
    }
    let version = [("version", env!("CARGO_PKG_VERSION"))];
    assert_eq!(scrape.value("vestibule_build_info", &version), Some(1.0));
    assert_eq!(scrape.value("vestibule_process_start_time_seconds", &[]), Some(1_793_534_400.0));
}

/// The section of docs/operations/run.md.
fn documentation() -> &'static str {
    let page = include_str!("../../../docs/operations/run.md");
    let (_, section) = page.split_once("\n## Metrics\n").expect("a section");
    section.split("\n## ").next().unwrap_or_default()
}

#[tokio::test]
async fn the_documentation_lists_exactly_the_metrics() {
    let app = TestApp::new().await;
    app.get("/live").send().await;
    // The metric of providers is there once somebody has come back from one.
    let provider = ProviderRequest {
        name: "company".into(),
        issuer: "https://id.example".into(),
        client_id: "vestibule".into(),
        ..ProviderRequest::default()
    };
    app.accounts.providers().create_provider(&Caller::system(), provider).await.expect("a provider");
    app.get("/auth/with/company/callback?state=made-up&code=made-up").send().await;
    // That of clients once one was refused something.
    app.get("/oauth/authorize?client_id=made-up").expect_status(400).await;
    // That of backups once there is one.
    app.database.run("INSERT INTO installation_notes (name, noted_at, detail) VALUES ('backup', 0, '')").await;
    let scrape = Scrape::of(&app).await;
    let quoted = |label: &str| format!("`{label}`");
    let row = |family: &Family| {
        let labels: Vec<_> = family.labels().into_iter().map(quoted).collect();
        let labels = if labels.is_empty() { "none".to_owned() } else { labels.join(", ") };
        format!("| `{}` | {} | {labels} | {} |", family.name, family.kind, family.help)
    };
    let rows: BTreeSet<String> = scrape.families.iter().map(row).collect();
    // Those of standbys are there with a standby: `postgres::standbys` compares them.
    let is_listed =
        |line: &&str| line.starts_with("| `vestibule_") && !line.starts_with("| `vestibule_database_standby_");
    let listed = documentation().lines().filter(is_listed).map(str::to_owned);
    let expected: Vec<_> = rows.iter().map(String::as_str).collect();
    assert_eq!(listed.collect::<BTreeSet<_>>(), rows, "the table should be\n{}", expected.join("\n"));

    let of_outcomes = scrape.families.iter().flat_map(|family| &family.samples);
    for outcome in of_outcomes.filter_map(|sample| sample.labels.get("outcome")) {
        assert!(documentation().contains(&quoted(outcome.as_str())), "{outcome} is not explained");
    }
}
