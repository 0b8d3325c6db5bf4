-- title: The prose and the table agree on lawsuits
-- severity: error
-- meaning: The number of lawsuits that the prose states is the sum of both kinds in the table.
-- reference: 国办公开办函〔2019〕60号 and 〔2021〕30号: part 1 (总体情况) against part 4
FROM store.prose_against_table('litigation', 'challenges', ['litigation_direct', 'litigation_after'], 'lawsuits')
