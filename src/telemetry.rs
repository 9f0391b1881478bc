//! Logs: JSON or text, one line per event, nothing secret.
