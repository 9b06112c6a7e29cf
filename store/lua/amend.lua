-- amend: replace a person, when nobody else did meanwhile.
-- KEYS 1 people
-- ARGV 1 person, 2 JSON as read, 3 JSON to store
-- returns 1 when it was replaced
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then
  return 0
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1
