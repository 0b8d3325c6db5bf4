-- title: The prose and the table agree on the requests refused
-- severity: warning
-- meaning: The number of requests that the prose says were refused is the sum of the eight reasons in the table. A warning: prose may count those that could not be met, too.
-- reference: 国办公开办函〔2019〕60号 and 〔2021〕30号: part 1 (总体情况) against part 3
FROM store.prose_against_table(
    'refused',
    'applications',
    [
        'refused.state_secret', 'refused.other_law', 'refused.safety', 'refused.third_party', 'refused.internal',
        'refused.process', 'refused.enforcement_file', 'refused.inquiry'
    ],
    'requests refused'
)
