-- stay: keep calls to a team of a platform away for a time. The longest word stands.
-- KEYS 1 the hold, 2 until when the method is slower
-- ARGV 1 for how long (us), 2 why, 3 '1': slower afterwards, 4 for how long (us), 5 how many times that at most,
--      6 how much longer than they count the keys live (ms), so that nothing ends early where TTLs are counted coarsely
-- returns 1
local t = redis.call('TIME')
local clock = t[1] * 1000000 + t[2]
local span, step = tonumber(ARGV[1]), tonumber(ARGV[4])
local last = tonumber(string.match(redis.call('GET', KEYS[1]) or '0', '^%d+'))
local function keep(key, value, left)
  redis.call('SET', key, value, 'PX', string.format('%.0f', math.ceil(left / 1000) + tonumber(ARGV[6])))
end
-- A call that was under way when the hold began says nothing new.
if ARGV[3] == '1' and last <= clock then
  local slow = tonumber(redis.call('GET', KEYS[2]) or 0)
  slow = math.min(math.max(slow, clock + span) + step, clock + span + step * tonumber(ARGV[5]))
  keep(KEYS[2], string.format('%.0f', slow), slow - clock)
end
if clock + span > last then
  keep(KEYS[1], string.format('%.0f', clock + span) .. ' ' .. ARGV[2], span)
end
return 1
