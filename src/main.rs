//! The binary: argv to [`cliq_lint::cli::run`] to an exit code.

fn main() -> std::process::ExitCode {
    cliq_lint::cli::run()
}
