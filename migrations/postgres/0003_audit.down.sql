DROP TABLE audit_origins;
DROP TABLE audit_events;
DROP FUNCTION audit_events_kept();
DROP FUNCTION audit_events_unchanged();
DROP TABLE audit_retention;
