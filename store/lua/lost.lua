-- lost: which letters have been unknown for some time, or since a time to come: then
-- the clock was put back. Changes nothing.
-- KEYS 1 ob.unknown
-- ARGV 1 for how long (us), 2 how many
-- returns the ids, longest first
local t = redis.call('TIME')
local clock = t[1] * 1000000 + t[2]
local lost = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', clock - tonumber(ARGV[1]), 'LIMIT', 0, ARGV[2])
local ahead = redis.call('ZRANGEBYSCORE', KEYS[1], clock + 1000000, '+inf', 'LIMIT', 0, ARGV[2])
for i = 1, math.min(#ahead, tonumber(ARGV[2]) - #lost) do
  lost[#lost + 1] = ahead[i]
end
return lost
