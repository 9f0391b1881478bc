//! Waiting times as text.

/// A waiting time such as `40 seconds`, `2 minutes` or `2 hours`, rounded up so that a retry is never too early.
pub fn in_words(seconds: u32) -> String {
    let (count, unit) = match seconds {
        0..=99 => (seconds.max(1), "second"),
        100..=5_999 => (seconds.div_ceil(60), "minute"),
        _ => (seconds.div_ceil(3_600), "hour"),
    };
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {unit}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_times_are_rounded_up() {
        let waits = [(0, "1 second"), (40, "40 seconds"), (100, "2 minutes"), (300, "5 minutes"), (7_000, "2 hours")];
        for (seconds, words) in waits {
            assert_eq!(in_words(seconds), words);
        }
    }
}
