-- Types and fixes a manifest in a real Neovim, of the version that runs this file:
--   nvim --headless -u NONE -c 'luafile test/e2e.lua'
-- The executable cliq-lint must be on the PATH. This Neovim controls another one by key presses.

local plugin = vim.fn.fnamemodify(debug.getinfo(1, 'S').source:sub(2), ':p:h:h')
local folder = vim.fn.tempname()
vim.fn.mkdir(folder, 'p')

local FAULTY = { '[client]', 'type = "Non-browser Applications"', 'name = "Nightly-Report"', 'homepage = "https://www.acme.com"' }

local function say(...) io.stdout:write(table.concat({ ... }, ' ') .. '\n') end

local neovim

--- Evaluates Lua in the other Neovim.
local function lua(code, ...) return vim.rpcrequest(neovim, 'nvim_exec_lua', code, { ... }) end

local function type_keys(keys) vim.rpcrequest(neovim, 'nvim_input', keys) end

--- Waits until Lua code returns the expected value; fails with the last value.
local function wait_for(what, code, is_wanted)
  local last
  local done = vim.wait(30000, function()
    last = lua(code)
    return is_wanted(last)
  end, 20)
  assert(done, what .. ': waited in vain; last was ' .. vim.inspect(last))
  return last
end

local CODES = [[
  local codes = {}
  for _, found in ipairs(vim.diagnostic.get(0)) do
    table.insert(codes, found.code or (found.user_data and found.user_data.lsp.code))
  end
  table.sort(codes)
  return table.concat(codes, ' ')
]]

local function reported(...)
  local wanted = table.concat({ ... }, ' ')
  wait_for('diagnostics ' .. wanted, CODES, function(codes) return codes == wanted end)
end

local lines = function() return table.concat(lua('return vim.api.nvim_buf_get_lines(0, 0, -1, false)'), '\n') end

--- Opens a manifest in a new Neovim, after enabling the server with Lua code.
local function open(name, text, enable)
  local path = folder .. '/' .. name
  vim.fn.writefile(text, path)
  neovim = vim.fn.jobstart({ vim.v.progpath, '--embed', '--headless', '-u', 'NONE', '-i', 'NONE', '--cmd', 'set noswapfile rtp^=' .. plugin }, { rpc = true })
  lua('vim.cmd("filetype plugin on | runtime plugin/cliq_lint.lua")')
  lua(enable)
  lua('vim.cmd("edit " .. ...)', path)
  return path
end

local function close()
  -- It may exit before it responds.
  vim.rpcnotify(neovim, 'nvim_command', 'qa!')
  vim.fn.jobwait({ neovim }, 5000)
end

local tests = {}

--- The names of the servers that run, and the number of buffers.
local STATE = [[
  local names = {}
  for _, client in pairs((vim.lsp.get_clients or vim.lsp.get_active_clients)()) do table.insert(names, client.name) end
  return table.concat(names, ' ') .. ' ' .. #vim.api.nvim_list_bufs()
]]

local function repository(name, enable)
  tests['other TOML has no server, and other manifests have no buffers, ' .. name] = function()
    vim.fn.mkdir(folder .. '/repository/.git', 'p')
    for number = 1, 300 do
      local path = ('%s/repository/%d'):format(folder, number)
      vim.fn.mkdir(path, 'p')
      local manifest = vim.deepcopy(FAULTY)
      manifest[3] = ('name = "Nightly-Report-%d"'):format(number)
      vim.fn.writefile(manifest, path .. '/cliq-client.toml')
    end
    open('repository/Cargo.toml', { '[package]', 'name = "acme"' }, enable)
    vim.wait(1000, function() return lua(STATE) ~= ' 1' end, 50)
    assert(lua(STATE) == ' 1', lua(STATE))
    lua('vim.cmd("edit " .. ...)', folder .. '/repository/7/cliq-client.toml')
    reported('invalid-client-name', 'unknown-client-type', 'unknown-key')
    vim.wait(1000, function() return lua(STATE) ~= 'cliq_lint 2' end, 50)
    assert(lua(STATE) == 'cliq_lint 2', lua(STATE))
    lua('vim.cmd("edit " .. ...)', folder .. '/repository/8/cliq-client.toml')
    reported('invalid-client-name', 'unknown-client-type', 'unknown-key')
    close()
  end
end

