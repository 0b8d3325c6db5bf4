-- title: The outcomes add up to the total handled
-- severity: error
-- meaning: Per column: total_handled is the sum of all outcomes, which exclude one another.
-- reference: 国办公开办函〔2019〕60号 and 〔2021〕30号, part 3: 区分处理的，只计这一情形，不计其他情形
FROM store.broken_sums('outcomes')
