-- Decisions are found by what their stores, models and channels are called now: each holds a mark of every code that
-- it names. What JSON holds and text cannot is put aside before a body is read.
UPDATE decision SET grams = grams || ARRAY(
    SELECT place.key || '=' || code.value
    FROM json_each(
            regexp_replace(body, '\\u(0000|[dD][89abAB][0-9a-fA-F]{2}|[dD][c-fC-F][0-9a-fA-F]{2})', '\\n', 'g')::json
            -> 'where'
        ) AS place,
        json_array_elements_text(CASE json_typeof(place.value) WHEN 'array' THEN place.value ELSE '[]' END) AS code
    WHERE code.value IS NOT NULL
);
