//! Where lists were read, according to the metrics of the replicas.

use crate::Result;

const AT_STANDBY: &str = "vestibule_database_standby_reads_total";
const AT_PRIMARY: &str = "vestibule_database_standby_fallbacks_total";

#[derive(Default)]
pub struct StandbyReads {
    at_standby: f64,
    at_primary: f64,
}

impl StandbyReads {
    /// Adds what a replica has read. `metrics`: the answer of its `/metrics`.
    pub fn add(&mut self, metrics: &str) -> Result<()> {
        self.at_standby += total(metrics, AT_STANDBY)?;
        self.at_primary += total(metrics, AT_PRIMARY)?;
        Ok(())
    }

    /// The share of the reads that ran at a standby. NaN without reads.
    pub fn share(&self) -> f64 {
        self.at_standby / (self.at_standby + self.at_primary)
    }
}

/// The sum of the values of a metric, whatever its labels are.
fn total(metrics: &str, name: &str) -> Result<f64> {
    let of_metric = |line: &&str| line.strip_prefix(name).is_some_and(|rest| rest.starts_with(['{', ' ']));
    let values = metrics.lines().filter(of_metric).filter_map(|line| line.rsplit(' ').next());
    let values = values.map(str::parse).collect::<std::result::Result<Vec<f64>, _>>()?;
    if values.is_empty() {
        return Err(format!("the metrics have no {name}: does the server read at a standby?").into());
    }
    Ok(values.iter().sum())
}
