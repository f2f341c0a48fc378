//! Shows on a terminal how many files a long run has read. The only importer of `indicatif`.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// How long to wait before showing progress. Most runs end sooner.
const DELAY: Duration = Duration::from_millis(500);

/// The files that were read, and where that is shown.
pub(super) struct Progress {
    is_shown: bool,
    delay: Duration,
    start: Instant,
    files: AtomicU64,
    spinner: OnceLock<ProgressBar>,
}

impl Progress {
    /// Nothing was read yet. What is read is shown on standard error if `is_shown`.
    pub(super) fn new(is_shown: bool) -> Self {
        Self {
            is_shown,
            delay: DELAY,
            start: Instant::now(),
            files: AtomicU64::new(0),
            spinner: OnceLock::new(),
        }
    }

    /// Counts one more file.
    pub(super) fn advance(&self) {
        let files = self.files.fetch_add(1, Ordering::Relaxed) + 1;
        if self.is_shown && self.start.elapsed() >= self.delay {
            self.spinner.get_or_init(new_spinner).set_position(files);
        }
    }

    /// Calls `print`, which may write to the same terminal.
    pub(super) fn suspend<T>(&self, print: impl FnOnce() -> T) -> T {
        match self.spinner.get() {
            Some(spinner) => spinner.suspend(print),
            None => print(),
        }
    }

    /// Clears the line at the end of the run.
    pub(super) fn finish(&self) {
        if let Some(spinner) = self.spinner.get() {
            spinner.finish_and_clear();
        }
    }
}

fn new_spinner() -> ProgressBar {
    let style =
        ProgressStyle::with_template("{spinner:.cyan} linting: {human_pos} manifests, {elapsed}");
    let spinner = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    spinner.with_style(style.expect("the template is valid"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_run_and_one_without_a_terminal_show_nothing() {
        let short = Progress::new(true);
        short.advance();
        assert!(short.spinner.get().is_none());
        let hidden = Progress { delay: Duration::ZERO, ..Progress::new(false) };
        hidden.advance();
        assert!(hidden.spinner.get().is_none());
    }

    #[test]
    fn a_long_run_counts_its_files() {
        let long = Progress { delay: Duration::ZERO, ..Progress::new(true) };
        (0..3).for_each(|_| long.advance());
        assert_eq!(long.spinner.get().unwrap().position(), 3);
        long.finish();
        assert!(long.spinner.get().unwrap().is_finished());
    }
}
