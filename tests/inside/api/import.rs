//! Imports and exports of users.

use crate::support::{Browser, PASSWORD, Reply, TestApp, Tokens};
use axum::{
    body::{Body, Bytes, HttpBody},
    http::Method,
};
use hyper::body::{Frame, SizeHint};
use serde_json::{Value, json};
use std::{
    convert::Infallible,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
};

/// Hashes of [`PASSWORD`] in the formats of Werkzeug and Django, created with `hashlib` of Python.
const WERKZEUG: &str =
    "pbkdf2:sha256:1000$Vq3sZ0xT8mKp$13571b9fada9a530bedc3049f032041926342b8438767118f48f7ac87d75ac1e";
const DJANGO: &str = "pbkdf2_sha256$1000$Vq3sZ0xT8mKp$E1cbn62ppTC+3DBJ8DIEGSY0K4Q4dnEY9I96yH11rB4=";

async fn import(app: &TestApp, tokens: &Tokens, query: &str, file: &str) -> Reply {
    let call = app.post(&format!("/api/users/import?{query}")).bearer(&tokens.access);
    call.header("content-type", "text/csv").body(file.to_owned()).send().await
}

/// The report: outcome, rows, good, bad.
fn counts(reply: &Reply) -> (String, u64, u64, u64) {
    assert_eq!(reply.status, 200, "{}", reply.text());
    let report = reply.json();
    let count = |name: &str| report[name].as_u64().expect("a count");
    (report["outcome"].as_str().expect("an outcome").to_owned(), count("rows"), count("good"), count("bad"))
}

fn expected(outcome: &str, rows: u64, good: u64, bad: u64) -> (String, u64, u64, u64) {
    (outcome.to_owned(), rows, good, bad)
}

/// The row and the field of each error.
fn errors(reply: &Reply) -> Vec<(u64, String)> {
    let errors = reply.json()["errors"].as_array().expect("errors").clone();
    errors
        .iter()
        .map(|e| (e["row"].as_u64().expect("a row"), e["field"].as_str().expect("a field").to_owned()))
        .collect()
}

async fn usernames(app: &TestApp, tokens: &Tokens) -> Vec<String> {
    let reply = app.get("/api/users?sort=username&per_page=100").bearer(&tokens.access).send().await;
    let users = reply.json()["users"].as_array().expect("users").clone();
    users.iter().map(|user| user["username"].as_str().expect("a name").to_owned()).collect()
}

#[tokio::test]
async fn imported_users_sign_in_with_their_existing_passwords() {
    let app = TestApp::new().await;
    let (_, tokens) = app.administrator("admin").await;
    let file = format!(
        "email,username,name,role,status,email_verified,password_hash,created_at,shoe size\r\n\
         maren@example.org,maren,Maren Holt,admin,active,true,{WERKZEUG},2024-03-04,39\r\n\
         jonas@example.org,jonas,\"Eide, Jonas\",,,,{DJANGO},2024-03-04T09:12:00Z,\r\n\
         ines@example.org,,,user,disabled,no,,,\r\n"
    );
    let reply = import(&app, &tokens, "", &file).await;
    assert_eq!(counts(&reply), expected("imported", 3, 3, 0));
    assert_eq!(reply.json()["ignored_columns"], json!(["shoe size"]));
    assert_eq!(usernames(&app, &tokens).await, ["admin", "ines", "jonas", "maren"]);

    for username in ["maren", "jonas"] {
        let before = app.database.run(&format!("SELECT password_hash FROM users WHERE username = '{username}'")).await;
        app.log_in(username).await;
        let after = app.database.run(&format!("SELECT password_hash FROM users WHERE username = '{username}'")).await;
        assert!(before[0].starts_with("pbkdf2") && after[0].starts_with("$argon2id$"), "{before:?} {after:?}");
    }
    let found = app.get("/api/users?q=eide").bearer(&tokens.access).send().await.json();
    let jonas = &found["users"][0];
    assert_eq!((&jonas["name"], &jonas["created_at"]), (&json!("Eide, Jonas"), &json!("2024-03-04T09:12:00.000Z")));
    assert_eq!(found["pagination"]["total"], 1);
    let admins = app.get("/api/users?role=admin&per_page=1").bearer(&tokens.access).send().await.json();
    assert_eq!(admins["pagination"]["total"], 2, "counted with the others");
    let refused = app.post("/api/auth/login").json(&json!({"login": "ines", "password": PASSWORD})).send().await;
    assert_eq!(refused.status, 401);

    let events = app.audit_events().await;
    let imported = events.iter().find(|event| event.event == "user.import").expect("an event");
    assert_eq!(imported.detail.as_deref(), Some("3"));
}

