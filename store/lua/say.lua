-- say: replace a sealed text that carries its revision, when nobody else did meanwhile: what was said about a why, or a book.
-- KEYS 1 why or book, 2 seen, 3 ob.due, then the letters to be posted, then those to be redrawn
-- ARGV 1 the revision that was read, 2 sealed, 3 call, 4 seconds to remember the delivery (0: it has no id), 5 now (ms),
--      then the number of letters and six a letter, see post; then the ids of the letters to be redrawn
-- returns 1, also when the delivery was seen and nothing is changed; 0 when it has another revision, or a letter's id is taken
local keep = tonumber(ARGV[4])
local h = redis.call('HMGET', KEYS[1], 'rev', 'call')
if h[2] == ARGV[3] or keep > 0 and redis.call('EXISTS', KEYS[2]) == 1 then
  return 1
end
local letters = tonumber(ARGV[6])
if (h[1] or '0') ~= ARGV[1] or taken(4, 7, letters) then
  return 0
end
redis.call('HSET', KEYS[1], 'rev', tonumber(ARGV[1]) + 1, 'doc', ARGV[2], 'call', ARGV[3])
for i = 1, letters do
  post(KEYS[3 + i], KEYS[3], 7 + (i - 1) * posted)
end
redraws(4 + letters, 7 + letters * posted, KEYS[3], ARGV[5], ARGV[3])
if keep > 0 then
  redis.call('SET', KEYS[2], 1, 'EX', keep)
end
return 1
