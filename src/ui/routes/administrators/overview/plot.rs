//! Plots in SVG: columns or lines over time, with their numbers in a table. The only place that draws them.
//!
//! There is no `viewBox`: places are in per cent and `rem`, so that nothing is stretched and no `style` attribute is needed, which the
//! policy of the page would refuse. Colours are variables of the stylesheet (`style/overview.css`), so that they follow the theme.

use super::scale::{WHOLE, nice, percent, rem, share};
use crate::language::number;
use crate::shared::Timestamp;
use crate::ui::components::Shape;
use crate::ui::routes::administrators::say;
use crate::ui::{Markup, write_markup};

/// What a plot shows.
pub struct Plot<'a> {
    pub title: &'static str,
    pub kind: Kind,
    pub unit: Unit,
    /// When each column begins.
    pub columns: &'a [Timestamp],
    pub lines: Vec<Line>,
}

/// How it shows that.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Columns that can be pointed at and walked through with the keyboard. A page has one of them, so that it does not get a hundred
    /// stops.
    Walked,
    Columns,
    Lines,
    /// Lines of parts in per cent, below an axis that ends at 100.
    Shares,
}

/// How long a column is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unit {
    Hour,
    Day,
    Week,
}

/// One of its lines, or a part of each column.
pub struct Line {
    /// The colour: a class of the stylesheet.
    pub colour: &'static str,
    pub label: &'static str,
    pub values: Vec<u64>,
    /// What the legend says beside the label.
    pub total: String,
}

impl Unit {
    /// The heading of the columns.
    fn label(self) -> &'static str {
        match self {
            Self::Hour => say::overview_hour(),
            Self::Day => say::overview_day(),
            Self::Week => say::overview_week(),
        }
    }

    /// The name of a column.
    fn name(self, begins: Timestamp) -> String {
        match self {
            Self::Hour => begins.to_string().get(11..16).unwrap_or_default().to_owned(),
            Self::Day | Self::Week => begins.short_day(),
        }
    }
}

