//! `/api/providers`: providers at which people have accounts with which they sign in here, for administrators; and
//! `/api/auth/providers`, which of them everybody can choose.

use super::super::openapi::{Access, Endpoint, Tag, examples};
use super::extract::{Anyone, Bearer, InPath};
use super::json::{Answer, Json, created};
use crate::budgets::Budget;
use crate::shared::{AppError, ErrorCode, OfferedProvidersView, ProviderListView, ProviderRequest, ProviderView};
use axum::response::Response;
use serde_json::{Value, json};

pub fn endpoints() -> impl Iterator<Item = Endpoint> {
    let offered = Endpoint::get("/api/auth/providers", offered, "listOfferedProviders", "List what one can sign in with")
        .about(
            "In the order of the sign-in page. A program signs people in with the code flow of OpenID Connect, and names the \
             provider in `idp_hint` at `/oauth/authorize`.",
        )
        .charged(Budget::Request)
        .returns(200, "The providers.", &examples::offered_providers())
        .tag(Tag::SIGN_IN);
    let defined = definitions().map(|endpoint| endpoint.access(Access::Administrator).tag(Tag::PROVIDERS));
    [offered].into_iter().chain(defined)
}

fn definitions() -> [Endpoint; 5] {
    [
        Endpoint::get("/api/providers", list, "listProviders", "List the providers")
            .about("In the order of the sign-in page, including those of the operator's file and of the environment.")
            .returns(200, "The providers.", &examples::providers()),
        Endpoint::post("/api/providers", create, "createProvider", "Create a provider")
            .asks()
            .about("Enter `callback_uri` of the response at the provider. People can sign in with it at once.")
            .body::<ProviderRequest>(request())
            .returns(201, "The provider.", &examples::provider())
            .with_header("Location", "The path of the provider.")
            .errors(&[ErrorCode::ProviderTaken]),
        Endpoint::get("/api/providers/{name}", show, "getProvider", "Read a provider").returns(
            200,
            "The provider.",
            &examples::provider(),
        ),
        Endpoint::put("/api/providers/{name}", replace, "replaceProvider", "Replace a provider")
            .asks()
            .about(
                "Missing fields get their defaults. The name stays, and a secret that is left out too. A provider of a file or of \
                 the environment can be changed there only.",
            )
            .body::<ProviderRequest>(request())
            .returns(200, "The provider.", &examples::provider())
            .errors(&[ErrorCode::ProviderTaken]),
        Endpoint::delete("/api/providers/{name}", delete, "deleteProvider", "Delete a provider")
            .asks()
            .about(
                "No one can sign in with it any more. The accounts there stay linked, for the case that it is defined again. A \
                 provider of a file or of the environment can be removed there only.",
            )
            .done(204, "The provider no longer exists.")
            .errors(&[ErrorCode::ProviderTaken]),
    ]
}

/// An example of a request.
fn request() -> Value {
    json!({
        "name": "company",
        "issuer": "https://id.example.org",
        "client_id": "vestibule",
        "client_secret": "q83JYbQmWc0uVZr2",
    })
}

async fn offered(who: Anyone) -> Answer<OfferedProvidersView> {
    who.accounts.providers().offered_providers().await.map(Json)
}

handlers! {
    list(who) -> ProviderListView = providers.list_providers();
    show(who, InPath(name): InPath<String>) -> ProviderView = providers.show_provider(&name);
    replace(who, InPath(name): InPath<String>, Json(request): Json<ProviderRequest>) -> ProviderView
        = providers.replace_provider(&name, request);
    delete(who, InPath(name): InPath<String>) = providers.delete_provider(&name);
}

async fn create(who: Bearer, Json(request): Json<ProviderRequest>) -> Result<Response, AppError> {
    let new = who.accounts.providers().create_provider(&who.caller, request).await?;
    // A name needs no escaping.
    Ok(created(&format!("/api/providers/{}", new.name), Json(new)))
}
