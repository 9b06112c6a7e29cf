-- release: give up a team, when it is still this org's.
-- KEYS 1 index of the team
-- ARGV 1 org
-- returns 1 when it was given up
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return 0
end
return redis.call('DEL', KEYS[1])