local function session(name, enable, fixes_on_save)
  tests['diagnostics, code action, completion, hover and fixes ' .. name] = function()
    local path = open('cliq-client.toml', FAULTY, enable)
    reported('invalid-client-name', 'unknown-client-type', 'unknown-key')

    -- Choose a code action of the name from the menu.
    lua([[
      vim.ui.select = function(items, options, choose)
        for index, item in ipairs(items) do
          if options.format_item(item):find('Rename to `Nightly_Report`', 1, true) then return choose(item, index) end
        end
      end
      vim.api.nvim_win_set_cursor(0, { 3, 15 })
      vim.lsp.buf.code_action()
    ]])
    wait_for('the name', 'return vim.fn.getline(3)', function(line) return line == 'name = "Nightly_Report"' end)

    -- Hover over a key, in a window.
    lua([[
      vim.api.nvim_win_set_cursor(0, { 3, 1 })
      vim.lsp.buf.hover()
    ]])
    wait_for('the hover', [[
      for _, window in ipairs(vim.api.nvim_list_wins()) do
        if vim.api.nvim_win_get_config(window).relative ~= '' then
          return table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false), ' ')
        end
      end
      return ''
    ]], function(text) return text:find('Client Name', 1, true) ~= nil end)

    -- Apply the safe fixes, on save or with the command.
    type_keys(fixes_on_save and ':write<CR>' or ':CliqLintFix<CR>:write<CR>')
    wait_for('the fixes', 'return vim.fn.getline(2)', function(line) return line == 'type = "non-browser-based"' end)
    reported()
    assert(vim.wait(30000, function() return table.concat(vim.fn.readfile(path), '\n') == lines() end, 20), 'what is shown is saved')

    -- Complete a key with its keyboard shortcut.
    type_keys('Gometada<C-x><C-o>')
    wait_for('completion', [[
      local words = {}
      for _, item in ipairs(vim.fn.complete_info({ 'items' }).items) do table.insert(words, item.word) end
      return table.concat(words, ' ') .. ' ' .. vim.fn.getline('.')
    ]], function(text) return text:find('metadata', 1, true) ~= nil end)
    close()
  end
end

if vim.lsp.config then
  session('by vim.lsp.enable', 'vim.lsp.enable("cliq_lint")', false)
  repository('by vim.lsp.enable', 'vim.lsp.enable("cliq_lint")')
end
repository('by setup', 'require("cliq_lint").setup()')
if vim.lsp.config then
  -- 0.8 to 0.10 start servers like 0.11, but have no vim.lsp.enable.
  session('by setup, as before 0.11', 'rawset(vim.lsp, "config", false) require("cliq_lint").setup()', false)
end
session('by setup, with fixes on save', 'require("cliq_lint").setup({ fix_on_save = true })', true)

tests['the form is shown beside the manifest'] = function()
  open('cliq-client.form.toml', { '[client]', 'type = "self-client"', 'name = "Nightly Report"' }, 'require("cliq_lint").setup()')
  type_keys(':CliqLintForm<CR>')
  wait_for('the form', 'return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), " ")', function(text)
    return text:find('Client Name +Nightly Report') ~= nil
  end)
  close()
end

tests['a code action shows the form'] = function()
  open('cliq-client.action.toml', { '[client]', 'type = "self-client"', 'name = "Nightly Report"' }, 'require("cliq_lint").setup()')
  wait_for('the server', STATE, function(state) return state:find('cliq_lint', 1, true) ~= nil end)
  lua([[
    vim.ui.select = function(items, options, choose)
      for index, item in ipairs(items) do
        if options.format_item(item):find('Show what to type', 1, true) then return choose(item, index) end
      end
    end
    vim.api.nvim_win_set_cursor(0, { 1, 1 })
    vim.lsp.buf.code_action()
  ]])
  -- As a document; Neovim before 0.10 shows a message.
  wait_for('the form', [[
    local shown = vim.api.nvim_exec('messages', true)
    for _, window in ipairs(vim.api.nvim_list_wins()) do
      shown = shown .. table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false), ' ')
    end
    return shown
  ]], function(text) return text:find('Client Name +Nightly Report') ~= nil end)
  close()
end

tests['what a type requires is inserted with tab stops, or with placeholders'] = function()
  open('cliq-client.insert.toml', { '[client]', 'type = "non-browser-based"' }, 'require("cliq_lint").setup()')
  reported('missing-required-field', 'missing-required-field')
  lua([[
    vim.ui.select = function(items, options, choose) choose(items[1], 1) end
    vim.api.nvim_win_set_cursor(0, { 1, 1 })
    vim.lsp.buf.code_action()
  ]])
  wait_for('the lines', 'return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), "|")', function(text)
    return text == '[client]|type = "non-browser-based"|name = "Your Application"|homepage_url = "https://www.yourdomain.com"'
  end)
  close()
end

tests['checkhealth tells the version, and what is missing'] = function()
  open('cliq-client.health.toml', FAULTY, 'require("cliq_lint").setup()')
  reported('invalid-client-name', 'unknown-client-type', 'unknown-key')
  type_keys(':checkhealth cliq_lint<CR>')
  local shown = 'return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), " ")'
  wait_for('the health', shown, function(text) return text:find('cliq%-lint %d+%.%d+%.%d+: /') ~= nil and text:find('is running for') ~= nil end)
  close()
  open('other.txt', {}, 'require("cliq_lint").setup({ config = { cmd = { "no-such-program", "lsp" } } })')
  type_keys(':checkhealth cliq_lint<CR>')
  wait_for('the health', shown, function(text) return text:find('no-such-program is not on the PATH', 1, true) ~= nil end)
  close()
end

local failed = 0
for name, test in pairs(tests) do
  local ok, problem = xpcall(test, debug.traceback)
  say(ok and 'ok' or 'FAILED', name, ok and '' or problem)
  failed = failed + (ok and 0 or 1)
end
vim.fn.delete(folder, 'rf')
say(('Neovim %d.%d.%d: %d failed'):format(vim.version().major, vim.version().minor, vim.version().patch, failed))
vim.cmd(failed == 0 and 'qa!' or 'cq')
