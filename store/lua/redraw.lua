-- redraw: have sent letters worded anew.
-- KEYS 1 ob.due, then the letters
-- ARGV 1 now (ms), 2 call, then the ids of the letters
-- returns 1
redraws(2, 3, KEYS[1], ARGV[1], ARGV[2])
return 1
