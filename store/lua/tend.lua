-- tend: store what somebody did about an alert, and redraw letters.
-- KEYS 1 care of the round, 2 ob.due, then the letters
-- ARGV 1 who acknowledged, 2 snoozed to, 3 snoozed by ('' leaves a field alone), 4 now (ms), 5 call, then the ids of the letters
-- returns the three fields as they are now, '' for none
if ARGV[1] ~= '' then
  redis.call('HSETNX', KEYS[1], 'ack', ARGV[1])
end
if ARGV[2] ~= '' then
  redis.call('HSET', KEYS[1], 'snoozed_to', ARGV[2])
end
if ARGV[3] ~= '' then
  redis.call('HSET', KEYS[1], 'snoozed_by', ARGV[3])
end
redraws(3, 6, KEYS[2], ARGV[4], ARGV[5])
local h = redis.call('HMGET', KEYS[1], 'ack', 'snoozed_to', 'snoozed_by')
return { h[1] or '', h[2] or '', h[3] or '' }
