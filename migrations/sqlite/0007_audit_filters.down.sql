DELETE FROM sqlite_stat1 WHERE tbl = 'audit_events';
DROP INDEX audit_events_target_refused;
DROP INDEX audit_events_actor_refused;
DROP INDEX audit_events_event_refused;
DROP INDEX audit_events_target_event;
DROP INDEX audit_events_actor_event;
