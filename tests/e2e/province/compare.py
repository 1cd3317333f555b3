"""The program's figures beside the expected ones, line by line, as a short list of differences."""

# What follows a figure's key in the program's line.
REST = (r'^,"value":("[^"]*"|[^,]*)(?:,"numerator":([^,]*),"denominator":([^,]*))?'
        r',"count":([0-9]+),"status":"([a-z]*)","revision":1,"as_of":"([^"]*)"\}$')
NAMES = ["value", "numerator", "denominator", "count", "status", "as_of"]

# Ratios are the double nearest to the fraction; whole numbers of up to 2^53 divide to it. No
# numerator has more than three digits after the point.
RATIO = "(numerator * 1000)::bigint::double / (1000 * denominator)::double"
SAME_VALUE = f"""case
    when wanted.measure = 'median'
      then abs(given.value::decimal(38, 6) - wanted.value) <= abs(wanted.value) / 100 + 0.0005
    when wanted.measure in ('mean', 'share', 'coverage')
      then given.value::double = wanted.ratio
    when wanted.measure = 'formula'
      then abs(given.value::double - wanted.value::double) < 0.000001
    when given.value like '"%' then given.value = '"' || told(wanted.value::bigint) || '"'
    else given.value::decimal(38, 6) = wanted.value end"""


def read_figures(db, output, path):
    """The program's output as the table given; a line of another form is told."""
    with open(path, "wb") as file:
        file.write(output)
    # Whole lines: a separator that no line holds.
    db.execute(f"""create or replace table lines as select line from read_csv('{path}',
        header=false, columns={{line: 'VARCHAR'}}, delim='\\x01', quote='', escape='')""")
    db.execute(f"""create or replace table given as
        with cut as (select line, instr(line, ',"value":') as cut_at from lines),
          read as (select line, left(line, cut_at - 1) as key,
            regexp_extract(substr(line, cut_at), '{REST}', {NAMES}) as rest from cut)
        select line, case when rest.count <> '' then key end as key, rest.value, rest.count,
          rest.status, rest.as_of, nullif(rest.numerator, '') as numerator,
          nullif(rest.denominator, '') as denominator
        from read""")
    assert db.execute("select count(*) from given").fetchone()[0] == output.count(b"\n")


def differences(db, limit=8):
    """[(indicator, what)]: the first few of each indicator."""
    found = db.execute("""select line, 'a line of another form: ' || line
        from given where key is null""").fetchall()
    found += db.execute("""select any_value(key), 'twice: ' || key from given where key is not null
        group by key having count(*) > 1""").fetchall()
    found += db.execute(f"""
        with wanted as (select *, {RATIO} as ratio from expected)
        select coalesce(wanted.key, given.key), case
            when given.key is null then 'missing: ' || wanted::varchar
            when wanted.key is null then 'not expected: ' || line
            else 'differs: ' || line || ' should be ' || wanted::varchar end
        from wanted full outer join (from given where key is not null) given
          on wanted.key = given.key
        where wanted.key is null or given.key is null
          or wanted.count <> given.count::bigint
          or wanted.status <> given.status
          or wanted.numerator is distinct from given.numerator::decimal(38, 6)
          or wanted.denominator is distinct from given.denominator::bigint
          or (wanted.measure in ('mean', 'share', 'coverage')) <> (given.numerator is not null)
          or not coalesce({SAME_VALUE}, false)
          or given.as_of <> (select told(ms) from as_of)
        order by all""").fetchall()
    by_indicator = {}
    for key, what in found:
        indicator = key.split('"')[3] if key.startswith('{"indicator":"') else key
        by_indicator.setdefault(indicator, []).append(what)
    return {indicator: whats[:limit] + [f"{len(whats)} in all"]
            for indicator, whats in by_indicator.items()}
