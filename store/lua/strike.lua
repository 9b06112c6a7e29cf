-- strike: take a person out of a round.
-- KEYS 1 round, 2 its answers, 3 its care, 4 ob.due, then the letters to be redrawn
-- ARGV 1 JSON as read, 2 JSON to store, 3 records as read ('' for none), 4 records to store, 5 person,
--      6 number of answers, 7 number of fields of the care that may hold the person, 8 number of letters, 9 when they are
--      due (ms), 10 call, then the ids of the letters, these fields, the fields of the answers, other fields to remove
-- returns 1; 0 when the round has changed, and nothing is changed
local h = redis.call('HMGET', KEYS[1], 'doc', 'records', 'state')
if (h[1] or '') ~= ARGV[1] or (h[2] or '') ~= ARGV[3] then
  return 0
end
redis.call('HDEL', KEYS[1], 'put:' .. ARGV[5]) -- first, since a full Redis lets pass what begins so
if ARGV[1] ~= '' then
  redis.call('HSET', KEYS[1], 'doc', ARGV[2])
end
if ARGV[3] ~= '' then
  redis.call('HSET', KEYS[1], 'records', ARGV[4])
end
local cares, from = tonumber(ARGV[7]), 11 + tonumber(ARGV[8])
for i = from + cares, #ARGV do
  redis.call('HDEL', KEYS[2], ARGV[i])
end
if tonumber(ARGV[6]) > 0 and h[3] == 'closed' then
  redis.call('HSET', KEYS[1], 'erased', '1')
end
for i = from, from - 1 + cares do
  if redis.call('HGET', KEYS[3], ARGV[i]) == ARGV[5] then
    redis.call('HDEL', KEYS[3], ARGV[i])
  end
end
redraws(5, 11, KEYS[4], ARGV[9], ARGV[10])
return 1