#[tokio::test]
async fn an_import_validates_only_or_imports_all_or_the_valid_rows() {
    let app = TestApp::new().await;
    let (_, tokens) = app.administrator("admin").await;
    app.add("maren", "Maren Holt").await;
    let file = "email,username,role\n\
        a@example.org,anna,\n\
        not-an-address,bert,god\n\
        b@example.org,MAREN,\n\
        c@example.org,carl\n\
        A@EXAMPLE.org,dora,\n\
        e@example.org,anna,user\n\
        f@example.org,fina,user\n";
    let wrong = [(3, "email"), (3, "role"), (4, "username"), (5, "row"), (6, "email"), (7, "username")];
    let wrong: Vec<_> = wrong.map(|(row, field)| (row, field.to_owned())).into();

    let reply = import(&app, &tokens, "dry_run=true", file).await;
    assert_eq!((counts(&reply), errors(&reply)), (expected("previewed", 7, 2, 5), wrong.clone()));
    let sample = &reply.json()["sample"];
    assert_eq!(sample.as_array().unwrap().len(), 2);
    let anna = json!({"row": 2, "username": "anna", "email": "a@example.org", "name": null, "role": "user",
        "status": "active", "has_password": false});
    assert_eq!(sample[0], anna);

    let reply = import(&app, &tokens, "rows=all", file).await;
    assert_eq!((counts(&reply), errors(&reply)), (expected("nothing_imported", 7, 2, 5), wrong.clone()));
    assert_eq!(usernames(&app, &tokens).await, ["admin", "maren"]);
    assert_eq!(app.database.run("SELECT username FROM users WHERE import_number > 0").await, Vec::<String>::new());

    let reply = import(&app, &tokens, "rows=good", file).await;
    assert_eq!((counts(&reply), errors(&reply)), (expected("imported", 7, 2, 5), wrong));
    assert_eq!(usernames(&app, &tokens).await, ["admin", "anna", "fina", "maren"]);
    assert_eq!(app.database.run("SELECT username FROM users WHERE import_number > 0").await.len(), 2);
}

#[tokio::test]
async fn missing_usernames_are_derived_from_the_email_address() {
    let app = TestApp::new().await;
    let (_, tokens) = app.administrator("admin").await;
    let rows: String = (0..40).map(|number| format!("{{\"email\": \"info@example{number}.org\"}}\n")).collect();
    assert_eq!(counts(&import(&app, &tokens, "dry_run=true", &rows).await), expected("previewed", 40, 40, 0));
    assert_eq!(counts(&import(&app, &tokens, "", &rows).await), expected("imported", 40, 40, 0));
    let usernames = usernames(&app, &tokens).await;
    assert_eq!(usernames.len(), 41);
    for username in ["info-user", "info-user-2", "info-user-3"] {
        assert!(usernames.contains(&username.to_owned()), "{usernames:?}");
    }
}

#[tokio::test]
async fn unreadable_files_are_rejected_with_a_reason_and_leave_nothing() {
    let app = TestApp::new().await;
    let (_, tokens) = app.administrator("admin").await;
    let good: String = (0..300).map(|number| format!("person{number}@example.org\n")).collect();
    let cases: [(Vec<u8>, &str); 8] = [
        (b"".to_vec(), "The file is empty. Its first line must name the columns."),
        (b"\xff\xfee\0m\0".to_vec(), "The file is in UTF-16. Save it as CSV UTF-8."),
        (
            [b"email\n", good.as_bytes(), b"Jos\xe9@example.org\n"].concat(),
            "Row 302 is not in UTF-8. Save the file as CSV UTF-8.",
        ),
        (b"shoe\n39\n".to_vec(), "No column is known. The first line must name at least one of these: username, email"),
        (b"email,email\n".to_vec(), "The column \"email\" appears twice."),
        ("x,".repeat(10_000).into_bytes(), "Row 1 has more than 100 columns."),
        (
            [b"email\n", good.as_bytes(), b"\"", "a\n".repeat(50_000).as_bytes()].concat(),
            "Row 302 is longer than 64 KiB.",
        ),
        (b"[{\"email\": \"a@example.org\"}]".to_vec(), "The file is a JSON array."),
    ];
    for (file, detail) in cases {
        for rows in ["all", "good"] {
            let call = app.post(&format!("/api/users/import?rows={rows}")).bearer(&tokens.access);
            let reply = call.header("content-type", "text/csv").body(file.clone()).send().await;
            assert_eq!((reply.status, reply.fields()), (422, vec![("file".to_owned(), "unreadable".to_owned())]));
            let message = reply.json()["detail"].as_str().unwrap().to_owned();
            assert!(message.starts_with(detail), "{message}");
        }
    }
    assert_eq!(usernames(&app, &tokens).await, ["admin"]);
    assert_eq!(app.database.run("SELECT email FROM users").await, ["admin@example.org"]);
    assert_eq!(app.database.run("SELECT CAST(number AS TEXT) FROM imports").await, Vec::<String>::new());
}

