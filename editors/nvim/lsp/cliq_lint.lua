-- Neovim 0.11 and later: vim.lsp.enable('cliq_lint')
--
-- The server speaks of manifests and of cliq-lint.toml alone, whatever other TOML it is shown.
return {
  cmd = { 'cliq-lint', 'lsp' },
  filetypes = { 'toml' },
  root_markers = { 'cliq-lint.toml', '.git' },
}
