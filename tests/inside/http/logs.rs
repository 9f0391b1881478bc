//! The lines of the log about a request: their level, and the trace that they belong to (`traceparent`).

use crate::support::*;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::{io, mem};
use tracing::subscriber::DefaultGuard;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::{Registry, fmt};
use vestibule::telemetry::{JsonLines, JsonMembers};

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const PARENT: &str = "00f067aa0ba902b7";

/// What was logged.
#[derive(Clone, Default)]
pub(super) struct Log(Arc<Mutex<Vec<u8>>>);

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
    /// Logs in the format of the server until the second result is dropped.
    pub(super) fn start() -> (Self, DefaultGuard) {
        let log = Self::default();
        let writer = log.clone();
        let lines = fmt::layer().fmt_fields(JsonMembers).event_format(JsonLines).with_writer(move || writer.clone());
        (log, tracing::subscriber::set_default(Registry::default().with(lines)))
    }

    /// The lines since the last call.
    pub(super) fn take_lines(&self) -> Vec<Value> {
        let text = String::from_utf8(mem::take(&mut *self.0.lock().unwrap())).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// The levels of the lines about requests for a route since the last call.
    fn take_levels(&self, route: &str) -> Vec<String> {
        let about_route = self.take_lines().into_iter().filter(|line| line["http.route"] == route);
        about_route.map(|line| line["level"].as_str().unwrap().to_owned()).collect()
    }

    /// The spans of the program's own lines about requests since the last call.
    fn take_spans(&self) -> Vec<Value> {
        let is_own = |line: &Value| line["target"].as_str().is_some_and(|target| target.starts_with("vestibule"));
        let own = self.take_lines().into_iter().filter(is_own);
        own.map(|mut line| line["span"].take()).filter(|span| span["name"] == "request").collect()
    }
}

#[tokio::test]
async fn a_static_file_is_logged_at_debug_and_everything_else_at_info() {
    let (log, _logging) = Log::start();
    let app = TestApp::new().await;
    // Without a build of the browser assets the favicon is a 404, which is logged like others.
    let built = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/site/favicon.svg").exists();
    for (path, route, level) in [
        ("/favicon.svg", "/favicon.svg", if built { "DEBUG" } else { "INFO" }),
        ("/pkg/nowhere.js", "/pkg/{*path}", "INFO"),
        ("/api/auth/me", "/api/auth/me", "INFO"),
        ("/live", "/live", "INFO"),
    ] {
        app.get(path).send().await;
        assert_eq!(log.take_levels(route), [level], "{path}");
    }
}

#[tokio::test]
async fn every_log_line_of_a_request_has_its_trace() {
    let (log, _logging) = Log::start();
    let app = TestApp::new().await;
    // A failed sign-in logs its event and the request.
    let log_in = || app.sign_in("nobody", PASSWORD);

    for (flags, trace, parent) in [("01", Some(TRACE), Some(PARENT)), ("<script>", None, None)] {
        log_in().header("traceparent", &format!("00-{TRACE}-{PARENT}-{flags}")).send().await;
        let spans = log.take_spans();
        assert!(spans.len() >= 2, "{spans:?}");
        for span in spans {
            let text = |member: &str| span.get(member).map(|value| value.as_str().expect("a text"));
            assert_eq!((text("trace.id"), text("trace.parent_id")), (trace, parent), "{span}");
            assert!(span["request.id"].is_string(), "{span}");
        }
    }
}
