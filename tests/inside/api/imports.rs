//! Imports and exports of users.

use crate::support::*;
use axum::body::{Body, Bytes, HttpBody};
use hyper::body::{Frame, SizeHint};
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use vestibule::language::Language;

/// Hashes of [`PASSWORD`] in the formats of Werkzeug and Django, created with `hashlib` of Python.
const WERKZEUG: &str =
    "pbkdf2:sha256:1000$Vq3sZ0xT8mKp$13571b9fada9a530bedc3049f032041926342b8438767118f48f7ac87d75ac1e";
const DJANGO: &str = "pbkdf2_sha256$1000$Vq3sZ0xT8mKp$E1cbn62ppTC+3DBJ8DIEGSY0K4Q4dnEY9I96yH11rB4=";

/// The report in brief: its outcome, and how many rows there are, good and bad ones.
fn counts(reply: &Reply) -> String {
    assert_eq!(reply.status, 200, "{}", reply.text());
    let report = reply.json();
    format!("{} {} {} {}", report["outcome"].as_str().expect("a text"), report["rows"], report["good"], report["bad"])
}

/// The row and a member of each error.
fn errors(reply: &Reply, member: &str) -> Vec<String> {
    let errors = reply.json()["errors"].as_array().expect("errors").clone();
    errors.iter().map(|error| format!("{} {}", error["row"], error[member].as_str().expect("a text"))).collect()
}

/// A file of JSON lines.
fn file_of(lines: &[Value]) -> String {
    lines.iter().map(|line| format!("{line}\n")).collect()
}

async fn export(app: &TestApp, tokens: &Tokens, query: &str) -> Reply {
    app.read(tokens, &format!("/api/users/export?{query}")).await
}

async fn usernames(app: &TestApp, tokens: &Tokens) -> Vec<String> {
    let list = app.read(tokens, "/api/users?sort=username&per_page=100").await.json();
    each(&list["users"], "username")
}

#[tokio::test]
async fn imported_users_sign_in_with_their_existing_passwords() {
    let (app, tokens) = TestApp::with_administrator("admin").await;
    let file = format!(
        "email,username,name,role,status,email_verified,password_hash,created_at,shoe size\r\n\
         maren@example.org,maren,Maren Holt,admin,active,true,{WERKZEUG},2024-03-04,39\r\n\
         jonas@example.org,jonas,\"Eide, Jonas\",,,,{DJANGO},2024-03-04T09:12:00Z,\r\n\
         ines@example.org,,,user,disabled,no,,,\r\n"
    );
    let reply = app.import(&tokens, "", file).await;
    assert_eq!(counts(&reply), "imported 3 3 0");
    assert_eq!(reply.json()["ignored_columns"], json!(["shoe size"]));
    assert_eq!(usernames(&app, &tokens).await, ["admin", "ines", "jonas", "maren"]);

    for username in ["maren", "jonas"] {
        let stored = format!("SELECT password_hash FROM users WHERE username = '{username}'");
        let before = app.database.run(&stored).await;
        app.log_in(username).await;
        let after = app.database.run(&stored).await;
        assert!(before[0].starts_with("pbkdf2") && after[0].starts_with("$argon2id$"), "{before:?} {after:?}");
    }
    let found = app.read(&tokens, "/api/users?q=eide").await.json();
    let jonas = &found["users"][0];
    assert_eq!((&jonas["name"], &jonas["created_at"]), (&json!("Eide, Jonas"), &json!("2024-03-04T09:12:00.000Z")));
    assert_eq!(found["pagination"]["total"], 1);
    let admins = app.read(&tokens, "/api/users?role=admin&per_page=1").await.json();
    assert_eq!(admins["pagination"]["total"], 2, "counted with the others");
    app.sign_in("ines", PASSWORD).expect_status(401).await;

    assert_eq!(app.events("user.import").await[0].detail.as_deref(), Some("3"));
}

