//! The line of the log about each request.

use crate::support::TestApp;
use serde_json::Value;
use std::{
    io, mem,
    path::Path,
    sync::{Arc, Mutex},
};
use tracing_subscriber::{Registry, fmt, layer::SubscriberExt as _};
use vestibule::telemetry::{JsonLines, JsonMembers};

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
    /// The levels of the lines about requests for a route since the last call.
    fn take_levels(&self, route: &str) -> Vec<String> {
        let text = String::from_utf8(mem::take(&mut *self.0.lock().unwrap())).unwrap();
        let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        let about_route = lines.filter(|line| line["http.route"] == route);
        about_route.map(|line| line["level"].as_str().unwrap().to_owned()).collect()
    }
}

#[tokio::test]
async fn a_static_file_is_logged_at_debug_and_everything_else_at_info() {
    let log = Log::default();
    let writer = log.clone();
    // The format of the server.
    let lines = fmt::layer().fmt_fields(JsonMembers).event_format(JsonLines).with_writer(move || writer.clone());
    let _logged = tracing::subscriber::set_default(Registry::default().with(lines));
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
