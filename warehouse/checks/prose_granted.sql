-- title: The prose and the table agree on the requests granted
-- severity: warning
-- meaning: The number of requests that the prose says were granted is the total of the table's row granted. A warning: prose may count partly granted ones, too.
-- reference: 国办公开办函〔2019〕60号 and 〔2021〕30号: part 1 (总体情况) against part 3
FROM store.prose_against_table('granted', 'applications', ['granted'], 'requests granted')
