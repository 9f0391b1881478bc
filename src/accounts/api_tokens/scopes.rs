//! Which scopes an API token has.

use crate::shared::api_tokens::Scope;

/// A set of [`Scope`]s.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scopes(u8);

impl Scopes {
    pub fn contains(self, scope: Scope) -> bool {
        self.0 & bit(scope) != 0
    }

    /// The scopes in the order of [`Scope::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Scope> {
        Scope::ALL.into_iter().filter(move |scope| self.contains(*scope))
    }

    /// Reads the stored names. A name that only a newer version knows allows nothing here.
    pub(super) fn of_stored(names: &str) -> Self {
        names.split(' ').filter_map(|name| name.parse().ok()).collect()
    }

    /// The names, separated by spaces.
    pub(super) fn to_stored(self) -> String {
        self.iter().map(Scope::as_str).collect::<Vec<_>>().join(" ")
    }
}

impl FromIterator<Scope> for Scopes {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        Self(scopes.into_iter().fold(0, |set, scope| set | bit(scope)))
    }
}

fn bit(scope: Scope) -> u8 {
    match scope {
        Scope::Own => 1,
        Scope::UsersRead => 2,
        Scope::UsersWrite => 4,
        Scope::AuditRead => 8,
        Scope::GroupsWrite => 16,
        Scope::ApplicationsWrite => 32,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_contains_exactly_its_scopes_after_it_was_stored() {
        for number in 0..64 {
            let chosen = Scopes(number);
            assert_eq!(Scopes::of_stored(&chosen.to_stored()), chosen);
            assert_eq!(chosen.iter().collect::<Scopes>(), chosen);
            assert_eq!(chosen.iter().count(), number.count_ones() as usize);
        }
        let two: Scopes = [Scope::AuditRead, Scope::Own].into_iter().collect();
        assert_eq!(two.to_stored(), "self audit:read");
        assert!(two.contains(Scope::Own) && !two.contains(Scope::UsersRead));
    }

    #[test]
    fn unknown_names_allow_nothing() {
        for names in ["", "everything users:*"] {
            assert_eq!(Scopes::of_stored(names), Scopes::default(), "{names}");
        }
        assert_eq!(Scopes::of_stored("everything self").to_stored(), "self");
    }
}
