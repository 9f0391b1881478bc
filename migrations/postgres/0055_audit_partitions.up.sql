-- The audit log in partitions by time (docs/decisions/0113-partitions.md): the ids of events begin with the time, so a range of ids is a time.
-- What is there becomes the first partition, which takes every id until the program divides it (src/store/postgres/partitions.rs). No row is
-- read, so this takes milliseconds at any size, and all statements go on with the names that they know.
ALTER TABLE audit_events RENAME TO audit_events_first;
ALTER TABLE audit_origins RENAME TO audit_origins_first;

-- Those of the whole tables have the names of before.
ALTER INDEX audit_events_pkey RENAME TO audit_events_first_pkey;
ALTER INDEX audit_events_actor RENAME TO audit_events_first_actor;
ALTER INDEX audit_events_target RENAME TO audit_events_first_target;
ALTER INDEX audit_events_event RENAME TO audit_events_first_event;
ALTER INDEX audit_events_refused RENAME TO audit_events_first_refused;
ALTER INDEX audit_events_actor_event RENAME TO audit_events_first_actor_event;
ALTER INDEX audit_events_target_event RENAME TO audit_events_first_target_event;
ALTER INDEX audit_events_event_refused RENAME TO audit_events_first_event_refused;
ALTER INDEX audit_events_actor_refused RENAME TO audit_events_first_actor_refused;
ALTER INDEX audit_events_target_refused RENAME TO audit_events_first_target_refused;
ALTER INDEX audit_origins_pkey RENAME TO audit_origins_first_pkey;
ALTER INDEX audit_origins_address RENAME TO audit_origins_first_address;
ALTER INDEX audit_origins_device RENAME TO audit_origins_first_device;

CREATE TABLE audit_events (LIKE audit_events_first INCLUDING ALL EXCLUDING INDEXES, PRIMARY KEY (id)) PARTITION BY RANGE (id);
CREATE INDEX audit_events_actor ON audit_events (actor_id, id);
CREATE INDEX audit_events_target ON audit_events (target_id, id);
CREATE INDEX audit_events_event ON audit_events (event, id);
CREATE INDEX audit_events_refused ON audit_events (id) WHERE result = 'refused';
CREATE INDEX audit_events_actor_event ON audit_events (actor_id, event, id);
CREATE INDEX audit_events_target_event ON audit_events (target_id, event, id);
CREATE INDEX audit_events_event_refused ON audit_events (event, id) WHERE result = 'refused';
CREATE INDEX audit_events_actor_refused ON audit_events (actor_id, id) WHERE result = 'refused';
CREATE INDEX audit_events_target_refused ON audit_events (target_id, id) WHERE result = 'refused';

CREATE TABLE audit_origins (LIKE audit_origins_first INCLUDING ALL EXCLUDING INDEXES, PRIMARY KEY (event_id)) PARTITION BY RANGE (event_id);
CREATE INDEX audit_origins_address ON audit_origins (address, event_id);
CREATE INDEX audit_origins_device ON audit_origins (device, event_id);

-- A partition gets those for each row from the whole table. That for TRUNCATE stays, because each partition needs one of its own.
DROP TRIGGER audit_events_unchanged ON audit_events_first;
DROP TRIGGER audit_events_kept ON audit_events_first;
CREATE TRIGGER audit_events_unchanged BEFORE UPDATE ON audit_events
    FOR EACH ROW EXECUTE FUNCTION audit_events_unchanged();
CREATE TRIGGER audit_events_not_emptied BEFORE TRUNCATE ON audit_events
    FOR EACH STATEMENT EXECUTE FUNCTION audit_events_unchanged();
CREATE TRIGGER audit_events_kept BEFORE DELETE ON audit_events
    FOR EACH ROW EXECUTE FUNCTION audit_events_kept();

-- Every id, so there is nothing to check in the rows.
ALTER TABLE audit_events ATTACH PARTITION audit_events_first FOR VALUES FROM (MINVALUE) TO (MAXVALUE);
ALTER TABLE audit_origins ATTACH PARTITION audit_origins_first FOR VALUES FROM (MINVALUE) TO (MAXVALUE);
