//! The scale of plots: places and lengths as whole numbers, and as attributes have them.

/// The top of the axis: the least even number of few digits that nothing exceeds.
pub(super) fn nice(largest: u64) -> u64 {
    const STEPS: [u64; 13] = [2, 4, 6, 8, 10, 12, 16, 20, 24, 30, 40, 60, 80];
    let mut unit: u64 = 1;
    loop {
        let found = STEPS.into_iter().map(|step| step.saturating_mul(unit)).find(|step| *step >= largest);
        match found {
            Some(top) => return top,
            None => unit = unit.saturating_mul(10),
        }
    }
}

/// All of the width or of the height, in hundredths of a per cent. Fractions would bring the browser the code that writes them.
pub(super) const WHOLE: u64 = 10_000;

/// A part of the width or of the height.
pub fn share(value: u64, of: u64) -> u64 {
    let share = u128::from(value) * u128::from(WHOLE) / u128::from(of.max(1));
    u64::try_from(share).unwrap_or(WHOLE).min(WHOLE)
}

/// A part as an attribute has it.
pub fn percent(part: u64) -> String {
    format!("{}.{:02}%", part / 100, part % 100)
}

/// A length, given in hundredths of a `rem`.
pub(super) fn rem(length: u64) -> String {
    format!("{}.{:02}rem", length / 100, length % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_axis_ends_with_an_even_number_that_nothing_exceeds() {
        for (largest, top) in [(0, 2), (1, 2), (3, 4), (9, 10), (54, 60), (61, 80), (81, 100), (1_181, 1_200)] {
            assert_eq!(nice(largest), top, "{largest}");
            assert_eq!(top % 2, 0);
        }
        assert!(nice(u64::MAX) >= u64::MAX / 2);
    }
}
