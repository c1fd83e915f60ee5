-- Takes `count` messages, a few in each run, and says what came from whom, in order.
local function receiver(count, state)
  state = state or { runs = 1, got = {} }
  local inbox = process.inbox()
  for _ = 1, 7 do
    if count == 0 then return state end
    local message = inbox:receive()
    local topic = message:topic()
    state.got[topic] = state.got[topic] or {}
    table.insert(state.got[topic], (message:payload():data()))
    count = count - 1
  end
  if count == 0 then return state end
  state.runs = state.runs + 1
  workflow.continue_as_new(count, state)
end

-- Sends the numbers from 1 on under a topic of its own.
local function sender(job)
  for n = 1, job.count do
    assert(process.send(job.to, job.topic, n))
    if n % 3 == 0 then time.sleep(job.ms) end
  end
  return job.count
end

-- Answers each number, and in the end returns what came.
local function echo()
  local inbox, got = process.inbox(), {}
  while true do
    local message = inbox:receive()
    if message:topic() == "return" then return got end
    table.insert(got, (message:payload():data()))
    assert(process.send(message:from(), "echo", (message:payload():data())))
  end
end

-- Talks with a process that it monitors and links, to its end.
local function talk(partner, rounds)
  process.set_options({ trap_links = true })
  assert(process.monitor(partner))
  assert(process.link(partner))
  local inbox, events, echoes = process.inbox(), process.events(), {}
  for n = 1, rounds do
    assert(process.send(partner, "n", n))
    table.insert(echoes, (inbox:receive():payload():data()))
  end
  assert(process.send(partner, "return"))
  local event = events:receive()
  local more = channel.select({ inbox:case_receive(), events:case_receive(), default = true })
  return { echoes = echoes, kind = event.kind, heard = event.result.value, more = not more.default }
end

return { receiver = receiver, sender = sender, echo = echo, talk = talk }