#[tokio::test]
async fn an_import_validates_only_or_imports_all_or_the_valid_rows() {
    let (app, tokens) = TestApp::with_administrator("admin").await;
    app.add("maren", "Maren Holt").await;
    let file = "email,username,role\n\
        a@example.org,anna,\n\
        not-an-address,bert,god\n\
        b@example.org,MAREN,\n\
        c@example.org,carl\n\
        A@EXAMPLE.org,dora,\n\
        e@example.org,anna,user\n\
        f@example.org,fina,user\n";
    let wrong = ["3 email", "3 role", "4 username", "5 row", "6 email", "7 username"].map(str::to_owned).to_vec();
    let reply = app.import(&tokens, "dry_run=true", file).await;
    assert_eq!((counts(&reply).as_str(), errors(&reply, "field")), ("previewed 7 2 5", wrong.clone()));
    let sample = &reply.json()["sample"];
    let anna = json!({"row": 2, "username": "anna", "email": "a@example.org", "name": null, "role": "user",
        "status": "active", "has_password": false});
    assert_eq!((sample.as_array().map(Vec::len), &sample[0]), (Some(2), &anna));

    let many: String = (0..21).map(|n| format!("{n}@example.net,guest{n},\n")).collect();
    let preview = app.import(&tokens, "dry_run=true", format!("email,username,role\n{many}")).await;
    assert_eq!(preview.json()["sample"].as_array().map(Vec::len), Some(20), "more would be too long to read");

    let reply = app.import(&tokens, "rows=all", file).await;
    assert_eq!((counts(&reply).as_str(), errors(&reply, "field")), ("nothing_imported 7 2 5", wrong.clone()));
    assert_eq!(usernames(&app, &tokens).await, ["admin", "maren"]);
    assert_eq!(app.database.run("SELECT username FROM users WHERE import_number > 0").await, Vec::<String>::new());

    let reply = app.import(&tokens, "rows=good", file).await;
    assert_eq!((counts(&reply).as_str(), errors(&reply, "field")), ("imported 7 2 5", wrong));
    assert_eq!(usernames(&app, &tokens).await, ["admin", "anna", "fina", "maren"]);
    assert_eq!(app.database.run("SELECT username FROM users WHERE import_number > 0").await.len(), 2);
}

#[tokio::test]
async fn missing_usernames_are_derived_from_the_email_address() {
    let (app, tokens) = TestApp::with_administrator("admin").await;
    let rows: String = (0..40).map(|number| format!("{{\"email\": \"info@example{number}.org\"}}\n")).collect();
    assert_eq!(counts(&app.import(&tokens, "dry_run=true", rows.clone()).await), "previewed 40 40 0");
    assert_eq!(counts(&app.import(&tokens, "", rows).await), "imported 40 40 0");
    let usernames = usernames(&app, &tokens).await;
    assert_eq!(usernames.len(), 41);
    for username in ["info-user", "info-user-2", "info-user-3"] {
        assert!(usernames.contains(&username.to_owned()), "{usernames:?}");
    }
}

