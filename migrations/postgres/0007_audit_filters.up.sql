-- A filter goes to what it asks for by an index, however much else an account has done or had done to it.
CREATE INDEX audit_events_actor_event ON audit_events (actor_id, event, id);
CREATE INDEX audit_events_target_event ON audit_events (target_id, event, id);
-- Refusals are few, and looked for.
CREATE INDEX audit_events_event_refused ON audit_events (event, id) WHERE result = 'refused';
CREATE INDEX audit_events_actor_refused ON audit_events (actor_id, id) WHERE result = 'refused';
CREATE INDEX audit_events_target_refused ON audit_events (target_id, id) WHERE result = 'refused';
