//! Assistants that use tools (Model Context Protocol), and every program without a row.

use super::{ANOTHER, CODE, CODE_AND_REFRESH, GROUPS, Program, Tried};
use crate::shared::ClientKind;
use crate::shared::programs::{ProgramGroup, ProgramPkce};

pub(super) static ALL: &[Program] = &[
    Program {
        id: "claude",
        title: "Claude",
        also: "mcp assistant connector anthropic claude code",
        group: ProgramGroup::Assistants,
        kind: ClientKind::Public,
        // On the web and in the app; the last one is Claude Code, which listens on the machine of the person.
        redirect_uris: &[
            "https://claude.ai/api/mcp/auth_callback",
            "https://claude.com/api/mcp/auth_callback",
            "http://localhost/callback",
        ],
        post_logout_redirect_uris: &[],
        backchannel_logout_uri: None,
        pkce: ProgramPkce::Sends,
        reads_id_token: false,
        groups_claim: None,
        grants: CODE_AND_REFRESH,
        paste: include_str!("paste/claude.txt"),
        tried: Tried::Read {
            at: "https://support.claude.com/en/articles/11503834-building-custom-connectors-via-remote-mcp-servers",
            on: "2026-11-28",
        },
        guide: Some("mcp"),
    },
    Program {
        id: "mcp-client",
        title: "MCP client",
        also: "model context protocol assistant editor inspector",
        group: ProgramGroup::Assistants,
        kind: ClientKind::Public,
        // On the machine of a person, with any port.
        redirect_uris: &["http://127.0.0.1/callback", "http://localhost/callback", "http://localhost/oauth/callback"],
        post_logout_redirect_uris: &[],
        backchannel_logout_uri: None,
        pkce: ProgramPkce::Sends,
        reads_id_token: false,
        groups_claim: None,
        grants: CODE_AND_REFRESH,
        paste: include_str!("paste/mcp-client.txt"),
        tried: Tried::With { version: "MCP SDK 1.32.2", on: "2026-11-26" },
        guide: Some("mcp-sdk"),
    },
    Program {
        id: ANOTHER,
        title: "Another program",
        also: "",
        group: ProgramGroup::Libraries,
        kind: ClientKind::Confidential,
        redirect_uris: &[],
        post_logout_redirect_uris: &[],
        backchannel_logout_uri: None,
        pkce: ProgramPkce::Sends,
        reads_id_token: false,
        groups_claim: GROUPS,
        grants: CODE,
        paste: include_str!("paste/another.txt"),
        tried: Tried::Unknown,
        guide: Some("any-other-client"),
    },
];
