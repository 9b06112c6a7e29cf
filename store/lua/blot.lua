-- blot: remove somebody's note, and redraw what shows it.
-- KEYS 1 notes, 2 ob.due, then the letters
-- ARGV 1 person, 2 when the letters are due (ms), 3 call, then their ids
-- returns 1
redis.call('HDEL', KEYS[1], ARGV[1])
redraws(3, 4, KEYS[2], ARGV[2], ARGV[3])
return 1
