-- tend: store what somebody did about an alert, and redraw letters.
-- KEYS 1 care of the round, 2 ob.due, 3 seen, then the letters
-- ARGV 1 who acknowledged, 2 snoozed to, 3 snoozed by ('' leaves a field alone), 4 now (ms), 5 call,
--      6 seconds to remember the delivery (0: it has no id), then the ids of the letters
-- returns the three fields as they are now, '' for none; nothing is changed when the delivery was seen
local keep = tonumber(ARGV[6])
if keep == 0 or redis.call('EXISTS', KEYS[3]) == 0 then
  if ARGV[1] ~= '' then
    redis.call('HSETNX', KEYS[1], 'ack', ARGV[1])
  end
  if ARGV[2] ~= '' then
    redis.call('HSET', KEYS[1], 'snoozed_to', ARGV[2])
  end
  if ARGV[3] ~= '' then
    redis.call('HSET', KEYS[1], 'snoozed_by', ARGV[3])
  end
  redraws(4, 7, KEYS[2], ARGV[4], ARGV[5])
  if keep > 0 then
    redis.call('SET', KEYS[3], 1, 'EX', keep)
  end
end
local h = redis.call('HMGET', KEYS[1], 'ack', 'snoozed_to', 'snoozed_by')
return { h[1] or '', h[2] or '', h[3] or '' }
