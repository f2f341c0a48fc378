//! What is made from the command line itself: completions for shells and manual pages.

use std::path::Path;

use clap_complete::Generator;
use clap_complete::Shell as ClapShell;
use clap_complete_nushell::Nushell;
use clap_mangen::Man;

use super::args::{Shell, command};
use crate::fs;

const NAME: &str = "cliq-lint";

/// The script that a shell completes the command line by.
pub(super) fn completions(shell: Shell) -> Vec<u8> {
    match shell {
        Shell::Bash => generated(ClapShell::Bash),
        Shell::Elvish => generated(ClapShell::Elvish),
        Shell::Fish => generated(ClapShell::Fish),
        Shell::Nushell => generated(Nushell),
        Shell::Powershell => generated(ClapShell::PowerShell),
        Shell::Zsh => generated(ClapShell::Zsh),
    }
}

fn generated(generator: impl Generator) -> Vec<u8> {
    let mut script = Vec::new();
    clap_complete::generate(generator, &mut command(), NAME, &mut script);
    script
}

/// The manual page of the program.
pub(super) fn manual() -> Vec<u8> {
    page(&Man::new(command()))
}

/// Writes the manual pages of the program and of its commands to a folder, which is made if it is
/// not there.
pub(super) fn write_manuals(folder: &Path) -> Result<(), String> {
    fs::create_dir(folder)?;
    let mut program = command().disable_help_subcommand(true);
    // Only then its commands know their full names.
    program.build();
    let commands: Vec<clap::Command> = program.get_subcommands().cloned().collect();
    for manual in std::iter::once(program).chain(commands).map(Man::new) {
        fs::write(&folder.join(manual.get_filename()), &page(&manual), None)?;
    }
    Ok(())
}

fn page(manual: &Man) -> Vec<u8> {
    let mut page = Vec::new();
    manual.render(&mut page).expect("a vector takes all");
    page
}
