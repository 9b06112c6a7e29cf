-- turn: what keeps calls to a team of a platform away. Changes nothing.
-- KEYS 1 hold of the grant, 2 hold of the method, 3 until when the method is slower
-- ARGV none
-- returns { for how long calls are held (us, 0: they are not), why, for how long the method is slower (us) }
local t = redis.call('TIME')
local clock = t[1] * 1000000 + t[2]
local left, why = 0, ''
for i = 1, 2 do
  local held = redis.call('GET', KEYS[i])
  if held then
    local last, reason = string.match(held, '^(%d+) (.*)$')
    if tonumber(last) - clock > left then
      left, why = tonumber(last) - clock, reason
    end
  end
end
local slow = tonumber(redis.call('GET', KEYS[3]) or 0) - clock
return { left, why, math.max(0, slow) }
