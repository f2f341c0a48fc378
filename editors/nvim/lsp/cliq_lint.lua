-- Neovim 0.11 and later: vim.lsp.enable('cliq_lint')
--
-- The server ignores TOML files other than manifests and cliq-lint.toml.
return {
  cmd = { 'cliq-lint', 'lsp' },
  filetypes = { 'toml' },
  root_markers = { 'cliq-lint.toml', '.git' },
}
