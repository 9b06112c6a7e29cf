-- seal: stop the recording of a round whose close has come.
-- KEYS 1 round, 2 its answers
-- ARGV 1 now (ms)
-- returns { 'sealed', HGETALL of the answers }; { 'none' }; { 'early' }
local h = redis.call('HMGET', KEYS[1], 'state', 'closes')
if not h[1] or h[1] == 'skipped' then
  return { 'none' }
end
if h[1] == 'open' then
  if tonumber(ARGV[1]) < tonumber(h[2]) then
    return { 'early' }
  end
  redis.call('HSET', KEYS[1], 'state', 'sealed')
end
return { 'sealed', redis.call('HGETALL', KEYS[2]) }
