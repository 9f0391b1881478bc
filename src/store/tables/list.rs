//! Every table with its columns. A test compares the list with the schemas.

use super::{Kind, SealedColumn, Table};

pub const USERS: Table = Table {
    name: "users",
    columns: &[
        ("id", Kind::Uuid),
        ("username", Kind::Text),
        ("username_key", Kind::Text),
        ("email", Kind::Text),
        ("email_key", Kind::Text),
        ("name", Kind::Text),
        ("role", Kind::Text),
        ("status", Kind::Text),
        ("email_verified", Kind::Boolean),
        ("password_hash", Kind::Text),
        ("created_at", Kind::Integer),
        ("updated_at", Kind::Integer),
        ("deleted_at", Kind::Integer),
        ("last_login_at", Kind::Integer),
        ("version", Kind::Integer),
        ("avatar_id", Kind::Uuid),
        ("name_key", Kind::Text),
        ("words", Kind::Text),
        ("low_word_bits", Kind::Integer),
        ("high_word_bits", Kind::Integer),
        ("status_before", Kind::Text),
        ("role_before", Kind::Text),
        ("bulk_id", Kind::Uuid),
        ("import_number", Kind::Integer),
        ("external_id", Kind::Text),
        ("group_names", Kind::Text),
    ],
    sealed: None,
};

/// Tables that the database derives from others with triggers. They are not copied.
pub const DERIVED: &[&str] = &["user_counts", "user_words"];

