-- title: The applicants add up to the total
-- severity: error
-- meaning: Per row: total is the sum of the six kinds of applicants.
-- reference: 国办公开办函〔2019〕60号 and 〔2021〕30号, part 3: the columns of the table
FROM store.broken_sums('applicants')
