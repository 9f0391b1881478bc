DROP INDEX sessions_active;
