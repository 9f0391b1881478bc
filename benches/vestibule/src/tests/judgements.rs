//! How two builds are compared.

use super::against::{
    allowances::{self, Allowance},
    interval::Interval,
    profile::{self, Counts},
    row::{Measure, Pair, Row},
    verdict::{self, Outcome},
};

#[test]
fn an_interval_is_that_of_the_signed_rank_test() {
    // With nine rounds, the second and the last but one of the 45 averages bound the interval (tables of the test: P(W ≤ 1) = 2/512).
    let ratios: Vec<f64> = [0, 1, 2, 3, 4, 5, 6, 7, 8].map(|number| f64::from(number).exp()).into();
    let interval = Interval::of(&ratios);
    let logarithms = [interval.ratio, interval.low, interval.high].map(|value| (value.ln() * 1e9).round() / 1e9);
    assert_eq!(logarithms, [4.0, 0.5, 7.5]);
}

#[test]
fn a_disturbed_round_does_not_move_an_interval_far() {
    let mut ratios = vec![1.0; 9];
    ratios[4] = 3.0;
    let interval = Interval::of(&ratios);
    assert_eq!(interval.ratio, 1.0);
    assert!(interval.low == 1.0 && interval.high < 1.8, "{interval:?}");
    // One figure that cannot vary is exact, and none is no figure.
    assert_eq!(Interval::of(&[1.5]).low, Interval::of(&[1.5]).high);
    assert!(Interval::of(&[]).low.is_nan());
}

fn row_of(measure: Measure, before: f64, after: &[f64]) -> Row {
    let rounds = after.iter().map(|&after| Pair { before, after }).collect();
    Row { thing: "GET /live on SQLite".to_owned(), measure, rounds }
}

fn outcome_of(row: Row, repeated: &[Row], allowances: &[Allowance]) -> Outcome {
    verdict::judge_all(vec![row], repeated, allowances)[0].outcome
}

#[test]
fn a_row_is_worse_if_its_whole_interval_is_above_the_limit() {
    let slower = || row_of(Measure::ProcessorTime, 100.0, &[103.0; 9]);
    assert_eq!(outcome_of(slower(), &[], &[]), Outcome::Worse);
    assert_eq!(outcome_of(row_of(Measure::ProcessorTime, 100.0, &[101.9; 9]), &[], &[]), Outcome::Holds);
    // Less of a rate is worse, and weights have a lower limit.
    assert_eq!(outcome_of(row_of(Measure::Rate, 100.0, &[97.0; 9]), &[], &[]), Outcome::Worse);
    assert_eq!(outcome_of(row_of(Measure::Rate, 100.0, &[110.0; 9]), &[], &[]), Outcome::Holds);
    assert_eq!(outcome_of(row_of(Measure::Size, 100.0, &[101.5]), &[], &[]), Outcome::Worse);
    // Wide intervals do not fail, and are not said to hold.
    let wide = [80.0, 90.0, 100.0, 105.0, 108.0, 110.0, 115.0, 120.0, 125.0];
    assert_eq!(outcome_of(row_of(Measure::P99, 100.0, &wide), &[], &[]), Outcome::Undecided);
    // A figure that is missing fails.
    assert_eq!(outcome_of(row_of(Measure::Size, 100.0, &[f64::NAN]), &[], &[]), Outcome::Worse);
    // A second measurement has to confirm the first.
    assert_eq!(outcome_of(slower(), &[row_of(Measure::ProcessorTime, 100.0, &[101.0; 9])], &[]), Outcome::Holds);
    assert_eq!(outcome_of(slower(), &[slower()], &[]), Outcome::Worse);
}

#[test]
fn commits_allow_rows_to_become_worse() {
    let log = "\u{1e}a1\nA subject\n\nbench-allow: GET /live on SQLite: processor time, 1.02, asks, twice\n\u{1e}b2\nNothing\n\u{1e}c3\nS\n\nbench-allow: GET /live on SQLite: processor time, 1.03, more\n";
    let allowances = allowances::parse(log).unwrap();
    assert_eq!(allowances[0].reason, "asks, twice");
    assert_eq!((allowances.len(), allowances[1].commit.as_str()), (2, "c3"));
    let slower = |by: f64| row_of(Measure::ProcessorTime, 100.0, &[by; 9]);
    assert_eq!(outcome_of(slower(105.0), &[], &allowances), Outcome::Allowed);
    assert_eq!(outcome_of(slower(105.1), &[], &allowances), Outcome::Worse);
    // Another row is not allowed by them.
    assert_eq!(outcome_of(row_of(Measure::P99, 100.0, &[105.0; 9]), &[], &allowances), Outcome::Worse);
    assert!(allowances::without_row(&allowances, &[slower(1.0)]).is_empty());
    assert_eq!(allowances::without_row(&allowances, &[row_of(Measure::P50, 1.0, &[1.0])]).len(), 2);
    for wrong in ["row", "row, 1.1", "row, 1.1, ", "row, much, reason", "row, 0.9, reason", "row, inf, reason"] {
        let error = allowances::parse(&format!("\u{1e}d4\nS\n\nbench-allow: {wrong}\n")).unwrap_err().to_string();
        assert!(error.starts_with("commit d4: bench-allow:"), "{error}");
    }
}

#[test]
fn a_profile_tells_instructions_and_allocations() {
    let profile = "version: 1\nevents: Ir\n\nfn=(1) serve\n16 400\ncfn=(2) mi_malloc_aligned\ncalls=7 0\n0 70\n\
                   fn=(2)\n3 70\ncfn=(3) mi_malloc_generic\ncalls=2 0\n0 9\nfn=(4) sqlite3_step\ncfn=(2)\ncalls=3 0\n0 5\n\
                   totals: 12345\n";
    assert_eq!(profile::parse(profile).unwrap(), Counts { instructions: 12345.0, allocations: Some(10.0) });
    let stripped = "fn=(1) 0x1234\n1 2\ncfn=(2) 0x99\ncalls=7 0\n0 1\ntotals: 5\n";
    assert_eq!(profile::parse(stripped).unwrap(), Counts { instructions: 5.0, allocations: None });
    assert!(profile::parse("fn=(1) cut").is_err());
}
