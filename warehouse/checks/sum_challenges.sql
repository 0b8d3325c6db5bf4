-- title: The outcomes of a challenge add up
-- severity: error
-- meaning: Per kind of challenge: total = upheld + corrected + other + pending.
-- reference: 国办公开办函〔2019〕60号 and 〔2021〕30号, part 4: the columns of the table
FROM store.broken_sums('challenges')
