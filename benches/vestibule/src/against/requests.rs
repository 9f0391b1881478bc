//! The requests that a comparison sends to both builds.

use super::side::Side;
use crate::{
    Result,
    accounts::{self, Account},
    client::Clients,
    openid, passkeys, rates,
};

/// A kind of request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Request {
    // First in a round, so that the memory of hashing threads is released before the end of it.
    Password,
    Live,
    Me,
    Forward,
    SignInPage,
    CompressedSignInPage,
    Refresh,
    Passkey,
    Code,
    RefreshToken,
    UserInfo,
    List,
    Search,
    Filter,
    ListPage,
}

impl Request {
    /// All of them, in the order of their discriminants.
    pub const ALL: [Self; 15] = [
        Self::Password,
        Self::Live,
        Self::Me,
        Self::Forward,
        Self::SignInPage,
        Self::CompressedSignInPage,
        Self::Refresh,
        Self::Passkey,
        Self::Code,
        Self::RefreshToken,
        Self::UserInfo,
        Self::List,
        Self::Search,
        Self::Filter,
        Self::ListPage,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Live => "GET /live",
            Self::Me => rates::ME,
            Self::Forward => rates::FORWARD,
            Self::SignInPage => rates::PAGE,
            Self::CompressedSignInPage => rates::COMPRESSED_PAGE,
            Self::Password => rates::LOGIN,
            Self::Refresh => rates::REFRESH,
            Self::Passkey => rates::PASSKEY,
            Self::Code => openid::CODE_FLOW,
            Self::RefreshToken => openid::RENEWAL,
            Self::UserInfo => openid::USERINFO,
            Self::List => rates::LIST,
            Self::Search => "GET /api/users with a search",
            Self::Filter => "GET /api/users with a filter",
            Self::ListPage => "GET /users",
        }
    }

    /// The clients that send it to one build, in sessions that last as long as the comparison.
    pub async fn clients(self, side: &Side<'_>, connections: usize) -> Result<Clients> {
        let (server, accounts) = (side.server()?, &side.accounts);
        let administrators = [Account::administrator(0)];
        let anonymous = |path, headers: &[_]| Ok(accounts::anonymous_clients(path, headers, connections));
        match self {
            Self::Live => anonymous("/live", &[]),
            Self::Me => accounts::me_clients(server, &accounts.signed_in, connections).await,
            Self::Forward => accounts::forward_clients(server, &accounts.signed_in, connections).await,
            Self::SignInPage => anonymous("/login", &[]),
            Self::CompressedSignInPage => anonymous("/login", &[("accept-encoding", "gzip")]),
            Self::Password => Ok(accounts::sign_in_clients(&accounts.signing_in, connections)),
            Self::Refresh => accounts::refresh_clients(server, &accounts.signed_in, connections).await,
            Self::Passkey => passkeys::clients(server, &accounts.with_passkeys).await,
            Self::Code => openid::code_flow_clients(server, &accounts.signed_in, connections).await,
            Self::RefreshToken => openid::refresh_token_clients(server, &accounts.signed_in, connections).await,
            Self::UserInfo => openid::claims_clients(server, &accounts.signed_in, connections).await,
            Self::List => accounts::api_clients(server, &administrators, "/api/users", connections).await,
            Self::Search => accounts::api_clients(server, &administrators, "/api/users?q=s", connections).await,
            Self::Filter => {
                accounts::api_clients(server, &administrators, "/api/users?status=disabled", connections).await
            }
            Self::ListPage => accounts::page_clients(server, &administrators, "/users", connections).await,
        }
    }
}
