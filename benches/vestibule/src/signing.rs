//! What a signature with RS256 takes, without the product: no server can answer with a signed token in less processor time.

use crate::Result;
use std::time::Duration;

/// Raw signatures, in as many threads as there are cores.
#[derive(Clone, Copy)]
pub struct Signing {
    pub per_second: f64,
    /// The processor time of one.
    pub cpu_micros: f64,
}

impl Signing {
    /// `output`: that of `yardsticks rs256`, the signatures a second and the processor time of one in microseconds.
    pub fn parse(output: &str) -> Result<Self> {
        let mut numbers = output.split_whitespace().map(str::parse::<f64>);
        let mut next = || numbers.next().ok_or("yardsticks rs256 printed too little");
        let (per_second, cpu_micros) = (next()??, next()??);
        Ok(Self { per_second, cpu_micros })
    }

    /// The mean of what was measured before and after something else, so that a gradual slowdown of the machine affects both.
    pub fn between(before: Self, after: Self) -> Self {
        Self {
            per_second: f64::midpoint(before.per_second, after.per_second),
            cpu_micros: f64::midpoint(before.cpu_micros, after.cpu_micros),
        }
    }

    /// The processor time of this many signatures, of that which the server takes for an answer with them.
    pub fn share(self, signatures: f64, answer: Duration) -> f64 {
        signatures * self.cpu_micros / (1e6 * answer.as_secs_f64())
    }
}
