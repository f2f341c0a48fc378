-- Defines the commands. The module is loaded on first use.

vim.api.nvim_create_user_command('CliqLintFix', function() require('cliq_lint').fix_all() end, { desc = 'Apply all safe fixes' })
vim.api.nvim_create_user_command('CliqLintForm', function() require('cliq_lint').form() end, { desc = 'Show what to type into the console' })
