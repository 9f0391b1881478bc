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
        ProviderKind::Openid => Shape::PERSON,
    }
}

pub fn choice(kind: ProviderKind) -> Choice {
    let (id, about) = match kind {
        ProviderKind::Google => ("kind-google", say::provider_google_about()),
        ProviderKind::Github => ("kind-github", say::provider_github_about()),
        ProviderKind::Microsoft => ("kind-microsoft", say::provider_microsoft_about()),
        ProviderKind::Openid => ("kind-openid", say::provider_openid_about()),
    };
    Choice { id, value: kind.as_str(), label: kind.brand().unwrap_or(say::provider_openid()), about }
}
