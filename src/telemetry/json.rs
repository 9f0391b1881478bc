//! Log lines in JSON, as `tracing_subscriber::fmt::format::Json` writes them, in a third of the time: that formatter parses the
//! fields of the span again for each line.

use serde::Serialize;
use std::fmt::{self, Debug};
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_log::NormalizeEvent as _;
use tracing_subscriber::field::RecordFields;
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::time::{FormatTime, SystemTime};
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields, FormattedFields};
use tracing_subscriber::registry::LookupSpan;

/// One JSON object per event: the time, the level, the fields, the target, and the innermost span with its fields and name.
pub struct JsonLines;

/// The fields of a span as the members of a JSON object, each with a comma after it. A line copies them, so a field of a span must
/// not be recorded twice.
pub struct JsonMembers;

impl<S> FormatEvent<S, JsonMembers> for JsonLines
where
    S: Subscriber + for<'lookup> LookupSpan<'lookup>,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, JsonMembers>,
        mut line: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        // Events of the crate `log` have the metadata of their source in fields.
        let normalized = event.normalized_metadata();
        let metadata = normalized.as_ref().unwrap_or_else(|| event.metadata());
        line.write_str("{\"timestamp\":\"")?;
        SystemTime.format_time(&mut line)?;
        write!(line, "\",\"level\":\"{}\",", metadata.level())?;
        JsonMembers.format_fields(line.by_ref(), event)?;
        line.write_str("\"target\":")?;
        write_json(&mut line, metadata.target())?;
        if let Some(span) = event.parent().and_then(|id| context.span(id)).or_else(|| context.lookup_current()) {
            line.write_str(",\"span\":{")?;
            if let Some(members) = span.extensions().get::<FormattedFields<JsonMembers>>() {
                line.write_str(members)?;
            }
            line.write_str("\"name\":")?;
            write_json(&mut line, span.name())?;
            line.write_char('}')?;
        }
        line.write_str("}\n")
    }
}

impl<'writer> FormatFields<'writer> for JsonMembers {
    fn format_fields<R: RecordFields>(&self, mut writer: Writer<'writer>, fields: R) -> fmt::Result {
        let mut members = MemberWriter { writer: &mut writer, written: Ok(()) };
        fields.record(&mut members);
        members.written
    }
}

/// Writes fields as members.
struct MemberWriter<'a, 'writer> {
    writer: &'a mut Writer<'writer>,
    /// The first error. Fields after it are not written.
    written: fmt::Result,
}

impl MemberWriter<'_, '_> {
    fn write(&mut self, field: &Field, value: &(impl Serialize + ?Sized)) {
        self.written = self.written.and_then(|()| {
            write_json(self.writer, field.name())?;
            self.writer.write_char(':')?;
            write_json(self.writer, value)?;
            self.writer.write_char(',')
        });
    }
}

impl Visit for MemberWriter<'_, '_> {
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.write(field, &value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.write(field, &value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.write(field, &value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.write(field, &value);
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.write(field, value);
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.write(field, &format!("{value:?}"));
    }
}

fn write_json(writer: &mut Writer<'_>, value: &(impl Serialize + ?Sized)) -> fmt::Result {
    serde_json::to_writer(Utf8(writer), value).map_err(|_| fmt::Error)
}

/// What serde_json writes is UTF-8, also each of its pieces.
struct Utf8<'a, 'writer>(&'a mut Writer<'writer>);

impl std::io::Write for Utf8<'_, '_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let text = std::str::from_utf8(bytes).map_err(std::io::Error::other)?;
        self.0.write_str(text).map_err(std::io::Error::other)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::telemetry::tests::Pieces;
    use serde_json::Value;
    use tracing_subscriber::fmt::layer;
    use tracing_subscriber::layer::SubscriberExt as _;
    use tracing_subscriber::{Layer, registry};

    /// What a layer of the library, or the one of this module, writes about some events.
    fn written(layer: impl FnOnce(Pieces) -> Box<dyn Layer<registry::Registry> + Send + Sync>) -> Vec<Value> {
        let pieces = Pieces::default();
        let _logged = tracing::subscriber::set_default(registry().with(layer(pieces.clone())));
        log_everything();
        let mut lines: Vec<Value> = pieces.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        for line in &mut lines {
            assert!(line["timestamp"].take().as_str().unwrap().ends_with('Z'));
        }
        lines
    }

    fn log_everything() {
        let nothing: Option<&str> = None;
        tracing::info!("outside of a span");
        tracing::warn!(target: "elsewhere", text = "\"quoted\"\n\u{7}\u{1f600}\\", "many \"kinds\" of fields: {}", 7);
        let span = tracing::info_span!("request", request.id = %"id", missing = nothing, later = tracing::field::Empty);
        let entered = span.enter();
        tracing::error!(
            signed = -1_i64,
            unsigned = u64::MAX,
            float = 0.5,
            infinite = f64::INFINITY,
            yes = true,
            "numbers"
        );
        span.record("later", 3);
        let inner = tracing::info_span!("inner", debugged = ?Some("x"));
        tracing::info!(parent: &inner, error = &std::io::Error::other("no\tdisk") as &dyn std::error::Error, "in a span");
        drop(entered);
        tracing::info!(parent: &span, "by name");
        tracing::info!(only_a_field = %"display");
    }

    #[test]
    fn lines_are_those_of_the_library() {
        let library = written(|pieces| {
            let lines = layer().with_writer(move || pieces.clone()).json().flatten_event(true).with_span_list(false);
            lines.boxed()
        });
        let own = written(|pieces| {
            let lines = layer().with_writer(move || pieces.clone()).fmt_fields(JsonMembers).event_format(JsonLines);
            lines.boxed()
        });
        assert_eq!(own.len(), 6);
        assert_eq!(own, library);
    }
}
