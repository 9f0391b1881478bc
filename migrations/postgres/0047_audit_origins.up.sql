-- no-transaction
-- What came from an address, and what a device did, is found by an index, as what an account did.
CREATE INDEX CONCURRENTLY IF NOT EXISTS audit_origins_address ON audit_origins (address, event_id);
CREATE INDEX CONCURRENTLY IF NOT EXISTS audit_origins_device ON audit_origins (device, event_id);
