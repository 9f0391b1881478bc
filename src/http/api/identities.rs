//! `/api/account/identities`: the accounts at providers that are linked to that of the caller; and `/api/users/{id}/identities`,
//! those of an account. Linking one takes a browser.

use super::super::openapi::{Access, Endpoint, Tag, examples};
use super::extract::{Id, InPath};
use crate::shared::api_tokens::Scope;
use crate::shared::{ErrorCode, IdentityId, IdentityListView, ProofCodeView, UserId};

pub fn endpoints() -> impl Iterator<Item = Endpoint> {
    let own = own_endpoints().into_iter().map(|endpoint| endpoint.access(Access::SignedIn));
    let of_accounts = account_endpoints().into_iter().map(|endpoint| endpoint.access(Access::OwnerOrAdministrator));
    own.chain(of_accounts).map(|endpoint| endpoint.tag(Tag::PROVIDERS))
}

fn own_endpoints() -> [Endpoint; 4] {
    const ONE: &str = "/api/account/identities/{identity}";
    const CODE: &str = "/api/account/proof-code";
    [
        Endpoint::get("/api/account/identities", list_own, "listOwnIdentities", "List the own linked accounts")
            .about("The accounts at providers with which one can sign in, the oldest first.")
            .scopes(&[Scope::UsersRead])
            .returns(200, "The linked accounts.", &examples::identities()),
        Endpoint::delete(ONE, unlink_own, "unlinkOwnIdentity", "Unlink an account at a provider")
            .about("The last way to sign in cannot be removed. The sessions that began with it end.")
            .done(204, "One can no longer sign in with it.")
            .errors(&[ErrorCode::FactorNeeded])
            .asks(),
        Endpoint::post("/api/account/identities/{identity}/keep", keep_own, "keepOwnIdentity", "Keep a linked account that is held")
            .about(
                "After a reset of the password by mail, accounts at providers that were linked within the seven days before do not \
                 sign in until their owner keeps them, in a session that was proven with the password.",
            )
            .done(204, "One can sign in with it again.")
            .asks(),
        Endpoint::post(CODE, send_proof_code, "sendProofCode", "Get a code by mail to prove who one is")
            .about(
                "For an account without a password and a second factor, whose address is confirmed. Send the six digits with \
                 `POST /api/auth/step-up` as `mail_code`, within ten minutes. Five wrong ones end the code.",
            )
            .returns(200, "The message with the code is sent.", &proof_code())
            .errors(&[ErrorCode::FactorNeeded]),
    ]
}

fn proof_code() -> ProofCodeView {
    ProofCodeView { mail_proof: "q83JYbQmWc0u…".to_owned(), expires_in: 600 }
}

fn account_endpoints() -> [Endpoint; 2] {
    const ONE: &str = "/api/users/{id}/identities/{identity}";
    [
        Endpoint::get("/api/users/{id}/identities", list, "listIdentities", "List the linked accounts of an account")
            .scopes(&[Scope::UsersRead])
            .returns(200, "The linked accounts.", &examples::identities()),
        Endpoint::delete(ONE, unlink, "unlinkIdentity", "Unlink an account at a provider from an account")
            .about(
                "Administrators can remove the last way to sign in only of an account that can be invited again. The sessions that \
                 began with it end.",
            )
            .done(204, "Its owner can no longer sign in with it.")
            .errors(&[ErrorCode::FactorNeeded])
            .asks(),
    ]
}

handlers! {
    list(who, Id(id): Id) -> IdentityListView = identities.list_identities(id);
    list_own(who) -> IdentityListView = identities.list_identities(who.id());
    unlink(who, InPath((id, identity)): InPath<(UserId, IdentityId)>) = identities.unlink_identity(id, identity);
    unlink_own(who, InPath(identity): InPath<IdentityId>) = identities.unlink_identity(who.id(), identity);
    keep_own(who, InPath(identity): InPath<IdentityId>) = identities.keep_identity(who.id(), identity);
    send_proof_code(who) -> ProofCodeView = identities.send_proof_code();
}