/// All tables that are copied, in an order that satisfies foreign keys.
pub const TABLES: &[Table] = &[
    Table {
        name: "imports",
        columns: &[
            ("number", Kind::Integer),
            ("touched_at", Kind::Integer),
            ("total", Kind::Integer),
            ("done", Kind::Integer),
            ("published_at", Kind::Integer),
        ],
        sealed: None,
    },
    USERS,
    Table {
        name: "user_groups",
        columns: &[("name", Kind::Text), ("description", Kind::Text), ("created_at", Kind::Integer)],
        sealed: None,
    },
    Table { name: "deleted_groups", columns: &[("name", Kind::Text), ("deleted_at", Kind::Integer)], sealed: None },
    Table {
        name: "one_time_tokens",
        columns: &[
            ("token_hash", Kind::Bytes),
            ("purpose", Kind::Text),
            ("user_id", Kind::Uuid),
            ("created_by", Kind::Uuid),
            ("email_key", Kind::Text),
            ("parameters", Kind::Text),
            ("digits_hash", Kind::Bytes),
            ("digit_attempts", Kind::Integer),
            ("browser_hash", Kind::Bytes),
            ("created_at", Kind::Integer),
            ("expires_at", Kind::Integer),
            ("used_at", Kind::Integer),
        ],
        sealed: None,
    },
    Table {
        name: "avatars",
        columns: &[
            ("id", Kind::Uuid),
            ("user_id", Kind::Uuid),
            ("media_type", Kind::Text),
            ("small", Kind::Bytes),
            ("large", Kind::Bytes),
            ("created_at", Kind::Integer),
        ],
        sealed: None,
    },
    Table {
        name: "sessions",
        columns: &[
            ("id", Kind::Uuid),
            ("user_id", Kind::Uuid),
            ("remember", Kind::Boolean),
            ("created_at", Kind::Integer),
            ("last_used_at", Kind::Integer),
            ("expires_at", Kind::Integer),
            ("ended_at", Kind::Integer),
            ("device", Kind::Text),
            ("address", Kind::Text),
            ("end_reason", Kind::Text),
            ("entries", Kind::Text),
        ],
        sealed: None,
    },
    Table {
        name: "refresh_tokens",
        columns: &[
            ("token_hash", Kind::Bytes),
            ("session_id", Kind::Uuid),
            ("salt", Kind::Bytes),
            ("issued_at", Kind::Integer),
            ("expires_at", Kind::Integer),
            ("used_at", Kind::Integer),
        ],
        sealed: None,
    },
    Table {
        name: "api_tokens",
        columns: &[
            ("id", Kind::Uuid),
            ("token_hash", Kind::Bytes),
            ("user_id", Kind::Uuid),
            ("name", Kind::Text),
            ("scopes", Kind::Text),
            ("created_by", Kind::Uuid),
            ("created_at", Kind::Integer),
            ("expires_at", Kind::Integer),
            ("last_used_at", Kind::Integer),
            ("last_used_address", Kind::Text),
            ("revoked_at", Kind::Integer),
        ],
        sealed: None,
    },
    Table {
        name: "service_accounts",
        columns: &[("user_id", Kind::Uuid), ("created_by", Kind::Uuid), ("created_at", Kind::Integer)],
        sealed: None,
    },
    Table {
        name: "applications",
        columns: &[
            ("name", Kind::Text),
            ("title", Kind::Text),
            ("locations", Kind::Text),
            ("everyone", Kind::Boolean),
            ("group_names", Kind::Text),
            ("claims", Kind::Text),
            ("remote_user", Kind::Text),
            ("created_at", Kind::Integer),
            ("updated_at", Kind::Integer),
        ],
        sealed: None,
    },
    Table {
        name: "signing_keys",
        columns: &[
            ("kid", Kind::Text),
            ("public_key", Kind::Bytes),
            ("sealed_private_key", Kind::Bytes),
            ("created_at", Kind::Integer),
        ],
        sealed: Some(SealedColumn { sealed: 2, context: 0 }),
    },
    Table {
        name: "sealed_secrets",
        columns: &[("name", Kind::Text), ("sealed", Kind::Bytes), ("created_at", Kind::Integer)],
        sealed: Some(SealedColumn { sealed: 1, context: 0 }),
    },
    Table {
        name: "setup_tokens",
        columns: &[
            ("token_hash", Kind::Bytes),
            ("created_at", Kind::Integer),
            ("expires_at", Kind::Integer),
            ("used_at", Kind::Integer),
        ],
        sealed: None,
    },
    Table {
        name: "throttles",
        columns: &[
            ("key", Kind::Text),
            ("failures", Kind::Integer),
            ("last_at", Kind::Integer),
            ("blocked_until", Kind::Integer),
        ],
        sealed: None,
    },
    // Its tokens are sealed with the keys in `sealed_secrets`, which are copied as well.
    Table {
        name: "outbox",
        columns: &[
            ("id", Kind::Uuid),
            ("kind", Kind::Text),
            ("recipient", Kind::Text),
            ("user_id", Kind::Uuid),
            ("parameters", Kind::Text),
            ("sealed_token", Kind::Bytes),
            ("created_at", Kind::Integer),
            ("next_attempt_at", Kind::Integer),
            ("attempts", Kind::Integer),
            ("last_error", Kind::Text),
        ],
        sealed: None,
    },
    // Its results are sealed with the same keys.
    Table {
        name: "idempotency_keys",
        columns: &[
            ("key_hash", Kind::Bytes),
            ("user_id", Kind::Uuid),
            ("request_hash", Kind::Bytes),
            ("sealed_result", Kind::Bytes),
            ("created_at", Kind::Integer),
        ],
        sealed: None,
    },
    // A ticket that was used stays used in the copy, which has the keys that open it.
    Table {
        name: "used_tickets",
        columns: &[("ticket_hash", Kind::Bytes), ("expires_at", Kind::Integer)],
        sealed: None,
    },
    Table {
        name: "refused_addresses",
        columns: &[("email_key", Kind::Text), ("since", Kind::Integer), ("reason", Kind::Text)],
        sealed: None,
    },
    // Before the events, because tables are cleared in reverse order and its row controls whether events can be deleted.
    Table { name: "audit_retention", columns: &[("id", Kind::Integer), ("milliseconds", Kind::Integer)], sealed: None },
    Table {
        name: "audit_events",
        columns: &[
            ("id", Kind::Uuid),
            ("at", Kind::Integer),
            ("event", Kind::Text),
            ("result", Kind::Text),
            ("actor_kind", Kind::Text),
            ("actor_id", Kind::Uuid),
            ("target_id", Kind::Uuid),
            ("request_id", Kind::Uuid),
            ("detail", Kind::Text),
        ],
        sealed: None,
    },
    Table {
        name: "audit_origins",
        columns: &[("event_id", Kind::Uuid), ("address", Kind::Text), ("device", Kind::Text)],
        sealed: None,
    },
];
