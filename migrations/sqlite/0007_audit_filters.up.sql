-- A filter goes to what it asks for by an index, however much else an account has done or had done to it.
CREATE INDEX audit_events_actor_event ON audit_events (actor_id, event, id);
CREATE INDEX audit_events_target_event ON audit_events (target_id, event, id);
-- Refusals are few, and looked for.
CREATE INDEX audit_events_event_refused ON audit_events (event, id) WHERE result = 'refused';
CREATE INDEX audit_events_actor_refused ON audit_events (actor_id, id) WHERE result = 'refused';
CREATE INDEX audit_events_target_refused ON audit_events (target_id, id) WHERE result = 'refused';

-- What each index narrows a search down to, in round numbers: without them the planner takes the index of all events of a kind
-- for as good as that of one account's (https://www.sqlite.org/fileformat2.html#stat1tab).
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('audit_events', 'audit_events_event', '1000000 50000 1'),
    ('audit_events', 'audit_events_actor', '1000000 1000 1'),
    ('audit_events', 'audit_events_target', '1000000 1000 1'),
    ('audit_events', 'audit_events_actor_event', '1000000 1000 100 1'),
    ('audit_events', 'audit_events_target_event', '1000000 1000 100 1'),
    ('audit_events', 'audit_events_refused', '50000 1'),
    ('audit_events', 'audit_events_event_refused', '50000 10000 1'),
    ('audit_events', 'audit_events_actor_refused', '50000 100 1'),
    ('audit_events', 'audit_events_target_refused', '50000 100 1');
