"""The table that the search looks in, and the triggers that keep it: one run for each statement, not for each row."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

# Each letter with what it is without its marks; capitals too, for lower() knows them only in some locales.
PLAIN = {
    "a": "àảãáạăằẳẵắặâầẩẫấậäåÀẢÃÁẠĂẰẲẴẮẶÂẦẨẪẤẬÄÅ",
    "c": "çÇ",
    "d": "đðĐÐ",
    "e": "èẻẽéẹêềểễếệëÈẺẼÉẸÊỀỂỄẾỆË",
    "i": "ìỉĩíịîïÌỈĨÍỊÎÏ",
    "n": "ñÑ",
    "o": "òỏõóọôồổỗốộơờởỡớợöÒỎÕÓỌÔỒỔỖỐỘƠỜỞỠỚỢÖ",
    "u": "ùủũúụưừửữứựüûÙỦŨÚỤƯỪỬỮỨỰÜÛ",
    "y": "ỳỷỹýỵÿỲỶỸÝỴŸ",
}
SIGNS = "!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~–—‘’“”„…•·«»°§©®™×÷€₫\u00a0"
MARKED = "".join(PLAIN.values())
BARE = "".join(letter * len(marked) for letter, marked in PLAIN.items())
SMALL = MARKED.lower()


def quoted(text):
    return "'" + text.replace("'", "''") + "'"


FUNCTIONS = f"""
CREATE FUNCTION meetings_search_spelled(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT lower(translate(normalize(words, NFC), {quoted(MARKED + SIGNS + "'")}, {quoted(SMALL + " " * len(SIGNS + "'"))}))
$$;
CREATE FUNCTION meetings_search_plain(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT translate(meetings_search_spelled(words), {quoted(MARKED)}, {quoted(BARE)})
$$;
CREATE FUNCTION meetings_search_words(words text) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN to_tsvector('simple', meetings_search_plain(words)) || to_tsvector('simple', meetings_search_spelled(words));
EXCEPTION WHEN program_limit_exceeded THEN
    -- More than a book of different words: saving must never fail for the sake of the search.
    RETURN to_tsvector('simple', meetings_search_plain(left(words, 100000)));
END
$$;

CREATE FUNCTION meetings_search_of_meetings(numbers bigint[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO meetings_searchentry (meeting_id, unit_id, year, "on", is_final, words)
    SELECT m.id, m.cell_id, m.year, m.held_on, m.state IN ('approved', 'locked'),
        CASE WHEN m.state IN ('planned', 'cancelled') THEN ''::tsvector ELSE meetings_search_words(concat_ws(E'\\n',
            m.theme,
            (SELECT string_agg(i.title, E'\\n') FROM meetings_agendaitem i WHERE i.meeting_id = m.id AND NOT i.is_removed),
            (SELECT string_agg(p.text, E'\\n') FROM meetings_passage p
                LEFT JOIN meetings_agendaitem i ON i.id = p.item_id
                WHERE p.meeting_id = m.id AND NOT p.is_removed AND i.is_removed IS NOT TRUE AND p.text <> ''),
            (SELECT string_agg(concat_ws(' ', v.question, v.person), E'\\n') FROM meetings_vote v
                LEFT JOIN meetings_agendaitem i ON i.id = v.item_id
                WHERE v.meeting_id = m.id AND NOT v.is_removed AND i.is_removed IS NOT TRUE),
            (SELECT string_agg(t.text, E'\\n') FROM meetings_task t
                LEFT JOIN meetings_agendaitem i ON i.id = t.item_id
                WHERE t.meeting_id = m.id AND NOT t.is_removed AND i.is_removed IS NOT TRUE)
        )) END
    FROM meetings_meeting m WHERE m.id = ANY(numbers) ORDER BY m.id
    ON CONFLICT (meeting_id) DO UPDATE SET unit_id = excluded.unit_id, year = excluded.year, "on" = excluded."on",
        is_final = excluded.is_final, words = excluded.words
$$;

CREATE FUNCTION meetings_search_of_documents(numbers bigint[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO meetings_searchentry (document_id, unit_id, year, "on", is_final, words)
    SELECT d.id, d.organisation_id, extract(year FROM dated.day), dated.day,
        d.signed_on IS NOT NULL AND (d.number IS NOT NULL OR d.symbol <> ''),
        meetings_search_words(concat_ws(E'\\n', d.symbol, d.title,
            (SELECT string_agg(v #>> '{{}}', E'\\n') FROM jsonb_path_query(d.content, 'strict $.**') v
                WHERE jsonb_typeof(v) = 'string')))
    FROM meetings_partydocument d
    CROSS JOIN LATERAL (
        SELECT coalesce(d.signed_on, (d.registered_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date) AS day) dated
    WHERE d.id = ANY(numbers) ORDER BY d.id
    ON CONFLICT (document_id) DO UPDATE SET unit_id = excluded.unit_id, year = excluded.year, "on" = excluded."on",
        is_final = excluded.is_final, words = excluded.words
$$;

-- Arguments: the function to call, the column with the number of its thing, then the columns whose change matters.
CREATE FUNCTION meetings_search_follow() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    numbers bigint[];
    columns text;
BEGIN
    IF TG_OP = 'INSERT' THEN
        EXECUTE format('SELECT array_agg(DISTINCT n.%I) FROM came n', TG_ARGV[1]) INTO numbers;
    ELSE
        SELECT string_agg(format('n.%I IS DISTINCT FROM o.%I', name, name), ' OR ')
            FROM unnest(TG_ARGV[2:]) name INTO columns;
        EXECUTE format('SELECT array_agg(DISTINCT n.%I) FROM came n JOIN went o ON o.id = n.id WHERE %s',
            TG_ARGV[1], columns) INTO numbers;
    END IF;
    IF numbers IS NOT NULL THEN
        EXECUTE format('SELECT %I($1)', TG_ARGV[0]) USING numbers;
    END IF;
    RETURN NULL;
END
$$;
"""

FOLLOWED = {
    "meeting": ("meetings", "id", "state", "theme", "cell_id", "held_on", "year"),
    "agendaitem": ("meetings", "meeting_id", "title", "is_removed"),
    "passage": ("meetings", "meeting_id", "text", "is_removed"),
    "vote": ("meetings", "meeting_id", "question", "person", "is_removed"),
    "task": ("meetings", "meeting_id", "text", "is_removed"),
    "partydocument": (
        "documents", "id", "organisation_id", "number", "symbol", "signed_on", "title", "content",
    ),
}


def triggers():
    for table, (things, *columns) in FOLLOWED.items():
        call = f"meetings_search_follow('meetings_search_of_{things}', " + ", ".join(f"'{name}'" for name in columns) + ")"
        for event, tables in (("INSERT", "NEW TABLE AS came"), ("UPDATE", "OLD TABLE AS went NEW TABLE AS came")):
            yield (
                f"CREATE TRIGGER search_follows_{event.lower()} AFTER {event} ON meetings_{table} "
                f"REFERENCING {tables} FOR EACH STATEMENT EXECUTE FUNCTION {call};"
            )


FILL = """
SELECT meetings_search_of_meetings(ARRAY(SELECT id FROM meetings_meeting));
SELECT meetings_search_of_documents(ARRAY(SELECT id FROM meetings_partydocument));
"""
UNDO = "".join(
    f"DROP TRIGGER search_follows_{event} ON meetings_{table};" for table in FOLLOWED for event in ("insert", "update")
) + """
DROP FUNCTION meetings_search_follow();
DROP FUNCTION meetings_search_of_documents(bigint[]);
DROP FUNCTION meetings_search_of_meetings(bigint[]);
DROP FUNCTION meetings_search_words(text);
DROP FUNCTION meetings_search_plain(text);
DROP FUNCTION meetings_search_spelled(text);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('cells', '0006_searching'),
        ('meetings', '0005_operations_once'),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField()),
                ('on', models.DateField()),
                ('is_final', models.BooleanField()),
                ('words', django.contrib.postgres.search.SearchVectorField()),
                ('document', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='meetings.partydocument')),
                ('meeting', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='meetings.meeting')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cells.organisation')),
            ],
            options={
                'ordering': ['-on', '-pk'],
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['words'], name='searchentry_words'), models.Index(fields=['-on', '-id'], name='searchentry_newest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('meeting__isnull', False), ('document__isnull', False), _connector='XOR'), name='searchentry_of_one_thing')],
            },
        ),
        migrations.RunSQL(FUNCTIONS + "\n".join(triggers()) + FILL, UNDO),
    ]