#[tokio::test]
async fn passwords_in_plain_text_are_imported_in_test_mode_only() {
    let app = TestApp::with(|config| config.test_mode = true).await;
    let (_, tokens) = app.administrator("admin").await;
    let long = "x".repeat(129);
    let lines = [
        json!({"email": "maren@example.org", "password": "short"}),
        json!({"email": "jonas@example.org", "password": 12345}),
        json!({"email": "a@example.org", "password": long}),
        json!({"email": "b@example.org", "password": ["x"]}),
        json!({"email": "c@example.org", "password": "short", "password_hash": DJANGO}),
    ];
    let file: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let reply = import(&app, &tokens, "rows=good", &file).await;
    assert_eq!(errors(&reply), [3, 4, 5].map(|row| (row, "password".to_owned())));
    for (login, password) in [("maren", "short"), ("jonas", "12345")] {
        let log_in = json!({"login": login, "password": password});
        let reply = app.post("/api/auth/login").json(&log_in).send().await;
        assert_eq!(reply.status, 200, "{}", reply.text());
    }
}

#[tokio::test]
async fn invalid_cells_are_reported_with_their_fields() {
    let app = TestApp::new().await;
    let (_, tokens) = app.administrator("admin").await;
    let lines = [
        (json!({"email": 7}), vec!["email"]),
        (json!({"email": "a@example.org", "password": PASSWORD}), vec!["password"]),
        (json!({"email": "a@example.org", "password_hash": PASSWORD}), vec!["password_hash"]),
        (
            json!({"email": "a@example.org", "status": "deleted", "email_verified": "perhaps"}),
            vec!["status", "email_verified"],
        ),
        (
            json!({"email": "a@example.org", "created_at": "2099-01-01", "last_login_at": "soon"}),
            vec!["created_at", "last_login_at"],
        ),
        (json!({"username": "a b"}), vec!["username", "email"]),
    ];
    let file: String = lines.iter().map(|(line, _)| format!("{line}\n")).collect();
    let reply = import(&app, &tokens, "rows=good", &file).await;
    let expected =
        lines.iter().zip(1..).flat_map(|((_, fields), row)| fields.iter().map(move |f| (row, (*f).to_owned())));
    assert_eq!(errors(&reply), expected.collect::<Vec<_>>());
    assert!(!reply.text().contains(PASSWORD), "nothing that was sent as a password is repeated");
}

/// A body that announces 10 GB. The server must reject it without reading.
struct Announced;

impl HttpBody for Announced {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        panic!("it was read")
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(10 * 1024 * 1024 * 1024)
    }
}

#[tokio::test]
async fn an_interrupted_or_endless_upload_leaves_nothing() {
    let app = TestApp::new().await;
    let (_, tokens) = app.administrator("admin").await;
    let send = |body: Body| {
        let call = app.post("/api/users/import?rows=good").bearer(&tokens.access);
        call.header("content-type", "text/csv").body(body).send()
    };
    let rows: String = (0..250).map(|number| format!("person{number}@example.org\n")).collect();
    let pieces = vec![Ok(format!("email\n{rows}")), Err(std::io::Error::other("the line is dead"))];
    let reply = send(Body::from_stream(futures::stream::iter(pieces))).await;
    assert_eq!((reply.status, reply.code()), (400, "malformed".to_owned()));

    // An endless header row.
    let piece = Bytes::from(vec![b'x'; 1024 * 1024]);
    let endless = futures::stream::repeat_with(move || Ok::<_, Infallible>(piece.clone()));
    let reply = send(Body::from_stream(endless)).await;
    assert_eq!((reply.status, reply.fields()[0].0.as_str()), (422, "file"), "the first row has no end");
    let reply = send(Body::new(Announced)).await;
    assert_eq!((reply.status, reply.code()), (413, "payload_too_large".to_owned()));
    assert_eq!(usernames(&app, &tokens).await, ["admin"]);
    assert_eq!(app.database.run("SELECT email FROM users").await, ["admin@example.org"]);
}

