-- settle: store how an attempt ended.
-- KEYS 1 the letter, 2 ob.due, 3 ob.inflight, 4 ob.unknown
-- ARGV 1 id, 2 epoch of the attempt, 3 new state, 4 channel and 5 ts of the receipt, 6 rev that was sent,
--      7 when to try again (ms), 8 reason, 9 marked ('1' or '')
-- returns 1; 0 when it is refused, and nothing is changed
local h = redis.call('HMGET', KEYS[1], 'state', 'epoch', 'rev', 'due')
local state, to = h[1], ARGV[3]
if not state or h[2] ~= ARGV[2] then
  return 0
end
if state ~= 'sending' and not (state == 'unknown' and to ~= 'unknown') then
  return 0
end
redis.call('ZREM', KEYS[3], ARGV[1])
redis.call('ZREM', KEYS[4], ARGV[1])
redis.call('HSET', KEYS[1], 'state', to, 'reason', ARGV[8])
if to == 'sent' then
  if ARGV[4] ~= '' or ARGV[5] ~= '' then
    redis.call('HSET', KEYS[1], 'channel', ARGV[4], 'ts', ARGV[5])
  end
  if tonumber(ARGV[6]) < tonumber(h[3]) then
    pend(KEYS[1], KEYS[2], ARGV[1], h[4])
  end
elseif to == 'pending' then
  redis.call('HSET', KEYS[1], 'marked', ARGV[9])
  pend(KEYS[1], KEYS[2], ARGV[1], ARGV[7])
elseif to == 'unknown' then
  local t = redis.call('TIME')
  redis.call('ZADD', KEYS[4], t[1] * 1000000 + t[2], ARGV[1])
end
return 1
