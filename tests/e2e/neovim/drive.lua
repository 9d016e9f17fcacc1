-- Looks at the opened file as its user would: waits for the squiggles, takes the light bulb's suggestion, waits for silence.
local patience = 60000

local function squiggles()
  return vim.diagnostic.get(0)
end

local function say(what)
  io.stdout:write(vim.json.encode(what) .. '\n')
end

vim.defer_fn(function()
  vim.wait(patience, function() return #squiggles() > 0 end, 50)
  local shown = {}
  for _, each in ipairs(squiggles()) do
    local lsp = (each.user_data or {}).lsp or {}
    table.insert(shown, { line = each.lnum + 1, message = each.message, code = lsp.code or each.code, page = (lsp.codeDescription or {}).href })
  end
  say({ squiggles = shown })

  local first = squiggles()[1]
  if first ~= nil then
    local lsp = first.user_data.lsp
    local range = { start = { line = first.lnum, character = first.col }, ['end'] = { line = first.end_lnum, character = first.end_col } }
    local diagnostic = vim.tbl_extend('force', { range = range, message = first.message, severity = first.severity, source = first.source }, lsp)
    local asked = { textDocument = vim.lsp.util.make_text_document_params(), range = range, context = { diagnostics = { diagnostic } } }
    for id, answer in pairs(vim.lsp.buf_request_sync(0, 'textDocument/codeAction', asked, patience) or {}) do
      for _, action in ipairs(answer.result or {}) do
        if vim.startswith(action.title, 'Close ') then
          say({ taken = action.title })
          local client = vim.lsp.get_client_by_id(id)
          if action.edit then vim.lsp.util.apply_workspace_edit(action.edit, client.offset_encoding)
          else client.request_sync('workspace/executeCommand', { command = action.command.command, arguments = action.command.arguments }, patience, 0) end
        end
      end
    end
    vim.cmd('doautocmd TextChanged')
    vim.wait(patience, function() return #squiggles() == 0 end, 50)
  end
  say({ left = #squiggles(), text = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n') .. '\n' })
  vim.cmd('qall!')
end, 0)
