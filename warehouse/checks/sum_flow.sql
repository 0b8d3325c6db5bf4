-- title: Requests in equal requests out
-- severity: error
-- meaning: Per column: received + carried_in = total_handled + carried_out. The form prints this rule in the corner of the table.
-- reference: 国办公开办函〔2019〕60号 and 〔2021〕30号, part 3: 第一项加第二项之和，等于第三项加第四项之和
FROM store.broken_sums('flow')
