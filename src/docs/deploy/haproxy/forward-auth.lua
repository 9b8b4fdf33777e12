-- Asks Ally whether a request may go on to a protected host; see forward-auth.cfg.
local CHECK = "http://127.0.0.1:8079/forward-auth/headers"

-- What Ally needs to know of the browser.
local PASSED_ON = {
  "cookie", "accept", "accept-language", "user-agent", "sec-fetch-mode", "sec-fetch-dest",
  "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"
}

-- What the application is told, and what the browser is told where it may not go on.
local TO_APPLICATION = { "remote-user", "remote-email", "remote-name", "remote-name*", "remote-groups" }
local TO_BROWSER = { "location", "set-cookie", "cache-control", "content-type" }

-- The values of a header as a list, whichever index it begins with.
local function values(headers, name)
  local found = {}
  for _, value in pairs(headers and headers[name] or {}) do
    table.insert(found, value)
  end
  return found
end

core.register_action("forward_auth", { "http-req" }, function(txn)
  local came = txn.http:req_get_headers()
  local question = {
    ["x-forwarded-method"] = { txn.f:method() },
    ["x-forwarded-uri"] = { txn.f:pathq() }
  }
  for _, name in ipairs(PASSED_ON) do
    local all = values(came, name)
    if #all > 0 then
      question[name] = all
    end
  end

  local answer = core.httpclient():get({ url = CHECK, headers = question, timeout = 5000 })

  if answer and answer.status == 200 then
    for _, name in ipairs(TO_APPLICATION) do
      for _, value in ipairs(values(answer.headers, name)) do
        if value ~= "" then
          txn.http:req_set_header(name, value)
        end
      end
    end
    return
  end

  -- Nobody gets through by an answer that did not come.
  local refused = txn:reply({ status = answer and answer.status >= 300 and answer.status or 503 })
  for _, name in ipairs(TO_BROWSER) do
    for _, value in ipairs(values(answer and answer.headers, name)) do
      refused:add_header(name, value)
    end
  end
  refused:set_body(answer and answer.body or "")
  txn:done(refused)
end, 0)
