" The language server for ALE. It speaks of manifests and of cliq-lint.toml alone, whatever other TOML it is shown.

call ale#Set('toml_cliq_lint_executable', 'cliq-lint')

call ale#linter#Define('toml', {
\   'name': 'cliq_lint',
\   'lsp': 'stdio',
\   'executable': {buffer -> ale#Var(buffer, 'toml_cliq_lint_executable')},
\   'command': '%e lsp',
\   'project_root': {buffer -> fnamemodify(bufname(buffer), ':p:h')},
\})
