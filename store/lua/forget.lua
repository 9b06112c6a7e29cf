-- forget: remove a person.
-- KEYS 1 people, 2 leadof
-- ARGV 1 person
-- returns 1
redis.call('HDEL', KEYS[1], ARGV[1])
redis.call('HDEL', KEYS[2], ARGV[1], ARGV[1] .. '|')
return 1
