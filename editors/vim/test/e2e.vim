" Tests a manifest in a real Vim with ALE:  vim -es -u NONE -i NONE -S test/e2e.vim
"
" The executable cliq-lint must be on the PATH, and ALE in /usr/share/vim-ale or in $ALE. Results go to standard error.

set nocompatible noswapfile hidden
let s:plugin = expand('<sfile>:p:h:h')
execute 'set runtimepath^=' . s:plugin . ',' . (empty($ALE) ? '/usr/share/vim-ale' : $ALE)
filetype plugin on
let g:ale_linters = {'toml': ['cliq_lint']}
let g:ale_fixers = {'toml': [function('ale#fixers#cliq_lint#Fix')]}
let g:ale_fix_on_save = 1
let g:ale_hover_to_preview = 1
runtime plugin/ale.vim

let s:said = []

function! s:WaitFor(what, read, is_wanted) abort
    let l:last = ''

    for l:round in range(1000)
        let l:last = a:read()

        if a:is_wanted(l:last)
            call add(s:said, 'ok ' . a:what)

            return
        endif

        sleep 30m
    endfor

    throw a:what . ': waited in vain; last was ' . string(l:last)
endfunction

function! s:Codes() abort
    return sort(map(copy(ale#engine#GetLoclist(bufnr(''))), {_, found -> get(found, 'code', '')}))
endfunction

" The commands that this Vim has started.
function! s:Children() abort
    return system('ps -o args= --ppid ' . getpid())
endfunction

function! s:Test() abort
    let l:folder = tempname()
    call mkdir(l:folder, 'p')

    " No server starts for other TOML files.
    execute 'edit ' . fnameescape(l:folder . '/Cargo.toml')
    setlocal filetype=toml
    call ale#Queue(0)
    sleep 1

    if s:Children() =~# 'cliq-lint'
        throw 'a server runs for Cargo.toml: ' . s:Children()
    endif

    let l:file = l:folder . '/cliq-client.toml'
    call writefile(['[client]', 'type = "Non-browser Applications"', 'name = "Nightly-Report"', 'homepage = "https://www.acme.com"'], l:file)
    execute 'edit ' . fnameescape(l:file)
    setlocal filetype=toml
    call ale#Queue(0)
    call s:WaitFor('diagnostics', function('s:Codes'), {codes -> codes ==# ['invalid-client-name', 'unknown-client-type', 'unknown-key']})
    call s:WaitFor('a server for manifests only', function('s:Children'), {commands -> commands =~# 'cliq-lint'})

    " Choose a code action of the name from the list.
    call cursor(3, 16)
    ALECodeAction
    call feedkeys("1\<CR>", 't')
    call s:WaitFor('code action', {-> getline(3)}, {line -> line ==# 'name = "Nightly_Report"'})

    " Hover over a key.
    call cursor(3, 2)
    ALEHover
    call s:WaitFor('hover', {-> join(getbufline('ALEPreviewWindow', 1, '$'))}, {text -> text =~# 'Client Name'})
    pclose

    " Apply the safe fixes on save.
    write
    call s:WaitFor('fixes on save', {-> join(readfile(l:file), "\n")}, {text -> text =~# 'type = "non-browser-based"' && text =~# 'homepage_url = '})
    call delete(l:folder, 'rf')
endfunction

let s:failed = 0

try
    call s:Test()
catch
    let s:failed = 1
    call add(s:said, 'FAILED ' . v:exception . ' ' . v:throwpoint)
endtry

call writefile(s:said + [printf('Vim %d with ALE: %s', v:version, s:failed ? 'failed' : 'all passed')], '/dev/stderr')
execute s:failed ? 'cquit!' : 'qall!'
