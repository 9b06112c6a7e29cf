-- forget: remove a person, and what the person has begun to fill in.
-- KEYS 1 people, 2 leadof, 3 drafts of the person
-- ARGV 1 person
-- returns 1
redis.call('HDEL', KEYS[1], ARGV[1])
redis.call('HDEL', KEYS[2], ARGV[1], ARGV[1] .. '|')
redis.call('DEL', KEYS[3])
return 1
