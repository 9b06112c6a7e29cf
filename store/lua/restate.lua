-- restate: replace the standing and the checkpoints of an initiative apart from a close.
-- KEYS 1 course of the initiative
-- ARGV 1 revision of the standing that was read, 2 standing (sealed), 3 checkpoints (sealed, '' for none), 4 call
-- returns 1; 0 when the standing has another revision, and nothing is changed
local h = redis.call('HMGET', KEYS[1], 'rev', 'restated')
if h[2] == ARGV[4] then
  return 1 -- the answer to this very call was lost
elseif (h[1] or '0') ~= ARGV[1] then
  return 0
end
redis.call('HDEL', KEYS[1], 'restated') -- first, since a full Redis lets pass what begins so
redis.call('HSET', KEYS[1], 'standing', ARGV[2], 'restated', ARGV[4])
redis.call('HINCRBY', KEYS[1], 'rev', 1)
if ARGV[3] == '' then
  redis.call('HDEL', KEYS[1], 'checkpoints')
else
  redis.call('HSET', KEYS[1], 'checkpoints', ARGV[3])
end
return 1
