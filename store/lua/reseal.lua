-- reseal: put values under another key where they are still as they were read.
-- KEYS 1 a hash
-- ARGV three a value: field, sealed text as read, the same sealed again
-- returns how many were changed
local n = 0
for i = 1, #ARGV, 3 do
  if redis.call('HGET', KEYS[1], ARGV[i]) == ARGV[i + 1] then
    redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 2])
    n = n + 1
  end
end
return n
