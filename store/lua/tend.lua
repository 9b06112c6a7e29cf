-- tend: store what somebody did about an alert, post letters, and redraw some.
-- KEYS 1 care of the round, 2 ob.due, 3 seen, then letters to post, then letters to redraw
-- ARGV 1 now (ms), 2 call, 3 seconds to remember the delivery (0: it has no id), 4 number of steps,
--      5 number of letters to post, then three a step: how (HSETNX, HSET, HDEL), field, value;
--      then six a letter, see post, then the ids of the letters to redraw
-- returns 0 when a letter's id is taken and nothing is changed; else the fields and values as they are now; nothing is changed when the delivery was seen
local keep, steps, letters = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
if keep == 0 or redis.call('EXISTS', KEYS[3]) == 0 then
  if taken(4, 6 + 3 * steps, letters) then
    return 0
  end
  local at = 6
  for _ = 1, steps do
    if ARGV[at] == 'HDEL' then
      redis.call('HDEL', KEYS[1], ARGV[at + 1])
    else
      redis.call(ARGV[at], KEYS[1], ARGV[at + 1], ARGV[at + 2])
    end
    at = at + 3
  end
  for i = 4, 3 + letters do
    post(KEYS[i], KEYS[2], at)
    at = at + posted
  end
  redraws(4 + letters, at, KEYS[2], ARGV[1], ARGV[2])
  if keep > 0 then
    redis.call('SET', KEYS[3], 1, 'EX', keep)
  end
end
return redis.call('HGETALL', KEYS[1])
