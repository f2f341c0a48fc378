" The language server for ALE. It runs for manifests and cliq-lint.toml, not for other TOML files.

call ale#Set('toml_cliq_lint_executable', 'cliq-lint')

" ALE starts no language server for a file without a root.
function! ale_linters#toml#cliq_lint#ProjectRoot(buffer) abort
    let l:file = fnamemodify(bufname(a:buffer), ':p')
    let l:is_ours = fnamemodify(l:file, ':t') =~# '^cliq-\(client\(\..\+\)\?\|lint\)\.toml$'

    return l:is_ours ? fnamemodify(l:file, ':h') : ''
endfunction

call ale#linter#Define('toml', {
\   'name': 'cliq_lint',
\   'lsp': 'stdio',
\   'executable': {buffer -> ale#Var(buffer, 'toml_cliq_lint_executable')},
\   'command': '%e lsp',
\   'project_root': function('ale_linters#toml#cliq_lint#ProjectRoot'),
\})
