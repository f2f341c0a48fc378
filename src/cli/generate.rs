//! Shell completions and manual pages, generated from the command line.

use std::path::Path;

use clap_complete::Generator;
use clap_complete::Shell as ClapShell;
use clap_complete_nushell::Nushell;
use clap_mangen::Man;

use super::ExitStatus;
use super::args::{Shell, command};
use super::error::Error;
use crate::fs;

const NAME: &str = "cliq-lint";

/// A shell's completion script.
pub(super) fn completions(shell: Shell) -> Vec<u8> {
    match shell {
        Shell::Bash => completion_script(ClapShell::Bash),
        Shell::Elvish => completion_script(ClapShell::Elvish),
        Shell::Fish => completion_script(ClapShell::Fish),
        Shell::Nushell => completion_script(Nushell),
        Shell::Powershell => completion_script(ClapShell::PowerShell),
        Shell::Zsh => completion_script(ClapShell::Zsh),
    }
}

fn completion_script(generator: impl Generator) -> Vec<u8> {
    let mut script = Vec::new();
    clap_complete::generate(generator, &mut command(), NAME, &mut script);
    script
}

/// The manual page of the program.
pub(super) fn manual() -> Vec<u8> {
    render_manual(&Man::new(command()))
}

/// Writes the manual pages of the program and of its commands to a folder.
pub(super) fn write_manuals(folder: &Path) -> Result<ExitStatus, Error> {
    fs::create_dir(folder)?;
    let mut program = command().disable_help_subcommand(true);
    // Commands learn their full names only when the program is built.
    program.build();
    let shown = program.get_subcommands().filter(|command| !command.is_hide_set());
    let mut manuals: Vec<Man> = shown.cloned().map(Man::new).collect();
    manuals.push(Man::new(program));
    for manual in &manuals {
        fs::write(&folder.join(manual.get_filename()), &render_manual(manual), None)?;
    }
    Ok(ExitStatus::Clean)
}

fn render_manual(manual: &Man) -> Vec<u8> {
    let mut page = Vec::new();
    manual.render(&mut page).expect("writing to a `Vec` cannot fail");
    page
}
