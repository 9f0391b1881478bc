//! The mark of each kind of provider.

use super::drawings::Shape;
use crate::shared::ProviderKind;

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
