-- Adds what vim.lsp.enable('cliq_lint') lacks: fixes on save, the console's form, and support for Neovim before 0.11.

local M = {}

local NAME = 'cliq_lint'

--- The options passed to setup.
M.options = { fix_on_save = false }

--- The server's configuration, merged with the one passed to setup.
local function config()
  local base = dofile(vim.api.nvim_get_runtime_file('lsp/cliq_lint.lua', false)[1])
  return vim.tbl_deep_extend('force', base, M.options.config or {})
end

--- Applies all safe fixes, as `cliq-lint --fix` does.
--- @param bufnr number|nil the buffer; the current one if nil
function M.fix_all(bufnr)
  bufnr = (bufnr == nil or bufnr == 0) and vim.api.nvim_get_current_buf() or bufnr
  local last = vim.api.nvim_buf_line_count(bufnr)
  local params = {
    textDocument = vim.lsp.util.make_text_document_params(bufnr),
    range = { start = { line = 0, character = 0 }, ['end'] = { line = last, character = 0 } },
    context = { diagnostics = {}, only = { 'source.fixAll.cliq-lint' } },
  }
  local responses = vim.lsp.buf_request_sync(bufnr, 'textDocument/codeAction', params, 2000) or {}
  for id, response in pairs(responses) do
    local client = vim.lsp.get_client_by_id(id)
    if client and client.name == NAME then
      for _, action in ipairs(response.result or {}) do
        vim.lsp.util.apply_workspace_edit(action.edit, client.offset_encoding)
      end
    end
  end
end

--- Shows what to type into the console in a window beside the manifest.
function M.form()
  local path = vim.api.nvim_buf_get_name(0)
  local command = { config().cmd[1], 'form', '-', '--force', '--stdin-filename', path }
  local text = vim.fn.systemlist(command, vim.api.nvim_buf_get_lines(0, 0, -1, false))
  vim.cmd('vertical new')
  vim.bo.buftype, vim.bo.bufhidden, vim.bo.swapfile = 'nofile', 'wipe', false
  vim.api.nvim_buf_set_lines(0, 0, -1, false, text)
  vim.bo.modifiable = false
end

--- Whether a buffer is a manifest or the configuration file.
function M.is_ours(bufnr)
  local name = vim.fn.fnamemodify(vim.api.nvim_buf_get_name(bufnr), ':t')
  return name == 'cliq-client.toml' or name == 'cliq-lint.toml' or name:find('^cliq%-client%..+%.toml$') ~= nil
end

--- The nearest folder above a buffer's file that holds cliq-lint.toml or .git; nil if there is none.
function M.root_dir(bufnr)
  local folder = vim.fn.fnamemodify(vim.api.nvim_buf_get_name(bufnr), ':p:h')
  local nearest = ''
  for _, marker in ipairs({ 'cliq-lint.toml', '.git' }) do
    for _, found in ipairs({ vim.fn.findfile(marker, folder .. ';'), vim.fn.finddir(marker, folder .. ';') }) do
      local parent = found ~= '' and vim.fn.fnamemodify(found, ':p'):gsub('/$', ''):match('^(.*)/') or ''
      nearest = #parent > #nearest and parent or nearest
    end
  end
  return nearest ~= '' and nearest or nil
end

--- Shows the diagnostics of loaded buffers. Neovim itself would make a buffer for every manifest of the folder.
local function show_diagnostics(error, result, ...)
  if vim.fn.bufloaded(vim.uri_to_fname(result.uri)) == 1 then
    vim.lsp.handlers['textDocument/publishDiagnostics'](error, result, ...)
  end
end

--- The servers by root folder. Neovim before 0.8 does not share servers between buffers itself.
local started = {}

--- Attaches the server of the buffer's root folder, and starts it if needed. For Neovim before 0.11.
local function attach(bufnr)
  if not M.is_ours(bufnr) then
    return
  end
  local settings = config()
  settings.name = NAME
  settings.root_dir = M.root_dir(bufnr)
  settings.handlers = vim.tbl_extend('keep', settings.handlers or {}, { ['textDocument/publishDiagnostics'] = show_diagnostics })
  if vim.fn.executable(settings.cmd[1]) == 0 then
    return vim.notify_once(settings.cmd[1] .. ' is not on the PATH; see :checkhealth cliq_lint', vim.log.levels.WARN)
  end
  if vim.lsp.start then
    return vim.lsp.start(settings, { bufnr = bufnr })
  end
  local root = settings.root_dir or ''
  local id = started[root]
  if not id or not vim.lsp.get_client_by_id(id) then
    id = vim.lsp.start_client(settings)
    started[root] = id
  end
  vim.lsp.buf_attach_client(bufnr, id)
  vim.bo[bufnr].omnifunc = 'v:lua.vim.lsp.omnifunc'
end

--- Enables the server for manifests and the configuration file.
---
--- @param options table|nil `fix_on_save` (boolean): apply the safe fixes before each save;
---   `config` (table): merged into the server's configuration, for example `cmd` or `init_options`
function M.setup(options)
  M.options = vim.tbl_extend('force', M.options, options or {})
  local group = vim.api.nvim_create_augroup('cliq_lint', {})
  if vim.lsp.config then
    vim.lsp.config(NAME, M.options.config or {})
    vim.lsp.enable(NAME)
  else
    vim.api.nvim_create_autocmd('FileType', {
      group = group,
      pattern = config().filetypes,
      callback = function(event) attach(event.buf) end,
    })
  end
  if M.options.fix_on_save then
    vim.api.nvim_create_autocmd('BufWritePre', {
      group = group,
      pattern = { 'cliq-client.toml', 'cliq-client.*.toml' },
      callback = function(event) M.fix_all(event.buf) end,
    })
  end
end

return M
