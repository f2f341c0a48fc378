" Safe fixes for ALE: let g:ale_fixers = {'toml': [function('ale#fixers#cliq_lint#Fix')]}

" ALE writes the text to standard input and reads it back from standard output.
function! ale#fixers#cliq_lint#Fix(buffer) abort
    if fnamemodify(bufname(a:buffer), ':t') !~# '^cliq-client\(\..\+\)\?\.toml$'
        return 0
    endif

    return {'command': ale#Escape(get(g:, 'ale_toml_cliq_lint_executable', 'cliq-lint')) . ' --fix --stdin-filename %s -'}
endfunction
