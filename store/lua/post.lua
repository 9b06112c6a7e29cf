-- post: store letters that are not there yet; merge those that may grow.
-- KEYS 1 ob.due, then the letters
-- ARGV six a letter, see post
-- returns 1; 0 when another letter has the id of one that is to have it to itself, and nothing is changed
if taken(2, 1, #KEYS - 1) then
  return 0
end
for i = 2, #KEYS do
  post(KEYS[i], KEYS[1], (i - 2) * posted + 1)
end
return 1
