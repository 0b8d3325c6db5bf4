-- title: The prose and the table agree on reconsiderations
-- severity: error
-- meaning: The number of reconsiderations that the prose states is the total of the table.
-- reference: 国办公开办函〔2019〕60号 and 〔2021〕30号: part 1 (总体情况) against part 4
FROM store.prose_against_table('reconsideration', 'challenges', ['reconsideration'], 'reconsiderations')
