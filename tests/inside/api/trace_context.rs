//! `traceparent`: every log line of a request has the trace that it belongs to.

use crate::support::{PASSWORD, TestApp};
use serde_json::{Value, json};
use std::{
    io, mem,
    sync::{Arc, Mutex},
};
use tracing_subscriber::{Registry, fmt, layer::SubscriberExt as _};
use vestibule::telemetry::{JsonLines, JsonMembers};

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const PARENT: &str = "00f067aa0ba902b7";

/// What was logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Log {
    /// The spans of the program's own lines about requests since the last call.
    fn take_spans(&self) -> Vec<Value> {
        let text = String::from_utf8(mem::take(&mut *self.0.lock().unwrap())).unwrap();
        let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        let own = lines.filter(|line| line["target"].as_str().is_some_and(|target| target.starts_with("vestibule")));
        own.map(|mut line| line["span"].take()).filter(|span| span["name"] == "request").collect()
    }
}

#[tokio::test]
async fn every_log_line_of_a_request_has_its_trace() {
    let log = Log::default();
    let writer = log.clone();
    // The format of the server.
    let lines = fmt::layer().fmt_fields(JsonMembers).event_format(JsonLines).with_writer(move || writer.clone());
    let _logged = tracing::subscriber::set_default(Registry::default().with(lines));
    let app = TestApp::new().await;
    // A failed sign-in logs its event and the request.
    let body = json!({"login": "nobody", "password": PASSWORD});
    let log_in = || app.post("/api/auth/login").json(&body);

    log_in().header("traceparent", &format!("00-{TRACE}-{PARENT}-01")).send().await;
    let spans = log.take_spans();
    assert!(spans.len() >= 2, "{spans:?}");
    for span in spans {
        assert_eq!((&span["trace.id"], &span["trace.parent_id"]), (&json!(TRACE), &json!(PARENT)), "{span}");
        assert!(span["request.id"].is_string(), "{span}");
    }

    log_in().header("traceparent", &format!("00-{TRACE}-{PARENT}-<script>")).send().await;
    let spans = log.take_spans();
    assert!(spans.len() >= 2, "{spans:?}");
    for span in spans {
        assert!(span.get("trace.id").is_none() && span.get("trace.parent_id").is_none(), "{span}");
    }
}
