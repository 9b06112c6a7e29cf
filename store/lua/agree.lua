-- agree: keep what a lead said about being named, and redraw letters.
-- KEYS 1 consents of the initiative, 2 ob.due, 3 ob.unknown, then the letters
-- ARGV 1 person, 2 given (1, 0), 3 now (ms), 4 call, 5 number of the letter that the proof names (0: none of them),
--      6 channel and 7 ts of the proof, then the ids of the letters
-- returns 1 when it is a new word; 0 when the same was said before
local was = redis.call('HGET', KEYS[1], ARGV[1]) or ''
local fresh = string.sub(was, 1, 1) ~= ARGV[2]
if fresh then
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[2] .. '|' .. ARGV[3] .. '|' .. ARGV[4])
end
for i = 4, #KEYS do
  if tonumber(ARGV[5]) == i - 3 and redis.call('HGET', KEYS[i], 'state') == 'unknown' then
    -- Somebody pressed its button, so it arrived.
    redis.call('HSET', KEYS[i], 'state', 'sent', 'channel', ARGV[6], 'ts', ARGV[7])
    redis.call('ZREM', KEYS[3], ARGV[i + 4])
  end
end
redraws(4, 8, KEYS[2], ARGV[3], ARGV[4])
if fresh or string.match(was, '[^|]*$') == ARGV[4] then
  return 1 -- the answer to this very call may have been lost
end
return 0
