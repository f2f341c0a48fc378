-- Neovim 0.11 and later: vim.lsp.enable('cliq_lint')
--
-- The server is started for manifests and cliq-lint.toml, and for no other TOML.
return {
  cmd = { 'cliq-lint', 'lsp' },
  filetypes = { 'toml' },
  root_dir = function(bufnr, start)
    local plugin = require('cliq_lint')
    if plugin.is_ours(bufnr) then
      start(plugin.root_dir(bufnr))
    end
  end,
}
