-- settle: store how an attempt ended, and the letters that follow from it.
-- KEYS 1 the letter, 2 ob.due, 3 ob.inflight, 4 ob.unknown, then the letters to post
-- ARGV 1 id, 2 epoch of the attempt, 3 new state, 4 channel and 5 ts of the receipt, 6 rev that was sent,
--      7 when to try again (ms), 8 reason, 9 marked ('1' or ''), 10 call, 11 '1' when the caller knows it as unknown,
--      then six a letter to post, see post
-- returns 1; 0 when it is refused, and nothing is changed
local h = redis.call('HMGET', KEYS[1], 'state', 'epoch', 'rev', 'due', 'settled', 'channel', 'ts', 'attempt')
local state, to = h[1], ARGV[3]
if not state then
  return 0
elseif h[5] == ARGV[10] then
  return 1 -- the answer to this very call was lost
elseif h[2] ~= ARGV[2] then
  return 0
elseif state == 'unknown' then
  -- One that is unknown for good is not on the list, and only a proof settles it.
  -- The sender's own late "unknown" is not the last word about it.
  if not redis.call('ZSCORE', KEYS[4], ARGV[1]) or (to == 'unknown' and ARGV[11] ~= '1') then
    return 0
  end
elseif state ~= 'sending' then
  return 0
end
redis.call('ZREM', KEYS[3], ARGV[1])
redis.call('ZREM', KEYS[4], ARGV[1])
redis.call('HSET', KEYS[1], 'state', to, 'reason', ARGV[8], 'settled', ARGV[10])
if to == 'sent' then
  if ARGV[4] ~= '' or ARGV[5] ~= '' then
    redis.call('HSET', KEYS[1], 'channel', ARGV[4], 'ts', ARGV[5])
  end
  if tonumber(ARGV[6]) < tonumber(h[3]) then
    pend(KEYS[1], KEYS[2], ARGV[1], h[4])
  end
elseif to == 'pending' then
  local receipt = (h[6] or '') ~= '' or (h[7] or '') ~= ''
  if state == 'sending' and not receipt and tonumber(h[8]) > 0 then
    redis.call('HINCRBY', KEYS[1], 'attempt', -1) -- nothing was sent
  end
  redis.call('HSET', KEYS[1], 'marked', ARGV[9])
  pend(KEYS[1], KEYS[2], ARGV[1], ARGV[7])
elseif to == 'unknown' and state == 'sending' then
  local t = redis.call('TIME')
  redis.call('ZADD', KEYS[4], t[1] * 1000000 + t[2], ARGV[1])
end
for i = 5, #KEYS do
  post(KEYS[i], KEYS[2], 12 + (i - 5) * posted)
end
return 1
