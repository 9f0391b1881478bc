DROP TABLE audit_origins;
DROP TABLE audit_events;
DROP TABLE audit_retention;