impl Plot<'_> {
    /// A card with the plot.
    pub fn write(&self, out: &mut Markup) {
        write_markup!(out; "<section class=\"card fig\"><h2>" (self.title) "</h2>");
        if self.columns.is_empty() {
            // Nothing has been measured yet.
            return write_markup!(out; "<p class=\"hint\">" (say::overview_not_counted()) ".</p></section>");
        }
        self.write_legend(out);
        let top = if self.kind == Kind::Shares { 100 } else { nice(self.largest()) };
        let is_walked = self.kind == Kind::Walked;
        out.add(if is_walked { "<div class=\"chart says\">" } else { "<div class=\"chart\">" });
        write_markup!(out;
            "<div class=\"y\" aria-hidden=\"true\"><span>" (&self.value(top)) "</span><span>" (&self.value(top / 2))
            "</span><span>0</span></div><svg class=\"");
        out.add(if is_walked { "plot" } else { "plot low" });
        out.add(if is_walked { "\" role=\"group\"" } else { "\" role=\"img\"" });
        write_markup!(out; " aria-label=\"" (self.title) "\">");
        out.add("<line class=\"axis\" x2=\"100%\" y1=\"0\" y2=\"0\"/><line class=\"axis\" x2=\"100%\" y1=\"50%\" y2=\"50%\"/>");
        match self.kind {
            Kind::Walked | Kind::Columns => (0..self.columns.len()).for_each(|at| self.write_column(out, at, top)),
            Kind::Lines | Kind::Shares => self.write_lines(out, top),
        }
        out.add("<line class=\"base\" x2=\"100%\" y1=\"100%\" y2=\"100%\"/></svg>");
        self.write_axis(out);
        out.add("</div>");
        self.write_table(out);
        out.add("</section>");
    }

    /// Where a column begins, and how wide it is, in hundredths of a per cent.
    fn place(&self, at: usize) -> (u64, u64) {
        let step = WHOLE / (self.columns.len() as u64).max(1);
        (share(at as u64, (self.columns.len() as u64).max(1)), step)
    }

    /// A number as its axis and its table have it.
    fn value(&self, value: u64) -> String {
        if self.kind == Kind::Shares { say::overview_percent(value) } else { number(value) }
    }

    /// The sum of a column.
    fn sum(&self, at: usize) -> u64 {
        self.lines.iter().filter_map(|line| line.values.get(at)).sum()
    }

    fn largest(&self) -> u64 {
        let values = self.lines.iter().flat_map(|line| line.values.iter().copied());
        match self.kind {
            Kind::Lines | Kind::Shares => values.max(),
            Kind::Walked | Kind::Columns => (0..self.columns.len()).map(|at| self.sum(at)).max(),
        }
        .unwrap_or_default()
    }

    fn write_legend(&self, out: &mut Markup) {
        out.add("<p class=\"key\">");
        for Line { colour, label, total, .. } in &self.lines {
            out.add("<span>");
            match self.kind {
                Kind::Walked => write_markup!(out;
                    "<svg aria-hidden=\"true\"><rect class=\"" (colour) "\" width=\"100%\" height=\"100%\" rx=\"2\"/></svg>"),
                Kind::Lines | Kind::Shares => write_markup!(out;
                    "<svg class=\"stroke\" aria-hidden=\"true\"><line class=\"ln " (colour)
                    "\" x1=\"1\" x2=\"15\" y1=\"4\" y2=\"4\"/></svg>"),
                Kind::Columns => {}
            }
            write_markup!(out; (label) " <b>" (total) "</b></span>");
        }
        out.add("</p>");
    }

    /// A column with its parts from bottom to top, and what it says when it is pointed at.
    fn write_column(&self, out: &mut Markup, at: usize, top: u64) {
        let words = self.words(at);
        match self.kind {
            Kind::Walked => {
                write_markup!(out; "<g class=\"col\" tabindex=\"0\" role=\"img\" aria-label=\"" (&words) "\">");
            }
            Kind::Columns | Kind::Lines | Kind::Shares => write_markup!(out; "<g><title>" (&words) "</title>"),
        }
        let (left, step) = self.place(at);
        // Some air at both sides.
        let (inside, width) = (left + step * 14 / 100, step * 72 / 100);
        write_markup!(out;
            "<rect class=\"hit\" x=\"" (&percent(left)) "\" width=\"" (&percent(step)) "\" height=\"100%\"/>");
        let mut below = 0;
        for line in &self.lines {
            let value = line.values.get(at).copied().unwrap_or_default();
            if value == 0 {
                continue;
            }
            below += value;
            let (y, height) = (WHOLE - share(below, top), share(value, top));
            write_markup!(out;
                "<rect class=\"" (line.colour) "\" x=\"" (&percent(inside)) "\" y=\"" (&percent(y))
                "\" width=\"" (&percent(width)) "\" height=\"" (&percent(height)) "\"/>");
        }
        if self.kind == Kind::Walked {
            self.write_tip(out, at);
        }
        out.add("</g>");
    }

    /// The line above the plot that is kept free for it, so that it covers nothing.
    fn write_tip(&self, out: &mut Markup, at: usize) {
        let head = format!("{} · {}", self.unit.name(self.columns[at]), number(self.sum(at)));
        write_markup!(out;
            "<svg class=\"tip\" x=\"0\" y=\"-1.875rem\" aria-hidden=\"true\"><text class=\"h\" y=\"0.75rem\">" (&head) "</text>");
        for (place, line) in self.lines.iter().enumerate() {
            let x = 875 + 250 * place as u64;
            let value = line.values.get(at).copied().unwrap_or_default();
            write_markup!(out;
                "<rect class=\"" (line.colour) "\" x=\"" (&rem(x))
                "\" y=\"0.125rem\" width=\"0.625rem\" height=\"0.625rem\" rx=\"2\"/><text x=\"" (&rem(x + 88))
                "\" y=\"0.75rem\">" (&number(value)) "</text>");
        }
        out.add("</svg>");
    }

    fn write_lines(&self, out: &mut Markup, top: u64) {
        let last = self.columns.len().saturating_sub(1).max(1) as u64;
        for line in &self.lines {
            write_markup!(out; "<g class=\"ln " (line.colour) "\">");
            for (at, pair) in line.values.windows(2).enumerate() {
                let [from, to] = [at as u64, at as u64 + 1].map(|at| percent(share(at, last)));
                let [start, end] = [pair[0], pair[1]].map(|value| percent(WHOLE - share(value, top)));
                write_markup!(out;
                    "<line x1=\"" (&from) "\" y1=\"" (&start) "\" x2=\"" (&to) "\" y2=\"" (&end) "\"/>");
            }
            // One number is no line.
            if let [only] = line.values[..] {
                let y = percent(WHOLE - share(only, top));
                write_markup!(out; "<line x1=\"0\" y1=\"" (&y) "\" x2=\"100%\" y2=\"" (&y) "\"/>");
            }
            out.add("</g>");
        }
        for at in 0..self.columns.len() {
            let (left, step) = self.place(at);
            write_markup!(out;
                "<rect class=\"hit\" x=\"" (&percent(left)) "\" width=\"" (&percent(step))
                "\" height=\"100%\"><title>" (&self.words(at)) "</title></rect>");
        }
    }

    /// The names of the first column, of one in the middle and of the last.
    fn write_axis(&self, out: &mut Markup) {
        let Some(last) = self.columns.len().checked_sub(1) else { return };
        out.add("<div class=\"x\" aria-hidden=\"true\">");
        let mut shown = vec![0, last / 2, last];
        shown.dedup();
        for at in shown {
            write_markup!(out; "<span>" (&self.unit.name(self.columns[at])) "</span>");
        }
        out.add("</div>");
    }

    /// A column in words.
    fn words(&self, at: usize) -> String {
        let say_number = if self.kind == Kind::Shares { say::overview_part } else { say::overview_number };
        let number = |line: &Line| say_number(line.label, line.values.get(at).copied().unwrap_or_default());
        let numbers: Vec<_> = self.lines.iter().map(number).collect();
        say::overview_column(&self.unit.name(self.columns[at]), &numbers.join(", "))
    }

    /// The numbers behind a press, the newest first.
    fn write_table(&self, out: &mut Markup) {
        write_markup!(out;
            "<details class=\"peek\"><summary aria-label=\"" (&say::overview_table_of(self.title)) "\">" (say::overview_table()));
        Shape::DOWN.write(out, "icon icon-small");
        write_markup!(out;
            "</summary><div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"" (self.title)
            "\"><table class=\"data\"><thead><tr><th scope=\"col\">" (self.unit.label()) "</th>");
        for line in &self.lines {
            write_markup!(out; "<th scope=\"col\">" (line.label) "</th>");
        }
        out.add("</tr></thead><tbody>");
        for at in (0..self.columns.len()).rev() {
            write_markup!(out; "<tr><th scope=\"row\">" (&self.unit.name(self.columns[at])) "</th>");
            for line in &self.lines {
                let value = line.values.get(at).copied().unwrap_or_default();
                write_markup!(out; "<td>" (&self.value(value)) "</td>");
            }
            out.add("</tr>");
        }
        out.add("</tbody></table></div></details>");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plot(kind: Kind, columns: &[Timestamp]) -> Plot<'_> {
        let line =
            |colour, label, values: &[u64]| Line { colour, label, values: values.to_vec(), total: "9".to_owned() };
        let lines = vec![line("s1", "Passkey", &[3, 0]), line("s2", "<Password>", &[1, 2])];
        Plot { title: "Sign-ins", kind, unit: Unit::Day, columns, lines }
    }

    /// Two days of March 2024.
    const DAYS: [Timestamp; 2] = [Timestamp(1_709_510_400_000), Timestamp(1_709_596_800_000)];

    fn written(kind: Kind, columns: &[Timestamp]) -> String {
        crate::ui::html(|out| plot(kind, columns).write(out))
    }

    #[test]
    fn a_column_is_as_high_as_its_numbers_and_says_them() {
        let html = written(Kind::Walked, &DAYS);
        for words in [
            "aria-label=\"4 Mar 2024: Passkey 3, &lt;Password&gt; 1\"",
            "<rect class=\"s1\" x=\"7.00%\" y=\"25.00%\" width=\"36.00%\" height=\"75.00%\"/>",
            "<rect class=\"s2\" x=\"7.00%\" y=\"0.00%\" width=\"36.00%\" height=\"25.00%\"/>",
            "<text class=\"h\" y=\"0.75rem\">4 Mar 2024 · 4</text>",
        ] {
            assert!(html.contains(words), "{words}: {html}");
        }
        assert_eq!(html.matches("tabindex=\"0\" role=\"img\"").count(), 2);
        assert_eq!(html.matches("style=").count(), 0, "the policy of the page refuses it");
    }

    #[test]
    fn parts_are_in_per_cent_up_to_all() {
        let html = written(Kind::Shares, &DAYS);
        for words in [
            "<span>100 %</span><span>50 %</span><span>0</span>",
            "y1=\"97.00%\" x2=\"100.00%\" y2=\"100.00%\"",
            "<title>4 Mar 2024: Passkey 3 %, &lt;Password&gt; 1 %</title>",
            "<td>3 %</td>",
        ] {
            assert!(html.contains(words), "{words}: {html}");
        }
    }

    #[test]
    fn the_table_has_all_numbers_the_newest_first() {
        for kind in [Kind::Walked, Kind::Columns, Kind::Lines] {
            let html = written(kind, &DAYS);
            let rows: Vec<_> = html.split("<th scope=\"row\">").skip(1).collect();
            assert!(rows[0].starts_with("5 Mar 2024</th><td>0</td><td>2</td>"), "{}", rows[0]);
            assert!(rows[1].starts_with("4 Mar 2024</th><td>3</td><td>1</td>"), "{}", rows[1]);
            assert!(html.contains("aria-label=\"Table: Sign-ins\">Table<"), "{html}");
        }
    }

    #[test]
    fn nothing_is_drawn_of_no_columns_and_one_number_is_a_level_line() {
        let none = written(Kind::Lines, &[]);
        assert!(none.contains(say::overview_not_counted()) && !none.contains("<table"), "{none}");
        let columns = &DAYS[..1];
        let line = Line { colour: "s1", label: "Passkey", values: vec![1], total: String::new() };
        let plot = Plot { title: "People", kind: Kind::Lines, unit: Unit::Day, columns, lines: vec![line] };
        let html = crate::ui::html(|out| plot.write(out));
        assert!(html.contains("<line x1=\"0\" y1=\"50.00%\" x2=\"100%\" y2=\"50.00%\"/>"), "{html}");
    }
}
