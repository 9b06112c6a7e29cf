-- open: store a round, its letters, its close and the next opening, and redraw letters sent before.
-- KEYS 1 round, 2 course of the initiative, 3 sched, 4 ob.due, then the letters, then those to be redrawn
-- ARGV 1 round, 2 JSON, 3 state (open, skipped), 4 closes (ms), 5 next opening (ms, '' for none), 6 initiative,
--      7 number of leads on the roster, 8 number of letters, 9 revision of the standing it was planned on, 10 when letters are redrawn (ms), 11 call,
--      then person, what is put to it (for each lead), then six a letter, see post, then the ids of the letters to redraw
-- returns 1; 0 when the round was there; -1 when the standing has another revision, or a letter's id is taken, and nothing is changed
local member, next = 'open:' .. ARGV[6], ARGV[5]
if redis.call('EXISTS', KEYS[1]) == 1 then
  -- The schedule moves forward, never back; no next opening at all is later than any.
  local planned = redis.call('ZSCORE', KEYS[3], member)
  if planned and next == '' then
    redis.call('ZREM', KEYS[3], member)
  elseif planned and tonumber(next) > tonumber(planned) then
    redis.call('ZADD', KEYS[3], next, member)
  end
  return 0
end
if (redis.call('HGET', KEYS[2], 'rev') or '0') ~= ARGV[9] or taken(5, 12 + 2 * tonumber(ARGV[7]), tonumber(ARGV[8])) then
  return -1
end
redis.call('HSET', KEYS[1], 'doc', ARGV[2], 'state', ARGV[3], 'closes', ARGV[4])
redis.call('HSET', KEYS[2], 'latest', ARGV[1])
if next == '' then
  redis.call('ZREM', KEYS[3], member)
else
  redis.call('ZADD', KEYS[3], next, member)
end
if ARGV[3] == 'open' then
  redis.call('ZADD', KEYS[3], ARGV[4], 'close:' .. ARGV[1])
end
local at = 12
for _ = 1, tonumber(ARGV[7]) do
  redis.call('HSET', KEYS[1], 'put:' .. ARGV[at], ARGV[at + 1])
  at = at + 2
end
for i = 1, tonumber(ARGV[8]) do
  post(KEYS[4 + i], KEYS[4], at)
  at = at + posted
end
redraws(5 + tonumber(ARGV[8]), at, KEYS[4], ARGV[10], ARGV[11])
return 1
