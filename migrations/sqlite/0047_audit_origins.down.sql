DROP INDEX audit_origins_device;
DROP INDEX audit_origins_address;
