//! What pages show of each kind of provider: its mark, and what it is for administrators who choose one.

use super::choice::Choice;
use super::drawings::Shape;
use crate::language::say;
use crate::shared::providers::ProviderKind;

/// No trademarks: only drawings of this program.
pub fn mark(kind: ProviderKind) -> Shape {
    match kind {
        ProviderKind::Google => Shape::HALF_RING,
        ProviderKind::Github => Shape::BRANCH,
        ProviderKind::Microsoft => Shape::TILES,
        ProviderKind::Apple => Shape::LEAF,
        ProviderKind::Discord => Shape::SPEECH,
        ProviderKind::Facebook => Shape::PEOPLE,
        ProviderKind::Gitlab => Shape::PEAKS,
        ProviderKind::Openid | ProviderKind::Oauth2 => Shape::PERSON,
    }
}

pub fn choice(kind: ProviderKind) -> Choice {
    let brand = kind.brand().unwrap_or_default();
    let (id, label, about) = match kind {
        ProviderKind::Google => ("kind-google", brand, say::provider_google_about()),
        ProviderKind::Github => ("kind-github", brand, say::provider_github_about()),
        ProviderKind::Microsoft => ("kind-microsoft", brand, say::provider_microsoft_about()),
        ProviderKind::Apple => ("kind-apple", brand, say::provider_apple_about()),
        ProviderKind::Discord => ("kind-discord", brand, say::provider_discord_about()),
        ProviderKind::Facebook => ("kind-facebook", brand, say::provider_facebook_about()),
        ProviderKind::Gitlab => ("kind-gitlab", brand, say::provider_gitlab_about()),
        ProviderKind::Openid => ("kind-openid", say::provider_openid(), say::provider_openid_about()),
        ProviderKind::Oauth2 => ("kind-oauth2", say::provider_oauth2(), say::provider_oauth2_about()),
    };
    Choice { id, value: kind.as_str(), label, about }
}
