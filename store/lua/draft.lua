-- draft: keep what somebody has begun to fill in, or remove it.
-- KEYS 1 drafts of the person
-- ARGV 1 which, 2 sealed ('' removes it), 3 seconds to keep all of them
-- returns 1
if ARGV[2] == '' then
  redis.call('HDEL', KEYS[1], ARGV[1])
  return 1
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('EXPIRE', KEYS[1], ARGV[3])
return 1
