-- severity = "warning"
-- reference = "国办公开办函〔2021〕30号: part 6, 收取信息处理费情况"
-- [en]
-- title = "The report states one fee"
-- meaning = "The fee for handling requests that the part on other matters states is that of any other part; none charged is 0. What is told of another year, of several years or of a part is left out."
-- found = "the part on other matters (line {line}) states a fee of {left} yuan, “{heading}” (line {other_line}) one of {right}"
-- advice = "look at the accounts, and let both parts agree"
-- [zh]
-- title = "信息处理费前后一致"
-- meaning = "第六部分所述信息处理费与其他部分所述一致；未收取即为 0。所述为其他年度、累计或其中一部分的，不作比较。"
-- found = "第六部分（第 {line} 行）所述信息处理费为 {left} 元，“{heading}”部分（第 {other_line} 行）所述为 {right} 元"
-- advice = "请核对账目，使两处一致"
WITH sentence AS (
    SELECT
        report_no, code, heading, first_line,
        unnest(regexp_split_to_array(translate(text, '０１２３４５６７８９．，', '0123456789.,'), '[。；;\n]')) AS said
    FROM store.section
    WHERE contains(text, '信息处理费')
),
stated AS (
    SELECT
        s.*,
        regexp_extract(said, '信息处理费用?[^0-9零,。]{0,8}([0-9][0-9,]*(?:\.[0-9]+)?|零)\s*(万?)元', ['amount', 'unit']) AS printed,
        regexp_matches(said, '(?:未|没有|无|不存在)(?:[^0-9,]{0,8}(?:收取|产生|发生|征收))?[^0-9,缴交减免]{0,6}信息处理费') AS is_none
    FROM sentence AS s
    JOIN store.held AS r USING (report_no)
    WHERE NOT regexp_matches(said, '上一?年|去年|往年|历年|累计|以来|同比|其中|标准')
        AND list_filter(regexp_extract_all(said, '(20[0-9]{2})年', 1), lambda named: named <> r.year::VARCHAR) = []
),
fee AS (
    SELECT
        report_no, code, heading, first_line,
        CASE
            WHEN printed.amount IN ('', '零') THEN 0
            ELSE replace(printed.amount, ',', '')::DOUBLE * CASE printed.unit WHEN '万' THEN 10000 ELSE 1 END
        END AS yuan
    FROM stated
    WHERE printed.amount <> '' OR is_none
),
of_part AS (
    SELECT report_no, code, heading, first_line, any_value(yuan) AS yuan
    FROM fee
    GROUP BY report_no, code, heading, first_line
    HAVING count(DISTINCT yuan) = 1
)
SELECT
    r.document_id,
    store.number(six.yuan) AS left_value,
    store.number(other.yuan) AS right_value,
    six.first_line AS line,
    other.heading,
    other.first_line AS other_line
FROM of_part AS six
JOIN of_part AS other ON other.report_no = six.report_no AND other.code <> six.code
JOIN store.report AS r ON r.report_no = six.report_no
WHERE six.code = 'other_matters' AND abs(six.yuan - other.yuan) > 0.005
