-- title: The prose and the table agree on the requests carried in
-- severity: error
-- meaning: The number of requests that the prose says came over from the year before is the total of the table's row carried_in.
-- reference: 国办公开办函〔2019〕60号 and 〔2021〕30号: part 1 (总体情况) against part 3
FROM store.prose_against_table('carried_in', 'applications', ['carried_in'], 'requests carried in')
