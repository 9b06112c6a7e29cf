-- blot: remove somebody's notes.
-- KEYS notes
-- ARGV 1 person
-- returns 1
for i = 1, #KEYS do
  redis.call('HDEL', KEYS[i], ARGV[1])
end
return 1
