-- :checkhealth cliq_lint

local M = {}

-- The functions had longer names before 0.10, and were in another module before 0.8.
local health = vim.health or require('health')
local say = {
  start = health.start or health.report_start,
  ok = health.ok or health.report_ok,
  warn = health.warn or health.report_warn,
  error = health.error or health.report_error,
}

local function clients()
  local all = vim.lsp.get_clients or vim.lsp.get_active_clients
  return vim.tbl_filter(function(client) return client.name == 'cliq_lint' end, all())
end

function M.check()
  say.start('cliq-lint')
  local files = vim.api.nvim_get_runtime_file('lsp/cliq_lint.lua', false)
  local options = require('cliq_lint').options.config or {}
  local program = (options.cmd or dofile(files[1]).cmd)[1]
  if vim.fn.executable(program) == 0 then
    say.error(program .. ' is not on the PATH', { 'Install it (https://cliq-lint.github.io/cliq-lint/editors/neovim/ says how), or set its path: require("cliq_lint").setup({ config = { cmd = { "/path/to/cliq-lint", "lsp" } } })' })
  else
    say.ok(vim.trim(vim.fn.system({ program, '--version' })) .. ': ' .. vim.fn.exepath(program))
  end
  if vim.g.did_load_filetypes == nil then
    say.warn('filetype detection is off', { 'Run :filetype on' })
  end
  local running = clients()
  if #running == 0 then
    say.warn('the server is not running', { 'Call vim.lsp.enable("cliq_lint") (0.11 and later) or require("cliq_lint").setup() in init.lua, and open a manifest' })
  end
  for _, client in ipairs(running) do
    local root = client.config and client.config.root_dir or client.root_dir
    say.ok(('the server is running for %s'):format(root or 'single files'))
  end
end

return M
