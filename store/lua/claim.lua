-- claim: end attempts whose lease ran out, and take letters that are due.
-- KEYS 1 ob.due, 2 ob.inflight, 3 ob.unknown, then the letters
-- ARGV 1 now (ms), 2 lease (us), 3 how many, 4 call, then the ids of the letters
-- returns the HGETALL of each letter taken by this call, earliest first
local t = redis.call('TIME')
local clock = t[1] * 1000000 + t[2]
local now, lease, max, call = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]
local mine, ready = {}, {}
for i = 4, #KEYS do
  local key, id = KEYS[i], ARGV[i + 1]
  local h = redis.call('HMGET', key, 'state', 'due', 'channel', 'ts', 'call')
  local state, due = h[1], tonumber(h[2])
  local receipt = (h[3] or '') ~= '' or (h[4] or '') ~= ''
  if state == 'sending' and h[5] == call then
    -- the answer to this very call was lost
    mine[#mine + 1] = { due = due, id = id, key = key }
  elseif state == 'sending' then
    local began = tonumber(redis.call('ZSCORE', KEYS[2], id) or clock)
    if began > clock + 1000000 then
      -- The clock was put back: the lease begins anew, and does not last for hours.
      redis.call('ZADD', KEYS[2], clock, id)
    elseif began + lease <= clock then
      redis.call('ZREM', KEYS[2], id)
      if receipt then
        state = 'pending'
        redis.call('HSET', key, 'state', state)
        redis.call('ZADD', KEYS[1], due, id)
      else
        redis.call('HSET', key, 'state', 'unknown')
        redis.call('ZADD', KEYS[3], clock, id)
      end
    end
  end
  if state == 'pending' and due <= now then
    ready[#ready + 1] = { due = due, id = id, key = key, receipt = receipt }
  end
end
local function earlier(a, b)
  if a.due ~= b.due then
    return a.due < b.due
  end
  return a.id < b.id
end
table.sort(ready, earlier)
for i = 1, math.min(#ready, max - #mine) do
  local l = ready[i]
  redis.call('HSET', l.key, 'state', 'sending', 'claimed', clock, 'call', call)
  redis.call('HINCRBY', l.key, 'epoch', 1)
  if not l.receipt then
    redis.call('HINCRBY', l.key, 'attempt', 1)
  end
  redis.call('ZREM', KEYS[1], l.id)
  redis.call('ZADD', KEYS[2], clock, l.id)
  mine[#mine + 1] = l
end
table.sort(mine, earlier)
local out = {}
for i = 1, #mine do
  out[i] = redis.call('HGETALL', mine[i].key)
end
return out
