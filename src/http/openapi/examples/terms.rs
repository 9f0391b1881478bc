//! Examples of terms.

use super::NOW;
use crate::shared::terms::{TermsDocuments, TermsState, TermsVersionListView, TermsVersionView, TermsView};

pub fn terms_versions() -> TermsVersionListView {
    let version = TermsVersionView {
        version: 3,
        application: None,
        state: TermsState::InEffect,
        applies_from: NOW,
        created_at: NOW,
        accepted: 812,
    };
    TermsVersionListView { versions: vec![version] }
}

pub fn terms() -> TermsView {
    let texts = ["# Terms\n\nBe nice.", "de=# Bedingungen\n\nSeien Sie nett."].map(str::to_owned).to_vec();
    TermsView {
        version: 3,
        application: None,
        applies_from: NOW,
        documents: TermsDocuments { texts, ..TermsDocuments::default() },
    }
}
