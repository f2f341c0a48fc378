" The language server for ALE. It ignores TOML files other than manifests and cliq-lint.toml.

call ale#Set('toml_cliq_lint_executable', 'cliq-lint')

call ale#linter#Define('toml', {
\   'name': 'cliq_lint',
\   'lsp': 'stdio',
\   'executable': {buffer -> ale#Var(buffer, 'toml_cliq_lint_executable')},
\   'command': '%e lsp',
\   'project_root': {buffer -> fnamemodify(bufname(buffer), ':p:h')},
\})
