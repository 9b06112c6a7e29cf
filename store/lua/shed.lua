-- shed: remove what was answered in a closed round.
-- KEYS 1 its answers, 2 course of the initiative, then its notes
-- ARGV 1 planned date of the round
-- returns 1
redis.call('DEL', KEYS[1]) -- first, since a full Redis lets pass what begins so
for i = 3, #KEYS do
  redis.call('DEL', KEYS[i])
end
if (redis.call('HGET', KEYS[2], 'shed') or '') < ARGV[1] then
  redis.call('HSET', KEYS[2], 'shed', ARGV[1])
end
return 1
