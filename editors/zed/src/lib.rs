//! Starts `cliq-lint` from the PATH for Zed.

use zed_extension_api::{self as zed, Command, LanguageServerId, Result, Worktree};

struct CliqLint;

impl zed::Extension for CliqLint {
    fn new() -> Self {
        Self
    }

    fn language_server_command(&mut self, _: &LanguageServerId, worktree: &Worktree) -> Result<Command> {
        let command = worktree.which("cliq-lint").ok_or("cliq-lint is not on the PATH: cargo install cliq-lint")?;
        Ok(Command { command, args: vec!["lsp".into()], env: worktree.shell_env() })
    }
}

zed::register_extension!(CliqLint);
