-- Without its maker a link would pass for one of the command line, which needs none.
DELETE FROM password_links WHERE created_by IS NOT NULL;
DROP INDEX password_links_maker;
ALTER TABLE password_links DROP COLUMN created_by;
