//! `/api/users/{id}/client-access`: the clients that have access to an account, for its owner and for administrators.

use super::super::openapi::{Access, Endpoint, Tag, examples};
use super::extract::{Id, InPath};
use crate::shared::client_access::ClientAccessListView;
use crate::shared::{ClientAccessView, ClientId, UserId, days};

pub fn endpoints() -> impl Iterator<Item = Endpoint> {
    let list = ClientAccessListView { clients: vec![example()] };
    let endpoints = [
        Endpoint::get("/api/users/{id}/client-access", list_access, "listClientAccess", "List clients with access")
            .about(
                "The clients (OpenID Connect, OAuth 2.0) that have access to the account, and those that it has allowed to get \
                 some without asking again. At most 1,000, the last one first.",
            )
            .returns(200, "The clients.", &list),
        Endpoint::delete(
            "/api/users/{id}/client-access/{client}",
            revoke_access,
            "revokeClientAccess",
            "Take back the access of a client",
        )
        .about("The client has to ask again. A session that it has of its own may go on.")
        .done(204, "The tokens of the client are no longer accepted."),
    ];
    endpoints.into_iter().map(|endpoint| endpoint.access(Access::OwnerOrAdministrator).tag(Tag::APPLICATIONS))
}

/// A client, as the document shows it.
fn example() -> ClientAccessView {
    ClientAccessView {
        client_id: ClientId::from_stored("wiki".to_owned()),
        title: "Wiki".to_owned(),
        description: Some("What the team knows".to_owned()),
        launch_uri: Some("https://wiki.example.org/".to_owned()),
        scopes: ["openid", "profile", "offline_access"].map(ToOwned::to_owned).to_vec(),
        resources: Vec::new(),
        has_tokens: true,
        since: examples::NOW,
        last_used_at: Some(examples::NOW),
        offline_until: Some(examples::NOW.plus(days(30))),
    }
}

handlers! {
    list_access(who, Id(id): Id) -> ClientAccessListView { clients } = openid.list_client_access(id);
    revoke_access(who, InPath((id, client)): InPath<(UserId, String)>) = openid.revoke_client_access(id, &client);
}
