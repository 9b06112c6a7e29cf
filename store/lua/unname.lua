-- unname: replace what letters say, and redraw them.
-- KEYS 1 ob.due, then the letters
-- ARGV 1 when they are due (ms), 2 call, then the ids of the letters, then what each says
-- returns 1
for i = 2, #KEYS do
  if redis.call('EXISTS', KEYS[i]) == 1 then
    redis.call('HSET', KEYS[i], 'doc', ARGV[#KEYS + i])
  end
end
redraws(2, 3, KEYS[1], ARGV[1], ARGV[2])
return 1
