-- close: store what was worked out from a sealed round.
-- KEYS 1 round, 2 course of the initiative, 3 past rounds of it, 4 sched, 5 ob.due, then letters to post, then letters to redraw
-- ARGV 1 round, 2 now (ms), 3 standing (sealed), 4 records (sealed), 5 planned date as a number, 6 call,
--      7 number of letters to post, 8 revision of the standing that was read, then six a letter, see post, then the ids of the letters to redraw
-- returns 'closed'; 'again' when it was closed before, 'stale' when the standing has another revision, 'open' or 'none', and nothing is changed
local state = redis.call('HGET', KEYS[1], 'state')
if not state or state == 'skipped' then
  return 'none'
elseif state == 'closed' then
  return 'again'
elseif state ~= 'sealed' then
  return 'open'
elseif (redis.call('HGET', KEYS[2], 'rev') or '0') ~= ARGV[8] then
  return 'stale'
end
redis.call('HSET', KEYS[1], 'state', 'closed', 'records', ARGV[4])
redis.call('HSET', KEYS[2], 'standing', ARGV[3])
redis.call('HINCRBY', KEYS[2], 'rev', 1)
redis.call('ZADD', KEYS[3], ARGV[5], ARGV[1])
redis.call('ZREM', KEYS[4], 'close:' .. ARGV[1])
local n = tonumber(ARGV[7])
for i = 1, n do
  post(KEYS[5 + i], KEYS[5], 9 + (i - 1) * posted)
end
redraws(6 + n, 9 + n * posted, KEYS[5], ARGV[2], ARGV[6])
return 'closed'
