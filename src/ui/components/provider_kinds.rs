//! The mark of each kind of provider.

use super::drawings::Shape;
use crate::shared::ProviderKind;

/// No trademarks: only drawings of this program.
pub fn mark(kind: ProviderKind) -> Shape {
    match kind {
        // An open ring with a bar.
        ProviderKind::Google => Shape(r#"<path d="M15.1 5.8A6.75 6.75 0 1 0 16.75 10H10.5"/>"#),
        // A line of work that leaves another one and comes back.
        ProviderKind::Github => Shape(
            r#"<circle cx="6" cy="4.75" r="2"/><circle cx="6" cy="15.25" r="2"/><circle cx="14" cy="6.5" r="2"/><path d="M6 6.75v6.5M14 8.5c0 3-8 1.75-8 4.75"/>"#,
        ),
        ProviderKind::Microsoft => Shape::TILES,
        // A leaf.
        ProviderKind::Apple => Shape(r#"<path d="M4 16C4 8.5 8.5 4 16 4c0 7.5-4.5 12-12 12zm0 0 6-6"/>"#),
        // What somebody says.
        ProviderKind::Discord => {
            Shape(r#"<path d="M4 4h12v9h-6l-3.5 3.25V13H4zM7.5 8.5h.01M10 8.5h.01M12.5 8.5h.01"/>"#)
        }
        // Two people.
        ProviderKind::Facebook => Shape(
            r#"<circle cx="7.5" cy="7" r="2.75"/><path d="M2.5 16a5 5 0 0 1 10 0M12.5 4.5a2.75 2.75 0 0 1 0 5M14.25 11.5a5 5 0 0 1 3.25 4.5"/>"#,
        ),
        // Mountains.
        ProviderKind::Gitlab => Shape(r#"<path d="M2.5 15.5 7.5 6l3 5.5 2-3.25 5 7.25z"/>"#),
        ProviderKind::Openid | ProviderKind::Oauth2 => Shape::PERSON,
    }
}
