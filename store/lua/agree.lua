-- agree: keep what a lead said about being named, and redraw letters.
-- KEYS 1 consents of the initiative, 2 ob.due, 3 ob.unknown, 4 seen, then the letters
-- ARGV 1 person, 2 given (1, 0), 3 now (ms), 4 call, 5 number of the letter that the proof names (0: none of them),
--      6 channel and 7 ts of the proof, 8 seconds to remember the delivery (0: it has no id), then the ids of the letters
-- returns 1 when it is a new word; 0 when the same was said before; what it returned then when the delivery was seen
local keep = tonumber(ARGV[8])
if keep > 0 then
  local said = redis.call('GET', KEYS[4])
  if said then
    return tonumber(said)
  end
end
local was = redis.call('HGET', KEYS[1], ARGV[1]) or ''
local fresh = string.sub(was, 1, 1) ~= ARGV[2]
if fresh then
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[2] .. '|' .. ARGV[3] .. '|' .. ARGV[4])
end
for i = 5, #KEYS do
  if tonumber(ARGV[5]) == i - 4 and redis.call('HGET', KEYS[i], 'state') == 'unknown' then
    -- Somebody pressed its button, so it arrived.
    redis.call('HSET', KEYS[i], 'state', 'sent', 'channel', ARGV[6], 'ts', ARGV[7])
    redis.call('ZREM', KEYS[3], ARGV[i + 4])
  end
end
redraws(5, 9, KEYS[2], ARGV[3], ARGV[4])
-- The answer to this very call may have been lost.
local said = (fresh or string.match(was, '[^|]*$') == ARGV[4]) and 1 or 0
if keep > 0 then
  redis.call('SET', KEYS[4], said, 'EX', keep)
end
return said
