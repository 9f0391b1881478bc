//! Exports of the audit log.

use super::audit::{events, fill, id_of};
use crate::support::{Reply, TestApp, Tokens};
use serde_json::{Value, json};

async fn export(app: &TestApp, tokens: &Tokens, query: &str) -> Reply {
    app.get(&format!("/api/audit/export?{query}")).bearer(&tokens.access).send().await
}

#[tokio::test]
async fn every_event_is_exported_once_in_either_format() {
    let app = TestApp::new().await;
    let (_, tokens) = app.administrator("admin").await;
    fill(&app, 1_200, "A browser, with \"quotes\"").await;
    let reply = export(&app, &tokens, "format=jsonl").await;
    assert_eq!((reply.status, reply.header("content-type")), (200, "application/x-ndjson"));
    assert_eq!(reply.header("content-disposition"), "attachment; filename=\"audit.jsonl\"");
    let lines: Vec<Value> = reply.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 1_202);
    assert!(lines.is_sorted_by(|newer, older| id_of(newer) > id_of(older)));
    assert_eq!(lines[..100], events(&app, &tokens, "per_page=100").await);

    let reply = export(&app, &tokens, "format=csv&event=session.start&result=refused").await;
    assert_eq!((reply.status, reply.header("content-type")), (200, "text/csv; charset=utf-8"));
    let text = reply.text();
    let mut rows = text.split_terminator("\r\n");
    let columns = concat!(
        r#""id","at","event","result","actor_kind","actor_id","target_id","address","#,
        r#""device","request_id","detail""#,
    );
    assert_eq!(rows.next(), Some(columns));
    let first = &lines[2];
    let (id, at) = (id_of(first), first["at"].as_str().unwrap());
    let row =
        format!(r#""{id}","{at}","session.start","refused","anonymous","","","","A browser, with ""quotes""","","""#);
    assert_eq!(rows.next(), Some(row.as_str()));
    assert_eq!(rows.count(), 1_199);
    assert_eq!(export(&app, &tokens, "event=user.purge").await.text(), format!("{columns}\r\n"), "CSV is the default");
}

#[tokio::test]
async fn a_csv_export_escapes_formulas() {
    let app = TestApp::new().await;
    let (_, tokens) = app.administrator("admin").await;
    app.post("/api/auth/login")
        .header("user-agent", "=HYPERLINK(\"https://evil.example\")")
        .json(&json!({"login": "admin", "password": "wrong"}))
        .send()
        .await;
    let text = export(&app, &tokens, "format=csv&result=refused").await.text();
    assert!(text.contains(",\"'=HYPERLINK(\"\"https://evil.example\"\")\","), "{text}");
}

#[tokio::test]
async fn only_administrators_export_the_audit_log() {
    let app = TestApp::new().await;
    let (_, tokens) = app.member("maren").await;
    assert_eq!(export(&app, &tokens, "").await.code(), "forbidden");
    assert_eq!(export(&app, &tokens, "scope=own").await.code(), "forbidden");
    let (_, tokens) = app.administrator("admin").await;
    assert_eq!(export(&app, &tokens, "format=xml").await.fields(), [("format".to_owned(), "unknown".to_owned())]);
}

#[tokio::test]
async fn control_characters_are_removed_from_user_agents() {
    let app = TestApp::new().await;
    let (_, tokens) = app.administrator("admin").await;
    let forged = "A\u{85}browser\u{2028}{\"event\":\"forged\"}\t\u{202e}end";
    app.post("/api/auth/login")
        .raw_header("user-agent", forged.as_bytes())
        .json(&json!({"login": "admin", "password": "wrong"}))
        .send()
        .await;
    let found = events(&app, &tokens, "result=refused").await;
    assert_eq!(found[0]["device"], "Abrowser{\"event\":\"forged\"}end");
    assert_eq!(export(&app, &tokens, "format=csv&result=refused").await.text().lines().count(), 2);
}