/// The server drains at most 32 MiB of a form from a user who may not import.
#[tokio::test]
async fn a_rejected_upload_is_not_read_to_its_end() {
    let app = TestApp::new().await;
    app.member("maren").await;
    let mut browser = Browser::new(&app);
    browser.log_in("maren").await;
    let read = Arc::new(AtomicUsize::new(0));
    let (counted, piece) = (Arc::clone(&read), Bytes::from(vec![b'x'; 1024 * 1024]));
    let endless = futures::stream::repeat_with(move || {
        counted.fetch_add(1, Ordering::Relaxed);
        Ok::<_, Infallible>(piece.clone())
    });
    let form = browser.call(Method::POST, "/actions/import").header("accept", "application/json");
    let form = form.header("sec-fetch-site", "same-origin").header("content-type", "multipart/form-data; boundary=b");
    assert_eq!(form.body(Body::from_stream(endless)).send().await.status, 403);
    assert!((32..=34).contains(&read.load(Ordering::Relaxed)), "{read:?} MiB");
}

/// JSON writes six bytes for a control character, so the lists of this report are longer than its letters.
#[tokio::test]
async fn without_javascript_a_report_that_is_too_long_for_a_cookie_keeps_its_numbers() {
    let app = TestApp::new().await;
    app.administrator("admin").await;
    let mut browser = app.browser();
    browser.log_in("admin").await;
    let columns: Vec<_> = (0..13).map(|number| format!("{}{number}", "\u{1}".repeat(40))).collect();
    let empty = ",".repeat(columns.len());
    let file = format!("email,{}\nada@example.org{empty}\nnobody{empty}\n", columns.join(","));
    let sent = browser.submit_import(&file).await;
    assert_eq!((sent.status, sent.location()), (303, "/users/import"));
    let page = browser.follow(&sent).await.text();
    for shown in ["Nothing was imported", "1 row has errors.", "Errors not shown: 1"] {
        assert!(page.contains(shown), "{shown} in {page}");
    }
}

#[tokio::test]
async fn only_administrators_import_and_only_files_are_accepted() {
    let app = TestApp::new().await;
    let (_, admin) = app.administrator("admin").await;
    let (_, maren) = app.member("maren").await;
    let file = "email\na@example.org\n";
    assert_eq!(import(&app, &maren, "", file).await.status, 403);
    assert_eq!(app.post("/api/users/import").body(file).send().await.status, 401);
    let call = app.post("/api/users/import").bearer(&admin.access).json(&json!({"email": "a@example.org"}));
    assert_eq!(call.send().await.status, 415);
    let reply = import(&app, &admin, "rows=some&dry_run=perhaps", file).await;
    let fields: Vec<_> = reply.fields().into_iter().map(|(field, _)| field).collect();
    assert_eq!((reply.status, fields), (422, vec!["rows".to_owned(), "dry_run".to_owned()]));
    assert_eq!(usernames(&app, &admin).await, ["admin", "maren"]);
}

async fn export(app: &TestApp, tokens: &Tokens, query: &str) -> Reply {
    app.get(&format!("/api/users/export?{query}")).bearer(&tokens.access).send().await
}

