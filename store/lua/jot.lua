-- jot: store a note of somebody, post letters, and redraw some.
-- KEYS 1 notes, 2 ident index of the account, 3 seen, 4 ob.due, then letters to post, then letters to redraw
-- ARGV 1 person, 2 note (sealed; '' removes it), 3 now (ms), 4 call, 5 seconds to remember the delivery (0: it has no id),
--      6 number of letters to post, then six a letter, see post, then the ids of the letters to redraw
-- returns 1; 0 when the account is not that person's, and nothing is changed
if redis.call('GET', KEYS[2]) ~= ARGV[1] then
  return 0
end
local keep, letters = tonumber(ARGV[5]), tonumber(ARGV[6])
if keep > 0 and redis.call('EXISTS', KEYS[3]) == 1 then
  return 1
end
if ARGV[2] == '' then
  redis.call('HDEL', KEYS[1], ARGV[1])
else
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
end
local at = 7
for i = 5, 4 + letters do
  post(KEYS[i], KEYS[4], at)
  at = at + posted
end
redraws(5 + letters, at, KEYS[4], ARGV[3], ARGV[4])
if keep > 0 then
  redis.call('SET', KEYS[3], 1, 'EX', keep)
end
return 1
