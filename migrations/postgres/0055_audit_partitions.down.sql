-- Each becomes one table again: the largest partition, with the rows of the others. Who writes an event waits meanwhile.
LOCK TABLE audit_events, audit_origins IN ACCESS EXCLUSIVE MODE;

DO $$
DECLARE
    whole  TEXT;
    kept   REGCLASS;
    other  REGCLASS;
    own    RECORD;
BEGIN
    FOREACH whole IN ARRAY ARRAY['audit_events', 'audit_origins'] LOOP
        SELECT inhrelid INTO kept FROM pg_inherits WHERE inhparent = whole::regclass
            ORDER BY pg_relation_size(inhrelid) DESC LIMIT 1;
        -- Its indexes get the names of those of the whole table, which are taken until that is dropped.
        FOR own IN SELECT i.indexrelid::regclass AS index, w.relname AS name FROM pg_index i
            JOIN pg_inherits ON inhrelid = i.indexrelid JOIN pg_class w ON w.oid = inhparent WHERE i.indrelid = kept
        LOOP
            EXECUTE format('ALTER INDEX %s RENAME TO %I', own.index, 'plain_' || own.name);
        END LOOP;
        EXECUTE format('ALTER TABLE %I DETACH PARTITION %s', whole, kept);
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT IF EXISTS audit_end', kept);
        FOR other IN SELECT inhrelid FROM pg_inherits WHERE inhparent = whole::regclass LOOP
            EXECUTE format('INSERT INTO %s SELECT * FROM %s', kept, other);
        END LOOP;
        EXECUTE format('DROP TABLE %I', whole);
        EXECUTE format('ALTER TABLE %s RENAME TO %I', kept, whole);
        FOR own IN SELECT i.indexrelid::regclass AS index, c.relname AS name FROM pg_index i
            JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indrelid = kept AND starts_with(c.relname, 'plain_')
        LOOP
            EXECUTE format('ALTER INDEX %s RENAME TO %I', own.index, substr(own.name, length('plain_') + 1));
        END LOOP;
    END LOOP;
END $$;

DROP TRIGGER IF EXISTS audit_events_not_emptied ON audit_events;
CREATE TRIGGER audit_events_unchanged BEFORE UPDATE ON audit_events
    FOR EACH ROW EXECUTE FUNCTION audit_events_unchanged();
CREATE TRIGGER audit_events_not_emptied BEFORE TRUNCATE ON audit_events
    FOR EACH STATEMENT EXECUTE FUNCTION audit_events_unchanged();
CREATE TRIGGER audit_events_kept BEFORE DELETE ON audit_events
    FOR EACH ROW EXECUTE FUNCTION audit_events_kept();
