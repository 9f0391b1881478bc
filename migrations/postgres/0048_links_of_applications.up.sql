-- Where the tile of an application leads that is only linked on the start page, an absolute URL; NULL: nowhere else than to its locations.
ALTER TABLE applications ADD COLUMN link TEXT COLLATE "C";
