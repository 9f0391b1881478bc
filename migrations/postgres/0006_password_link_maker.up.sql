-- Who made a link to a password: it is good only while that account may make it. NULL: the command line, or a link that is
-- older than this. No reference: when the account is purged nobody is found under its id, and the link stays void.
ALTER TABLE password_links ADD COLUMN created_by UUID;

CREATE INDEX password_links_maker ON password_links (created_by);