#[tokio::test]
async fn unreadable_files_are_rejected_with_a_reason_and_leave_nothing() {
    let (app, tokens) = TestApp::with_administrator("admin").await;
    let good: String = (0..300).map(|number| format!("person{number}@example.org\n")).collect();
    let cases: [(Vec<u8>, &str); 3] = [
        (b"shoe\n39\n".to_vec(), "No column is known. The first line must name at least one of these: username, email"),
        ([b"email\n", good.as_bytes(), b"Jos\xe9@example.org\n"].concat(), "Row 302 is not in UTF-8. Save the file as"),
        (b"[{\"email\": \"a@example.org\"}]".to_vec(), "The file is a JSON array."),
    ];
    for (file, detail) in cases {
        for query in ["rows=all", "rows=good"] {
            let reply = app.import(&tokens, query, file.clone()).await;
            assert_eq!((reply.status, reply.errors().as_str()), (422, "file unreadable"));
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
    let file = file_of(&[
        json!({"email": "maren@example.org", "password": "short"}),
        json!({"email": "jonas@example.org", "password": 12345}),
        json!({"email": "a@example.org", "password": long}),
        json!({"email": "b@example.org", "password": ["x"]}),
        json!({"email": "c@example.org", "password": "short", "password_hash": DJANGO}),
    ]);
    let reply = app.import(&tokens, "rows=good", file).await;
    assert_eq!(errors(&reply, "field"), ["3 password", "4 password", "5 password"]);
    for (login, password) in [("maren", "short"), ("jonas", "12345")] {
        app.sign_in(login, password).expect_status(200).await;
    }
}

#[tokio::test]
async fn invalid_cells_are_reported_with_their_fields() {
    let (app, tokens) = TestApp::with_administrator("admin").await;
    app.group("staff", &[]).await;
    let file = file_of(&[
        json!({"email": 7}),
        json!({"email": "a@example.org", "password": PASSWORD}),
        json!({"email": "a@example.org", "password_hash": PASSWORD}),
        json!({"email": "a@example.org", "status": "deleted", "email_verified": "perhaps"}),
        json!({"username": "a b"}),
        json!({"email": "b@example.org", "groups": "staff writers"}),
        json!({"email": "c@example.org", "groups": "Staff"}),
        json!({"email": "d@example.org", "groups": ["staff", 7]}),
        json!({"email": "e@example.org", "groups": "#staff#", "role": "god"}),
        json!({"email": "f@example.org", "groups": "staff", "language": "DE"}),
        json!({"email": "g@example.org", "language": "qaa"}),
    ]);
    let reply = app.import(&tokens, "rows=good", file).await;
    assert_eq!(counts(&reply), "imported 11 1 10");
    let fields = "1 email, 2 password, 3 password_hash, 4 status, 4 email_verified, 5 username, 5 email, \
                  6 groups, 7 groups, 8 groups, 9 role, 9 groups, 11 language";
    assert_eq!(errors(&reply, "field").join(", "), fields);
    let codes = errors(&reply, "code");
    assert_eq!((codes[7].as_str(), codes[9].as_str()), ("6 unknown_group", "8 wrong_type"));
    let unknown = "6 There is no group “writers”. Create it first, or correct its name.";
    let not_one_of = format!("11 Use one of: {}.", Language::ALL.map(Language::as_str).join(", "));
    let messages = errors(&reply, "message");
    assert_eq!((messages[7].as_str(), messages[12].as_str()), (unknown, not_one_of.as_str()));
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
    let (app, tokens) = TestApp::with_administrator("admin").await;
    let send = |body: Body| app.import(&tokens, "rows=good", body);
    let rows: String = (0..250).map(|number| format!("person{number}@example.org\n")).collect();
    let pieces = vec![Ok(format!("email\n{rows}")), Err(std::io::Error::other("the line is dead"))];
    let reply = send(Body::from_stream(futures::stream::iter(pieces))).await;
    reply.assert_refused(400, "malformed");

    // An endless header row.
    let piece = Bytes::from(vec![b'x'; 1024 * 1024]);
    let endless = futures::stream::repeat_with(move || Ok::<_, Infallible>(piece.clone()));
    let reply = send(Body::from_stream(endless)).await;
    assert_eq!((reply.status, reply.fields()[0].0.as_str()), (422, "file"), "the first row has no end");
    send(Body::new(Announced)).await.assert_refused(413, "payload_too_large");
    assert_eq!(usernames(&app, &tokens).await, ["admin"]);
    assert_eq!(app.database.run("SELECT email FROM users").await, ["admin@example.org"]);
}

/// The server drains at most 32 MiB of a form from a user who may not import.
#[tokio::test]
async fn a_rejected_upload_is_not_read_to_its_end() {
    let app = TestApp::new().await;
    let browser = app.member_in_browser("maren").await;
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
    let mut browser = app.administrator_in_browser("admin").await;
    let columns: Vec<_> = (0..13).map(|number| format!("{}{number}", "\u{1}".repeat(40))).collect();
    let empty = ",".repeat(columns.len());
    let file = format!("email,{}\nada@example.org{empty}\nnobody{empty}\n", columns.join(","));
    let sent = browser.submit_import(&file).await;
    assert_eq!((sent.status, sent.location()), (303, "/users/import"));
    browser.follow(&sent).await.assert_shows(&["Nothing was imported", "1 row has errors.", "Errors not shown: 1"]);
}

#[tokio::test]
async fn without_javascript_the_page_offers_what_the_preview_has_found() {
    let app = TestApp::new().await;
    let mut browser = app.administrator_in_browser("admin").await;
    let file = "email,Rufname,groups\nines@example.org,Ines,staff\n";
    let sent = browser.submit_import_with(&[], file).await;
    let page = browser.follow(&sent).await;
    page.assert_shows(&["Create the groups that do not exist: staff", "The column “Rufname” is"]);
    let fields = [("create_groups", "true"), ("columns", "Rufname=first_name"), ("columns", "")];
    let sent = browser.submit_import_with(&fields, file).await;
    let page = browser.follow(&sent).await;
    page.assert_shows(&["1 row, no errors", "<option value=\"Rufname=first_name\" selected>"]);
    let realm = r#"{"users": [{"email": "ines@example.org"}, {"username": "kiosk"}]}"#;
    let sent = browser.submit_import_with(&[("from", "keycloak")], realm).await;
    let page = browser.follow(&sent).await;
    page.assert_shows(&["1 row, no errors", "Left out or changed", "<option value=\"keycloak\" selected>"]);
}

#[tokio::test]
async fn only_files_and_known_parameters_are_accepted_and_errors_that_are_not_listed_are_counted() {
    let (app, admin) = TestApp::with_administrator("admin").await;
    let call = app.post("/api/users/import").bearer(&admin.access).json(&json!({"email": "a@example.org"}));
    assert_eq!(call.send().await.status, 415);
    // If the misspelt `dry-run` were ignored, the request would import instead of validate.
    for (query, fields) in [("rows=some&dry_run=perhaps", &["rows", "dry_run"][..]), ("dry-run=true", &["dry-run"])] {
        let reply = app.import(&admin, query, "email\na@example.org\n").await;
        reply.assert_refused(422, "validation_failed");
        assert_eq!(reply.invalid_fields(), fields);
    }
    assert_eq!(usernames(&app, &admin).await, ["admin"]);

    let file = format!("email,created_at\n{}", "nobody,soon\n".repeat(501));
    let report = app.import(&admin, "dry_run=true", file).await.json();
    assert_eq!((report["errors"].as_array().map(Vec::len), &report["errors_left_out"]), (Some(1_000), &json!(2)));
    let report = app.import(&admin, "dry_run=true", "email\nnobody\n").await.json();
    assert_eq!(report["errors_left_out"], 0);
}

#[tokio::test]
async fn an_export_contains_every_user_once_and_can_be_imported_again() {
    let (app, tokens) = TestApp::with_administrator("admin").await;
    let row = |number: usize| format!("person{number}@example.org,=1+{number},{}\n", ["", "de", "EN"][number % 3]);
    let rows: String = (0..1_200).map(row).collect();
    let reply = app.import(&tokens, "", format!("email,name,language\n{rows}")).await;
    assert_eq!(counts(&reply), "imported 1200 1200 0");
    app.change("person7", "delete").await;
    app.change("person8", "disable").await;

    let reply = export(&app, &tokens, "").await;
    assert_eq!((reply.status, reply.header("content-type")), (200, "text/csv; charset=utf-8"));
    assert_eq!(reply.header("content-disposition"), "attachment; filename=\"people.csv\"");
    let csv = reply.text();
    let columns = "id username email name language role status email_verified created_at updated_at last_login_at \
                   external_id groups provider subject";
    assert_eq!(csv.lines().next(), Some(&*format!("\"{}\"", columns.replace(' ', "\",\""))));
    assert_eq!(csv.lines().count(), 1 + 1_200);
    assert!(csv.contains(",\"'=1+5\","), "no formulas");

    let reply = export(&app, &tokens, "format=jsonl&q=person1199").await;
    assert_eq!(reply.header("content-type"), "application/x-ndjson");
    let one: Value = serde_json::from_str(&reply.text()).expect("one line");
    assert_eq!([&one["username"], &one["name"], &one["language"]], ["person1199", "=1+1199", "en"]);
    assert!(one["password_hash"].is_null());
    assert_eq!(export(&app, &tokens, "status=disabled").await.text().lines().count(), 2);
    assert_eq!(export(&app, &tokens, "format=xls&role=god").await.fields().len(), 2);
    assert!(!app.events("user.export").await.is_empty());

    let other = TestApp::new().await;
    let (_, boss) = other.administrator("boss").await;
    let reply = other.import(&boss, "", csv.clone()).await;
    assert_eq!(counts(&reply), "imported 1200 1200 0");
    assert_eq!(reply.json()["ignored_columns"], json!(["updated_at"]));
    let without = |csv: &str| {
        let header: Vec<&str> = csv.lines().next().expect("a header").split(',').collect();
        let row = |line: &str| {
            let cells = header.iter().zip(line.split(','));
            // The exported ids become external ids in the second application, so these columns differ.
            let cells = cells.filter(|(name, _)| !["\"id\"", "\"updated_at\"", "\"external_id\""].contains(name));
            cells.map(|(_, cell)| cell).collect::<Vec<_>>().join(",")
        };
        let mut rows: Vec<String> = csv.lines().map(row).filter(|row| !row.contains("boss")).collect();
        rows.sort();
        rows
    };
    assert_eq!(without(&export(&other, &boss, "").await.text()), without(&csv));
}

#[tokio::test]
async fn column_names_and_dates_of_other_systems_are_accepted() {
    let (app, tokens) = TestApp::with_administrator("admin").await;
    for (number, column) in ["passwordHash", "encrypted_password", "Hashed Password"].iter().enumerate() {
        let line = json!({
            "username": format!("jonas{number}"),
            "email": format!("jonas{number}@example.org"),
            *column: DJANGO,
            "createdAt": "2024-03-04 10:12:00+01",
            "last_login_at": "2024-03-05 09:12:00.5",
        });
        let reply = app.import(&tokens, "", line.to_string()).await;
        assert_eq!(counts(&reply), "imported 1 1 0");
        assert_eq!(reply.json()["assumed_utc"], 1);
        app.log_in(&format!("jonas{number}")).await;
    }
    let jonas = app.read(&tokens, "/api/users?q=jonas0").await.json();
    assert_eq!(jonas["users"][0]["created_at"], "2024-03-04T09:12:00.000Z");
}

#[tokio::test]
async fn external_ids_are_stored_and_visible_to_administrators_only() {
    let (app, tokens) = TestApp::with_administrator("admin").await;
    let file = file_of(&[
        json!({"id": 1042, "email": "ines@example.org", "password_hash": DJANGO}),
        json!({"_id": {"$oid": "507f1f77bcf86cd799439011"}, "email": "maren@example.org"}),
        json!({"id": 7, "external_id": "auth0|5f7c", "email": "jonas@example.org"}),
        json!({"email": "without@example.org"}),
    ]);
    assert_eq!(counts(&app.import(&tokens, "", file).await), "imported 4 4 0");

    let found = async |query: &str| {
        let list = app.read(&tokens, &format!("/api/users?q={query}")).await.json();
        let [user] = list["users"].as_array().expect("users").as_slice() else { panic!("{list}") };
        (user["username"].clone(), user["external_id"].clone())
    };
    for (query, username, id) in [
        ("1042", "ines", json!("1042")),
        ("507f1f77bcf86cd799439011", "maren", json!("507f1f77bcf86cd799439011")),
        ("auth0%7C5f7c", "jonas", json!("auth0|5f7c")),
        ("without", "without", Value::Null),
    ] {
        assert_eq!(found(query).await, (json!(username), id));
    }

    let ines = app.log_in("ines").await;
    let id = app.id_of("ines").await;
    let path = format!("/api/users/{id}");
    let change = app.send(&tokens, Method::PATCH, &path, &json!({"name": "Ines Rey"})).await;
    assert_eq!(change.json()["external_id"], "1042", "{}", change.text());
    assert_eq!(found("1042").await.0, "ines", "still found under another name");
    assert_eq!(app.read(&tokens, &path).await.json()["external_id"], "1042");
    for own in ["/api/auth/me", &path, &format!("{path}/data")] {
        app.read(&ines, own).await.expect_status(200).assert_hides(&["1042"]);
    }
    let csv = export(&app, &tokens, "q=1042").await.text();
    assert!(csv.trim_end().ends_with(",\"1042\",\"\",\"\",\"\""), "{csv}");
}

#[tokio::test]
async fn groups_are_imported_and_exported() {
    let (app, tokens) = TestApp::with_administrator("admin").await;
    app.group("staff", &[]).await;
    app.group("editors", &["admin"]).await;
    let file = file_of(&[
        json!({"email": "ines@example.org", "groups": ["staff", "editors"]}),
        json!({"email": "maren@example.org", "groups": "staff"}),
        json!({"email": "jonas@example.org", "groups": []}),
    ]);
    assert_eq!(counts(&app.import(&tokens, "", file).await), "imported 3 3 0");
    let csv = "email,groups\nada@example.org,\"editors, staff\"\nbert@example.org,staff;staff\ncid@example.org,\n";
    assert_eq!(counts(&app.import(&tokens, "", csv).await), "imported 3 3 0");

    let members = async |group: &str| {
        let list = app.read(&tokens, &format!("/api/users?sort=username&group={group}")).await.json();
        let users = list["users"].as_array().expect("users").iter();
        users.map(|user| (user["username"].clone(), user["groups"].clone())).collect::<Vec<_>>()
    };
    let (both, one) = (json!(["editors", "staff"]), json!(["staff"]));
    let of_staff = [("ada", &both), ("bert", &one), ("ines", &both), ("maren", &one)];
    assert_eq!(members("staff").await, of_staff.map(|(name, groups)| (json!(name), groups.clone())));
    assert_eq!(members("editors").await.len(), 3, "with the administrator");

    let exported = export(&app, &tokens, "group=staff").await.text();
    let mut cells: Vec<_> = exported.lines().map(|line| line.rsplit(',').nth(2).expect("a cell")).collect();
    cells.sort_unstable();
    let both_cell = r#""editors staff""#;
    assert_eq!(cells, [both_cell, both_cell, r#""groups""#, r#""staff""#, r#""staff""#]);
    let line = export(&app, &tokens, "format=jsonl&q=ines").await.text();
    assert_eq!(serde_json::from_str::<Value>(&line).expect("one line")["groups"], both);
}

#[tokio::test]
async fn groups_that_do_not_exist_are_offered_and_created_on_request() {
    let (app, tokens) = TestApp::with_administrator("admin").await;
    app.group("staff", &[]).await;
    let file = "email,Gruppe\nines@example.org,Vorstand; staff\nmaren@example.org,jugend\n";
    let preview = app.import(&tokens, "dry_run=true", file).await;
    assert_eq!(counts(&preview), "previewed 2 0 2");
    let report = preview.json();
    assert_eq!((&report["importable"], &report["missing_groups"]), (&json!(false), &json!(["jugend", "vorstand"])));
    assert_eq!(counts(&app.import(&tokens, "rows=good", file).await), "nothing_imported 2 0 2", "as the preview says");

    let preview = app.import(&tokens, "dry_run=true&create_groups=true", file).await;
    assert_eq!(counts(&preview), "previewed 2 2 0");
    assert_eq!(preview.json()["importable"], true);
    assert_eq!(
        app.database.run("SELECT name FROM user_groups ORDER BY name").await,
        ["staff"],
        "a preview creates none"
    );
    assert_eq!(counts(&app.import(&tokens, "create_groups=true", file).await), "imported 2 2 0");
    assert_eq!(app.database.run("SELECT name FROM user_groups ORDER BY name").await, ["jugend", "staff", "vorstand"]);
    let ines = app.read(&tokens, "/api/users?q=ines").await.json();
    assert_eq!(ines["users"][0]["groups"], json!(["staff", "vorstand"]));
    app.import(&tokens, "create_groups=perhaps", file).await.assert_refused(422, "validation_failed");
}

#[tokio::test]
async fn sheets_that_people_write_are_understood_and_other_columns_can_be_assigned() {
    let (app, tokens) = TestApp::with_administrator("admin").await;
    let file = "Vorname;Nachname;E-Mail-Adresse;Benutzername;email_verified;Mail\r\n\
        Ines;Rey;ines@example.org;ines;WAHR;x\r\nJonas;;jonas@example.org;jonas;f;y\r\n";
    let refused = app.import(&tokens, "dry_run=true", file).await;
    refused.assert_refused(422, "validation_failed");
    assert!(refused.text().contains("have the same meaning"), "{}", refused.text());
    assert_eq!(counts(&app.import(&tokens, "columns=Mail%3D", file).await), "imported 2 2 0");
    let users = app.read(&tokens, "/api/users?sort=username").await.json();
    let of = |at: usize, member: &str| users["users"][at][member].clone();
    assert_eq!(
        (of(1, "username"), of(1, "name"), of(1, "email_verified")),
        (json!("ines"), json!("Ines Rey"), json!(true))
    );
    assert_eq!(
        (of(2, "username"), of(2, "name"), of(2, "email_verified")),
        (json!("jonas"), json!("Jonas"), json!(false))
    );

    let file = "email,Rufname,Abteilung\nmaren@example.org,Maren,staff\n";
    let preview = app.import(&tokens, "dry_run=true", file).await.json();
    assert_eq!(preview["ignored_columns"], json!(["Abteilung", "Rufname"]));
    let query = "columns=Rufname%3Dfirst_name%0AAbteilung%3Dgroups&create_groups=true";
    let done = app.import(&tokens, query, file).await;
    assert_eq!(counts(&done), "imported 1 1 0");
    assert_eq!(done.json()["columns"], json!(["Rufname=first_name", "Abteilung=groups"]));
    let maren = app.read(&tokens, "/api/users?q=maren").await.json();
    assert_eq!((&maren["users"][0]["name"], &maren["users"][0]["groups"]), (&json!("Maren"), &json!(["staff"])));
    let wrong = app.import(&tokens, "columns=Rufname%3Dshoe", file).await;
    assert_eq!((wrong.status, wrong.errors().as_str()), (422, "columns unknown_column"));
}

#[tokio::test]
async fn the_file_of_another_system_is_imported_and_says_what_is_left_out() {
    let (app, tokens) = TestApp::with_administrator("admin").await;
    let file = json!({"users": [
        {"username": "ines", "email": "ines@example.org", "emailVerified": true, "groups": ["/Staff"]},
        {"username": "kiosk"},
        {"username": "admin", "email": "ADMIN@example.org"},
    ]});
    let preview = app.import(&tokens, "from=keycloak&create_groups=true&dry_run=true", file.to_string()).await;
    assert_eq!(counts(&preview), "previewed 2 1 1");
    assert_eq!(errors(&preview, "field"), ["3 username", "3 email"]);
    let done = app.import(&tokens, "from=keycloak&create_groups=true&rows=good", file.to_string()).await;
    assert_eq!(counts(&done), "imported 2 1 1");
    assert_eq!(done.json()["left_out"], preview.json()["left_out"]);
    let left = each(&done.json()["left_out"], "code");
    assert_eq!(left, ["no_address", "renamed_group"]);
    assert_eq!(done.json()["from"], "keycloak");
    let ines = app.read(&tokens, "/api/users?q=ines").await.json();
    assert_eq!((&ines["users"][0]["groups"], &ines["users"][0]["email_verified"]), (&json!(["staff"]), &json!(true)));

    let wrong = app.import(&tokens, "from=keycloak", "email\nada@example.org\n").await;
    assert_eq!((wrong.status, wrong.errors().as_str()), (422, "file unreadable"));
    app.import(&tokens, "from=active-directory", "x").await.assert_refused(422, "validation_failed");
}

#[tokio::test]
async fn a_report_names_the_formats_of_hashes() {
    let (app, tokens) = TestApp::with_administrator("admin").await;
    let wordpress = "$P$6Vq3sZ0xTbKhst7feRSs2t7Vv6rorN.";
    let file = format!(
        "email,password_hash\na@example.org,{DJANGO}\nb@example.org,{wordpress}\nc@example.org,{wordpress}\nd@example.org,\n"
    );
    let report = app.import(&tokens, "dry_run=true", file).await.json();
    let hashes = json!([{"format": "Django PBKDF2", "count": 1}, {"format": "phpass", "count": 2}]);
    assert_eq!(report["hashes"], hashes);
}

#[tokio::test]
async fn an_external_id_is_unique_and_at_most_255_characters_long() {
    let (app, tokens) = TestApp::with_administrator("admin").await;
    let longest = "é".repeat(255);
    let file = format!("external_id,email\n42,a@example.org\n{longest},b@example.org\n");
    assert_eq!(counts(&app.import(&tokens, "", file).await), "imported 2 2 0");

    let file = format!(
        "external_id,email\n42,c@example.org\n43,d@example.org\n43,e@example.org\n{longest}é,f@example.org\n\"a\u{7}b\",g@example.org\n"
    );
    let reply = app.import(&tokens, "rows=good", file).await;
    assert_eq!(counts(&reply), "imported 5 1 4");
    assert_eq!(errors(&reply, "field"), [2, 4, 5, 6].map(|row| format!("{row} external_id")));
    assert_eq!(errors(&reply, "code"), ["2 taken", "4 taken", "5 too_long", "6 invalid_character"]);
}

#[tokio::test]
async fn each_imported_administrator_is_recorded_and_at_most_a_thousand_are_allowed() {
    let (app, tokens) = TestApp::with_administrator("admin").await;
    let file = "username,email,role\nada,ada@example.org,admin\nbob,bob@example.org,user\neve,eve@example.org,admin\n";
    for (options, counted) in [("dry_run=true", "previewed 3 3 0"), ("", "imported 3 3 0")] {
        let reply = app.import(&tokens, options, file).await;
        assert_eq!((counts(&reply).as_str(), &reply.json()["administrators"]), (counted, &json!(2)));
    }
    let created = app.events("user.create").await.into_iter().filter(|event| event.detail.as_deref() == Some("admin"));
    let created: Vec<_> = created.filter_map(|event| event.target_id).map(|id| id.to_string()).collect();
    for (username, is_recorded) in [("ada", true), ("bob", false), ("eve", true)] {
        assert_eq!(created.contains(&app.id_of(username).await), is_recorded, "{username}");
    }

    let row = |number: u32| format!("adm{number},adm{number}@example.org,admin\n");
    let many = format!("username,email,role\n{}", (0..1_001).map(row).collect::<String>());
    let reply = app.import(&tokens, "dry_run=true", many).await;
    assert_eq!(counts(&reply), "previewed 1001 1000 1");
    assert_eq!(errors(&reply, "field"), ["1002 role"]);
}
