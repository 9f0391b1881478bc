//! Classes of accounts: role and status together, of which each pair is a bit, as the schema has it.

use crate::shared::views::{Role, Status};

/// A set of classes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Classes(i64);

const ROLES: [Role; 2] = [Role::User, Role::Admin];
const STATUSES: [Status; 3] = [Status::Active, Status::Disabled, Status::Deleted];

impl Classes {
    /// Those that `belongs` says belong to the set.
    pub fn matching(belongs: impl Fn(Role, Status) -> bool) -> Self {
        let pairs = STATUSES.into_iter().flat_map(|status| ROLES.map(|role| (role, status)));
        let bits = pairs.enumerate().filter(|(_, (role, status))| belongs(*role, *status)).map(|(at, _)| 1 << at);
        Self(bits.sum())
    }

    /// Those that belong to both sets.
    pub fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// All in one number.
    pub(super) fn mask(self) -> i64 {
        self.0
    }

    /// Each in a number of its own, the last one repeated: a statement has four places for them, and no list has more.
    pub(super) fn four(self) -> [i64; 4] {
        let mut left = self.0;
        let mut last = 0;
        std::array::from_fn(|_| {
            if left != 0 {
                last = left & -left;
                left ^= last;
            }
            last
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_pair_has_a_bit_of_its_own() {
        let only = |role, status| Classes::matching(move |r, s| (r, s) == (role, status)).mask();
        let bits = STATUSES.map(|status| ROLES.map(|role| only(role, status)));
        assert_eq!(bits, [[1, 2], [4, 8], [16, 32]]);
    }

    #[test]
    fn a_statement_gets_four_of_them() {
        let admins = Classes::matching(|role, _| role == Role::Admin);
        assert_eq!(admins.four(), [2, 8, 32, 32]);
        assert_eq!(Classes::default().four(), [0; 4]);
    }
}
