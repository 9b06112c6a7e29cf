-- burn: remove letters, in whatever state they are.
-- KEYS 1 ob.due, 2 ob.inflight, 3 ob.unknown, then the letters
-- ARGV the ids of the letters
-- returns 1
for i = 1, #ARGV do
  redis.call('DEL', KEYS[3 + i])
  redis.call('ZREM', KEYS[1], ARGV[i])
  redis.call('ZREM', KEYS[2], ARGV[i])
  redis.call('ZREM', KEYS[3], ARGV[i])
end
return 1
