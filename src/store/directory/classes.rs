//! Classes of accounts: each pair of role and status is one bit, as in the generated column `class` of the schema.

use crate::shared::views::{Role, Status};

/// A set of classes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Classes(i64);

const ROLES: [Role; 2] = [Role::User, Role::Admin];
const STATUSES: [Status; 3] = [Status::Active, Status::Disabled, Status::Deleted];

impl Classes {
    pub fn matching(belongs: impl Fn(Role, Status) -> bool) -> Self {
        // The position in this order is the number of the bit, as in the generated column.
        let pairs = STATUSES.into_iter().flat_map(|status| ROLES.map(|role| (role, status)));
        let chosen = pairs.enumerate().filter(|(_, (role, status))| belongs(*role, *status));
        Self(chosen.map(|(position, _)| 1 << position).sum())
    }

    /// The intersection.
    pub fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// All classes in one number.
    pub(super) fn mask(self) -> i64 {
        self.0
    }

    /// Each class in a number of its own, the last one repeated: statements have four parameters for them, and no list has more
    /// classes.
    pub(super) fn four(self) -> [i64; 4] {
        let mut left = self.0;
        let mut last = 0;
        std::array::from_fn(|_| {
            if left != 0 {
                // The lowest bit that is set.
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
    fn each_pair_of_role_and_status_has_its_own_bit() {
        let only = |role, status| Classes::matching(move |r, s| (r, s) == (role, status)).mask();
        let bits = STATUSES.map(|status| ROLES.map(|role| only(role, status)));
        assert_eq!(bits, [[1, 2], [4, 8], [16, 32]]);
    }

    #[test]
    fn four_repeats_the_last_class() {
        let admins = Classes::matching(|role, _| role == Role::Admin);
        assert_eq!(admins.four(), [2, 8, 32, 32]);
        assert_eq!(Classes::default().four(), [0; 4]);
    }
}
