-- Pictures of people, one each, in the two sizes that are shown. The key is random in all its bits: it stands in the
-- picture's address, which changes with the picture.

CREATE TABLE avatars (
    id         BLOB    NOT NULL PRIMARY KEY,
    user_id    BLOB    NOT NULL UNIQUE REFERENCES users (id) ON DELETE CASCADE,
    media_type TEXT    NOT NULL,
    small      BLOB    NOT NULL,
    large      BLOB    NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

-- The same key beside the account, so that naming the picture takes no look at it. No reference: each would have to be
-- there before the other.
ALTER TABLE users ADD COLUMN avatar_id BLOB;