#[tokio::test]
async fn an_export_contains_every_user_once_and_can_be_imported_again() {
    let app = TestApp::new().await;
    let (_, tokens) = app.administrator("admin").await;
    let rows: String = (0..1_200).map(|number| format!("person{number}@example.org,=1+{number}\n")).collect();
    assert_eq!(
        counts(&import(&app, &tokens, "", &format!("email,name\n{rows}")).await),
        expected("imported", 1_200, 1_200, 0)
    );
    app.change("person7", "delete").await;
    app.change("person8", "disable").await;

    let reply = export(&app, &tokens, "").await;
    assert_eq!((reply.status, reply.header("content-type")), (200, "text/csv; charset=utf-8"));
    assert_eq!(reply.header("content-disposition"), "attachment; filename=\"people.csv\"");
    let csv = reply.text();
    assert_eq!(
        csv.lines().next(),
        Some(concat!(
            r#""id","username","email","name","role","status","email_verified","created_at","updated_at","#,
            r#""last_login_at","external_id","groups""#,
        ))
    );
    assert_eq!(csv.lines().count(), 1 + 1_200);
    assert!(csv.contains(",\"'=1+5\","), "no formulas");

    let reply = export(&app, &tokens, "format=jsonl&q=person1199").await;
    assert_eq!(reply.header("content-type"), "application/x-ndjson");
    let one: Value = serde_json::from_str(&reply.text()).expect("one line");
    assert_eq!((&one["username"], &one["name"]), (&json!("person1199"), &json!("=1+1199")));
    assert!(one["password_hash"].is_null());
    assert_eq!(export(&app, &tokens, "status=disabled").await.text().lines().count(), 2);
    assert_eq!(export(&app, &tokens, "format=xls&role=god").await.fields().len(), 2);
    assert!(app.audit_events().await.iter().any(|event| event.event == "user.export"));

    let other = TestApp::new().await;
    let (_, boss) = other.administrator("boss").await;
    let reply = import(&other, &boss, "", &csv).await;
    assert_eq!(counts(&reply), expected("imported", 1_200, 1_200, 0));
    assert_eq!(reply.json()["ignored_columns"], json!(["updated_at"]));
    let without = |csv: &str| {
        let row = |line: &str| {
            let cells: Vec<&str> = line.split(',').collect();
            // The exported ids become external ids in the second application, so these columns differ.
            [&cells[1..8], &cells[9..10]].concat().join(",")
        };
        let mut rows: Vec<String> = csv.lines().map(row).filter(|row| !row.contains("boss")).collect();
        rows.sort();
        rows
    };
    assert_eq!(without(&export(&other, &boss, "").await.text()), without(&csv));
}

#[tokio::test]
async fn column_names_and_dates_of_other_systems_are_accepted() {
    let app = TestApp::new().await;
    let (_, tokens) = app.administrator("admin").await;
    for (number, column) in ["passwordHash", "encrypted_password", "Hashed Password"].iter().enumerate() {
        let line = json!({
            "username": format!("jonas{number}"),
            "email": format!("jonas{number}@example.org"),
            *column: DJANGO,
            "createdAt": "2024-03-04 10:12:00+01",
            "last_login_at": "2024-03-05 09:12:00.5",
        });
        let reply = import(&app, &tokens, "", &line.to_string()).await;
        assert_eq!(counts(&reply), expected("imported", 1, 1, 0));
        assert_eq!(reply.json()["assumed_utc"], 1);
        app.log_in(&format!("jonas{number}")).await;
    }
    let jonas = app.get("/api/users?q=jonas0").bearer(&tokens.access).send().await.json();
    assert_eq!(jonas["users"][0]["created_at"], "2024-03-04T09:12:00.000Z");
}

#[tokio::test]
async fn external_ids_are_stored_and_visible_to_administrators_only() {
    let app = TestApp::new().await;
    let (_, tokens) = app.administrator("admin").await;
    let lines = [
        json!({"id": 1042, "email": "ines@example.org", "password_hash": DJANGO}),
        json!({"_id": {"$oid": "507f1f77bcf86cd799439011"}, "email": "maren@example.org"}),
        json!({"id": 7, "external_id": "auth0|5f7c", "email": "jonas@example.org"}),
        json!({"email": "without@example.org"}),
    ];
    let file = lines.map(|line| line.to_string()).join("\n");
    assert_eq!(counts(&import(&app, &tokens, "", &file).await), expected("imported", 4, 4, 0));

    let found = async |query: &str| {
        let users =
            app.get(&format!("/api/users?q={query}")).bearer(&tokens.access).send().await.json()["users"].clone();
        let users = users.as_array().expect("users").clone();
        users.into_iter().map(|user| (user["username"].clone(), user["external_id"].clone())).collect::<Vec<_>>()
    };
    assert_eq!(found("1042").await, [(json!("ines"), json!("1042"))]);
    assert_eq!(found("507f1f77bcf86cd799439011").await, [(json!("maren"), json!("507f1f77bcf86cd799439011"))]);
    assert_eq!(found("auth0%7C5f7c").await, [(json!("jonas"), json!("auth0|5f7c"))]);
    assert_eq!(found("without").await, [(json!("without"), Value::Null)]);

    let ines = app.log_in("ines").await;
    let id = app.id_of("ines").await;
    let path = format!("/api/users/{id}");
    let change = app.call(Method::PATCH, &path).bearer(&tokens.access).json(&json!({"name": "Ines Rey"})).send().await;
    assert_eq!(change.json()["external_id"], "1042", "{}", change.text());
    assert_eq!(found("1042").await.len(), 1, "still found under another name");
    assert_eq!(app.get(&path).bearer(&tokens.access).send().await.json()["external_id"], "1042");
    for own in ["/api/auth/me", &path, &format!("{path}/data")] {
        let reply = app.get(own).bearer(&ines.access).send().await;
        assert_eq!(reply.status, 200);
        assert!(!reply.text().contains("1042"), "{own}: {}", reply.text());
    }
    let csv = export(&app, &tokens, "q=1042").await.text();
    assert!(csv.trim_end().ends_with(",\"1042\",\"\""), "{csv}");
}

