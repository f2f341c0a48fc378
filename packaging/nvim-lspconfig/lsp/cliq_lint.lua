---@brief
---
--- @repository@
---
--- @description@.
---
--- The server starts for `cliq-client.toml`, `cliq-client.*.toml` and `cliq-lint.toml`, and for no other TOML.
---
--- Install via cargo, pip or npm:
--- ```sh
--- cargo install cliq-lint
--- ```

---@type vim.lsp.Config
return {
  cmd = { 'cliq-lint', 'lsp' },
  filetypes = { 'toml' },
  root_dir = function(bufnr, on_dir)
    local name = vim.fs.basename(vim.api.nvim_buf_get_name(bufnr))
    if name:find('^cliq%-client%.toml$') or name:find('^cliq%-client%..+%.toml$') or name == 'cliq-lint.toml' then
      on_dir(vim.fs.root(bufnr, { 'cliq-lint.toml', '.git' }))
    end
  end,
}
