-- amend: replace a person, when nobody else did meanwhile.
-- KEYS 1 people, 2 seen, 3 stands of the delegate named before, 4 stands of the one named now
-- ARGV 1 person, 2 JSON as read, 3 JSON to store, 4 seconds to remember the delivery (0: it has no id),
--      5 whether there was a delegate before, 6 whether there is one now (1, 0)
-- returns 1 when it was replaced, or when the delivery was seen and nothing is changed
local keep = tonumber(ARGV[4])
if keep > 0 and redis.call('EXISTS', KEYS[2]) == 1 then
  return 1
end
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then
  return 0
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
if ARGV[5] == '1' then
  redis.call('SREM', KEYS[3], ARGV[1])
end
if ARGV[6] == '1' then
  redis.call('SADD', KEYS[4], ARGV[1])
end
if keep > 0 then
  redis.call('SET', KEYS[2], 1, 'EX', keep)
end
return 1