#[tokio::test]
async fn groups_are_imported_and_exported() {
    let app = TestApp::new().await;
    let (_, tokens) = app.administrator("admin").await;
    app.group("staff", &[]).await;
    app.group("editors", &["admin"]).await;
    let lines = [
        json!({"email": "ines@example.org", "groups": ["staff", "editors"]}),
        json!({"email": "maren@example.org", "groups": "staff"}),
        json!({"email": "jonas@example.org", "groups": []}),
    ];
    let file = lines.map(|line| line.to_string()).join("\n");
    assert_eq!(counts(&import(&app, &tokens, "", &file).await), expected("imported", 3, 3, 0));
    let csv = "email,groups\nada@example.org,\"editors, staff\"\nbert@example.org,staff;staff\ncid@example.org,\n";
    assert_eq!(counts(&import(&app, &tokens, "", csv).await), expected("imported", 3, 3, 0));

    let members = async |group: &str| {
        let reply = app.get(&format!("/api/users?sort=username&group={group}")).bearer(&tokens.access).send().await;
        let users = reply.json()["users"].as_array().expect("users").clone();
        users.into_iter().map(|user| (user["username"].clone(), user["groups"].clone())).collect::<Vec<_>>()
    };
    let (both, one) = (json!(["editors", "staff"]), json!(["staff"]));
    let of_staff = [("ada", &both), ("bert", &one), ("ines", &both), ("maren", &one)];
    assert_eq!(members("staff").await, of_staff.map(|(name, groups)| (json!(name), groups.clone())));
    assert_eq!(members("editors").await.len(), 3, "with the administrator");

    let exported = export(&app, &tokens, "group=staff").await.text();
    let mut cells: Vec<_> = exported.lines().map(|line| line.rsplit(',').next().expect("a cell")).collect();
    cells.sort_unstable();
    let both_cell = r#""editors staff""#;
    assert_eq!(cells, [both_cell, both_cell, r#""groups""#, r#""staff""#, r#""staff""#]);
    let line = export(&app, &tokens, "format=jsonl&q=ines").await.text();
    assert_eq!(serde_json::from_str::<Value>(&line).expect("one line")["groups"], both);
}

#[tokio::test]
async fn an_unknown_group_is_an_error_of_its_row() {
    let app = TestApp::new().await;
    let (_, tokens) = app.administrator("admin").await;
    app.group("staff", &[]).await;
    let lines = [
        json!({"email": "a@example.org", "groups": "staff"}),
        json!({"email": "b@example.org", "groups": "staff writers"}),
        json!({"email": "c@example.org", "groups": "Staff"}),
        json!({"email": "d@example.org", "groups": ["staff", 7]}),
        json!({"email": "e@example.org", "groups": "#staff#", "role": "god"}),
    ];
    let file = lines.map(|line| line.to_string()).join("\n");
    let reply = import(&app, &tokens, "rows=good", &file).await;
    assert_eq!(counts(&reply), expected("imported", 5, 1, 4));
    let wrong = [(2, "groups"), (3, "groups"), (4, "groups"), (5, "role"), (5, "groups")];
    assert_eq!(errors(&reply), wrong.map(|(row, field)| (row, field.to_owned())));
    let report = reply.json();
    let error = &report["errors"][0];
    assert_eq!(error["code"], "unknown_group");
    assert_eq!(error["message"], "There is no group “writers”. Create it first, or correct its name.");
    assert_eq!(report["errors"][2]["code"], "wrong_type");
}

#[tokio::test]
async fn an_external_id_is_unique_and_at_most_255_characters_long() {
    let app = TestApp::new().await;
    let (_, tokens) = app.administrator("admin").await;
    let longest = "é".repeat(255);
    let file = format!("external_id,email\n42,a@example.org\n{longest},b@example.org\n");
    assert_eq!(counts(&import(&app, &tokens, "", &file).await), expected("imported", 2, 2, 0));

    let file = format!(
        "external_id,email\n42,c@example.org\n43,d@example.org\n43,e@example.org\n{longest}é,f@example.org\n\"a\u{7}b\",g@example.org\n"
    );
    let reply = import(&app, &tokens, "rows=good", &file).await;
    assert_eq!(counts(&reply), expected("imported", 5, 1, 4));
    let wrong = [2, 4, 5, 6].map(|row| (row, "external_id".to_owned()));
    assert_eq!(errors(&reply), wrong);
    let codes = reply.json()["errors"].as_array().expect("errors").clone();
    let codes: Vec<_> = codes.iter().map(|error| error["code"].clone()).collect();
    assert_eq!(codes, ["taken", "taken", "too_long", "invalid_character"]);
}

#[tokio::test]
async fn errors_that_are_not_listed_are_counted() {
    let app = TestApp::new().await;
    let (_, tokens) = app.administrator("admin").await;
    let file = format!("email,created_at\n{}", "nobody,soon\n".repeat(501));
    let report = import(&app, &tokens, "dry_run=true", &file).await.json();
    assert_eq!((report["errors"].as_array().map(Vec::len), &report["errors_left_out"]), (Some(1_000), &json!(2)));
    let report = import(&app, &tokens, "dry_run=true", "email\nnobody\n").await.json();
    assert_eq!(report["errors_left_out"], 0);
}

#[tokio::test]
async fn only_administrators_export_users() {
    let app = TestApp::new().await;
    let (_, maren) = app.member("maren").await;
    assert_eq!(export(&app, &maren, "").await.status, 403);
    assert_eq!(app.get("/api/users/export").send().await.status, 401);
}

#[tokio::test]
async fn an_unknown_parameter_is_rejected_before_the_import() {
    let app = TestApp::new().await;
    let (_, tokens) = app.administrator("admin").await;
    // If the misspelt `dry-run` were ignored, the request would import instead of validate.
    let reply = import(&app, &tokens, "dry-run=true", "email\nada@example.org\n").await;
    assert_eq!((reply.status, reply.code().as_str()), (422, "validation_failed"), "{}", reply.text());
    assert_eq!(reply.json()["errors"][0]["field"], "dry-run");
    assert_eq!(usernames(&app, &tokens).await, ["admin"]);
}

#[tokio::test]
async fn each_imported_administrator_is_recorded_and_at_most_a_thousand_are_allowed() {
    let app = TestApp::new().await;
    let (_, tokens) = app.administrator("admin").await;
    let file = "username,email,role\nada,ada@example.org,admin\nbob,bob@example.org,user\neve,eve@example.org,admin\n";
    assert_eq!(counts(&import(&app, &tokens, "", file).await), expected("imported", 3, 3, 0));
    let events = app.audit_events().await;
    let created =
        events.iter().filter(|event| event.event == "user.create" && event.detail.as_deref() == Some("admin"));
    let created: Vec<_> = created.filter_map(|event| event.target_id).map(|id| id.to_string()).collect();
    for (username, is_recorded) in [("ada", true), ("bob", false), ("eve", true)] {
        assert_eq!(created.contains(&app.id_of(username).await), is_recorded, "{username}");
    }

    let row = |number: u32| format!("adm{number},adm{number}@example.org,admin\n");
    let many = format!("username,email,role\n{}", (0..1_001).map(row).collect::<String>());
    let reply = import(&app, &tokens, "dry_run=true", &many).await;
    assert_eq!(counts(&reply), expected("previewed", 1_001, 1_000, 1));
    assert_eq!(errors(&reply), [(1_002, "role".to_owned())]);
}
