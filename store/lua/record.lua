-- record: store a reply where it may be stored.
-- KEYS 1 seen, 2 ident index of the account, 3 log, 4 ob.due, 5 ob.unknown, 6 people,
--      then for each part its round, answers, set of leads and consents; then the letters that asked, each once
-- ARGV 1 person, 2 account, 3 now (ms), 4 seconds to remember the delivery (0: it has no id), 5 number of parts,
--      6 number of the letter that the proof names (0: none of them), 7 channel and 8 ts of the proof,
--      then for each part the round, the number n of its values and n times:
--      what must have been put to the lead ('' nothing), field, sealed value ('' removes it);
--      then the ids of the letters
-- returns { 1 when the delivery was seen before, else 0; lines "outcome changed closes round", one a part }
local person, now, keep, parts = ARGV[1], ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5])
if keep > 0 then
  local said = redis.call('GET', KEYS[1])
  if said then
    return { 1, said }
  end
end
local known = redis.call('GET', KEYS[2]) == person
-- Whether the person holds the place of a lead in the round: the lead has not left,
-- and they have not said no since.
local function stands(round, leads)
  local lead = (cjson.decode(redis.call('HGET', round, 'doc'))['for'] or {})[person]
  if not lead or redis.call('SISMEMBER', leads, lead) == 0 then
    return false
  end
  local doc = redis.call('HGET', KEYS[6], lead)
  local said = doc and cjson.decode(doc) or {}
  return not (said.delegate == person and said.declined == person)
end
local saved, lines, at = false, {}, 9
for p = 1, parts do
  local round, answers, leads, consents = KEYS[3 + 4 * p], KEYS[4 + 4 * p], KEYS[5 + 4 * p], KEYS[6 + 4 * p]
  local name, n = ARGV[at], tonumber(ARGV[at + 1])
  at = at + 2
  local h = redis.call('HMGET', round, 'state', 'closes', 'put:' .. person)
  local state, closes, put = h[1], h[2] or '', h[3]
  local outcome, changed = 'saved', '0'
  if not known then
    outcome = 'stranger'
  elseif not state or state == 'skipped' then
    outcome = 'no_round'
  elseif state ~= 'open' or tonumber(now) >= tonumber(closes) then
    outcome = 'closed'
  elseif not put then
    outcome = 'not_asked'
  elseif redis.call('SISMEMBER', leads, person) == 0 and not stands(round, leads) then
    outcome = 'left'
  elseif string.find(put, '|named|', 1, true) and string.sub(redis.call('HGET', consents, person) or '', 1, 1) == '0' then
    outcome = 'withdrawn'
  else
    for v = 0, n - 1 do
      local item = ARGV[at + 3 * v]
      if item ~= '' and not string.find(put, item, 1, true) then
        outcome = 'not_asked'
      end
    end
  end
  if outcome == 'saved' then
    saved = true
    for v = 0, n - 1 do
      local field, value = ARGV[at + 3 * v + 1], ARGV[at + 3 * v + 2]
      local before = redis.call('HGET', answers, field) or ''
      if before ~= value then
        changed = '1'
        if value == '' then
          redis.call('HDEL', answers, field)
        else
          redis.call('HSET', answers, field, value)
        end
        redis.call('XADD', KEYS[3], '*', 'at', now, 'by', ARGV[2], 'round', name, 'field', field, 'value', value)
      end
    end
  end
  at = at + 3 * n
  lines[p] = outcome .. ' ' .. changed .. ' ' .. closes .. ' ' .. name
end
if saved then
  for i = 7 + 4 * parts, #KEYS do
    local id = ARGV[at]
    at = at + 1
    local state = redis.call('HGET', KEYS[i], 'state')
    if state == 'unknown' and tonumber(ARGV[6]) == i - 6 - 4 * parts then
      -- Somebody pressed its button, so it arrived.
      redis.call('HSET', KEYS[i], 'state', 'sent', 'channel', ARGV[7], 'ts', ARGV[8])
      redis.call('ZREM', KEYS[5], id)
    end
    if state and state ~= 'pending' then
      redraw(KEYS[i], KEYS[4], id, now)
    end
  end
end
local said = table.concat(lines, '\n')
-- Of a stranger, who may be of another org, nothing stays here.
if known and keep > 0 then
  redis.call('SET', KEYS[1], said, 'EX', keep)
end
return { 0, said }
