//! How word bits are stored.

use super::*;

#[test]
fn all_word_bits_are_stored() {
    assert_eq!(halves(1), [1, 0]);
    assert_eq!(halves(1 << 64), [0, 1]);
    assert_eq!(halves(u128::MAX), [-1, -1]);
    assert_eq!(halves(1 << 63), [i64::MIN, 0]);
}
