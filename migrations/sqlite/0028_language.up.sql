-- The language of pages and messages, by its tag. NULL: as the browser prefers.
ALTER TABLE users ADD COLUMN language TEXT;
