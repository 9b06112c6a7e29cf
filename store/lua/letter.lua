-- letter: what the scripts that write letters share. It is put in front of them.
-- A letter is a hash: doc (JSON of what it says), rounds (ids, spaces between),
-- due and until (UTC ms, until '' for never), state, rev, epoch, attempt, marked
-- ('1'), channel and ts (of the receipt), reason, claimed (Redis TIME, us), call
-- (that claimed it), settled (call that last settled it), turn (call that last
-- redrew it). One that is unknown but not in ob.unknown is so for good.

-- pend makes a letter pending at a time.
local function pend(key, due, id, time)
  redis.call('HSET', key, 'state', 'pending', 'due', time)
  redis.call('ZADD', due, time, id)
end

-- redraw wishes for a new wording.
local function redraw(key, due, id, now)
  local state = redis.call('HGET', key, 'state')
  if not state then
    return
  end
  redis.call('HINCRBY', key, 'rev', 1)
  if state == 'sent' then
    pend(key, due, id, now)
  end
end

-- redraws redraws letters KEYS[from..] with the ids ARGV[first..], unless the
-- same call did so before.
local function redraws(from, first, due, now, call)
  local todo = {}
  for i = from, #KEYS do
    todo[i] = redis.call('HGET', KEYS[i], 'turn') ~= call
  end
  for i = from, #KEYS do
    if todo[i] and redis.call('EXISTS', KEYS[i]) == 1 then
      redraw(KEYS[i], due, ARGV[first + i - from], now)
      redis.call('HSET', KEYS[i], 'turn', call)
    end
  end
end

-- taken reports whether one of some letters, KEYS[from..] with their arguments from
-- ARGV[first] on, is to have its id to itself (merge '5') while another letter has it.
local posted = 6 -- arguments of a letter
local function taken(from, first, letters)
  for i = 0, letters - 1 do
    local a = first + i * posted
    if ARGV[a + 5] == '5' then
      local h = redis.call('HMGET', KEYS[from + i], 'doc', 'rounds')
      if h[1] and (h[1] ~= ARGV[a + 1] or h[2] ~= ARGV[a + 2]) then
        return true
      end
    end
  end
  return false
end

-- post stores a letter, or merges it into the one that is there. It is given
-- six arguments from ARGV[a] on: id, doc, rounds, due, until, merge ('1'; '2': only
-- sent after all, where it was dropped or unreachable; '3': only brought forward, where
-- nobody has tried to send it; '4': taken back, where it is of that kind and nothing was ever sent of it; '5': see taken).
local function post(key, due, a)
  local id, doc, rounds, time, till, merge = ARGV[a], ARGV[a + 1], ARGV[a + 2], ARGV[a + 3], ARGV[a + 4], ARGV[a + 5]
  local h = redis.call('HMGET', key, 'state', 'rounds', 'due', 'until')
  local state = h[1]
  if merge == '4' then
    local sent = redis.call('HMGET', key, 'attempt', 'ts', 'doc')
    if state == 'pending' and sent[1] == '0' and (sent[2] or '') == '' and cjson.decode(sent[3]).kind == cjson.decode(doc).kind then
      redis.call('DEL', key)
      redis.call('ZREM', due, id)
    end
    return
  end
  if not state then
    redis.call('HSET', key, 'doc', doc, 'rounds', rounds, 'until', till, 'rev', 1, 'epoch', 0, 'attempt', 0)
    pend(key, due, id, time)
    return
  end
  if merge == '2' and (state == 'dropped' or state == 'unreachable') then
    redis.call('HDEL', key, 'reason')
    redis.call('HINCRBY', key, 'rev', 1)
    pend(key, due, id, time)
  end
  if merge == '3' and state == 'pending' and redis.call('HGET', key, 'epoch') == '0' and tonumber(time) < tonumber(h[3]) then
    pend(key, due, id, time)
  end
  if merge ~= '1' then
    return
  end
  local have, all, grown = {}, h[2], false
  for r in string.gmatch(all, '%S+') do
    have[r] = true
  end
  for r in string.gmatch(rounds, '%S+') do
    if not have[r] then
      have[r], grown = true, true
      all = all == '' and r or (all .. ' ' .. r)
    end
  end
  if not grown then
    return -- nor does the same again shorten the wait for a retry
  end
  local last = h[4]
  if till == '' or (last ~= '' and tonumber(till) > tonumber(last)) then
    last = till
  end
  redis.call('HSET', key, 'rounds', all, 'merged', '1', 'until', last)
  redis.call('HINCRBY', key, 'rev', 1)
  if state == 'pending' and tonumber(time) < tonumber(h[3]) then
    pend(key, due, id, time)
  elseif state == 'sent' or state == 'dropped' or state == 'unreachable' then
    redis.call('HDEL', key, 'reason')
    pend(key, due, id, time)
  end
end

