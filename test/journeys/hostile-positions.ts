/**
 * Where a value can stand in what an author wrote, and what has to become of it there: what may be put there at all, and
 * what arrives. These words come from the promise to authors, not from the planner.
 */

/** What a place takes. `nothing`: the plan has to refuse the place whatever the value is. */
export type Takes = 'anything' | 'no option' | 'plain words' | 'a number' | 'data' | 'nothing'

export interface Position {
  name: string
  takes: Takes
  /** The author's lines for a case; `v` is the placeholder. */
  write: (v: string, id: string) => string
  /** What the lines need before them, once in a step. */
  before?: string
  /** What arrives for a value: as an argument, a value of SQL… Nothing where a server must reject the value. */
  arrives?: (value: string) => readonly string[] | undefined
  /** False for what dash does not know. */
  posix?: boolean
  /** Values that cannot be looked at in this place, for a reason that is no matter of safety. */
  leavesOut?: (value: string) => boolean
}

const BASIC = (value: string) =>
  !value.includes('\0') && Buffer.from(value, 'utf8').toString('utf8') === value && Buffer.byteLength(value) <= 120_000
const ACCEPTS: Readonly<Record<Takes, (value: string) => boolean>> = {
  anything: () => true,
  'no option': (value) => !value.startsWith('-'),
  'plain words': (value) => /^[\w./:@%+,=][\w./:@%+,=-]*$/.test(value),
  'a number': (value) => /^-?(?:0|[1-9]\d{0,17})$/.test(value),
  data: (value) => !/["'`\\\u0000-\u001f\u007f]/.test(value),
  nothing: () => false,
}
export const accepts = ({ takes }: Position, value: string): boolean => BASIC(value) && ACCEPTS[takes](value)

const itself = (value: string): readonly string[] => [value]

/** `record ID ARGUMENT…` writes down its arguments; `-i` what it reads, `-e` the variable HELD of its environment. */
export const SHELL_POSITIONS: readonly Position[] = [
  { name: 'bare', takes: 'no option', write: (v, id) => `record ${id} ${v}`, arrives: itself },
  { name: 'in double quotes', takes: 'no option', write: (v, id) => `record ${id} "${v}"`, arrives: itself },
  { name: 'in single quotes', takes: 'no option', write: (v, id) => `record ${id} '${v}'`, arrives: itself },
  { name: 'behind --', takes: 'anything', write: (v, id) => `record ${id} -- ${v}`, arrives: (x) => ['--', x] },
  {
    ...{ name: 'inside of a word', takes: 'anything', write: (v: string, id: string) => `record ${id} a${v}b/${v}` },
    // The kernel takes no argument of more than 128 KiB, and the value stands in it twice.
    leavesOut: (value) => value.length > 60_000,
    arrives: (x) => [`a${x}b/${x}`],
  },
  {
    ...{ name: 'in longer quoted text', takes: 'anything', posix: true },
    write: (v, id) => `record ${id} "to ${v} in $((1 + 1))" 'and $HOME ${v} too'`,
    arrives: (x) => [`to ${x} in 2`, `and $HOME ${x} too`],
  },
  {
    name: 'value of an option',
    takes: 'anything',
    write: (v, id) => `record ${id} --as=${v}`,
    arrives: (x) => [`--as=${x}`],
  },
  {
    ...{ name: 'in $-quotes', takes: 'anything', posix: false },
    write: (v, id) => `record ${id} $'a\\t${v}\\n.'`,
    arrives: (x) => [`a\t${x}\n.`],
  },
  {
    ...{
      name: 'before a pipe',
      takes: 'anything',
      write: (v: string, id: string) => `printf '%s' ${v} | record -i ${id}`,
    },
    arrives: itself,
  },
  { name: 'behind a pipe', takes: 'no option', write: (v, id) => `true | record ${id} ${v}`, arrives: itself },
  {
    name: 'in a list',
    takes: 'no option',
    write: (v, id) => `false || { record ${id} ${v} && true; }`,
    arrives: itself,
  },
  {
    name: 'in the environment of a command',
    takes: 'anything',
    write: (v, id) => `HELD=${v} record -e ${id}`,
    arrives: itself,
  },
  {
    name: 'in an exported variable',
    takes: 'anything',
    write: (v, id) => `export HELD="${v}"\nrecord -e ${id}`,
    arrives: itself,
  },
  {
    name: 'in a variable',
    takes: 'anything',
    write: (v, id) => `kept=${v}\nrecord ${id} -- "$kept"`,
    arrives: (x) => ['--', x],
  },
  {
    ...{ name: 'in a here-document', takes: 'anything', arrives: (x: string) => [`a ${x} 5 "${x}"\n`] },
    write: (v, id) => `record -i ${id} <<EOF\na ${v} $((2 + 3)) "${v}"\nEOF`,
  },
  {
    ...{ name: 'in a quoted here-document', takes: 'anything', arrives: (x: string) => [`$HOME \\n ${x} \`b\`\n`] },
    write: (v, id) => `record -i ${id} <<'EOF'\n$HOME \\n ${v} \`b\`\nEOF`,
  },
  {
    ...{ name: 'in a here-string', takes: 'anything', posix: false },
    write: (v, id) => `record -i ${id} <<< "a ${v}"`,
    arrives: (x) => [`a ${x}\n`],
  },
  {
    ...{ name: 'in a command substitution', takes: 'anything' },
    write: (v, id) => `record ${id} "at $(printf '%s' ${v}; printf .)"`,
    arrives: (x) => [`at ${x}.`],
  },
  {
    ...{ name: 'in backticks', takes: 'anything' },
    write: (v, id) => `record ${id} "at \`printf '%s' "${v}"; printf .\`"`,
    arrives: (x) => [`at ${x}.`],
  },
  {
    ...{ name: 'in a process substitution', takes: 'anything', posix: false },
    write: (v, id) => `record -i ${id} < <(printf '%s' '${v}')`,
    arrives: itself,
  },
  {
    ...{
      name: 'as a default',
      takes: 'anything',
      write: (v: string, id: string) => `record ${id} -- "\${NONE:-${v}}"`,
    },
    arrives: (x) => ['--', x],
  },
  {
    ...{ name: 'in a loop', takes: 'anything' },
    write: (v, id) => `for each in ${v} b; do record ${id} -- "$each"; break; done`,
    arrives: (x) => ['--', x],
  },
  {
    ...{ name: 'as a pattern', takes: 'anything', arrives: () => ['--', 'same', 'tail'] },
    write: (v, id) => `text="${v}tail"; case ${v} in ${v}) record ${id} -- same "\${text#${v}}" ;; esac`,
  },
  {
    ...{ name: 'in a test', takes: 'anything', arrives: () => ['same'] },
    write: (v, id) => `[ "x${v}" = x${v} ] && record ${id} same`,
  },
  {
    ...{ name: 'in [[ ]]', takes: 'anything', posix: false, arrives: () => ['same'] },
    write: (v, id) => `[[ "${v}" == ${v} && -n x${v} ]] && record ${id} same`,
  },
  {
    ...{ name: 'in an array', takes: 'anything', posix: false },
    write: (v, id) => `all=(${v} "${v}")\nrecord ${id} -- "\${all[@]}"`,
    arrives: (x) => ['--', x, x],
  },
  {
    ...{ name: 'in a function', takes: 'anything' },
    write: (v, id) => `tell() { record ${id} "a$1${v}"; }\ntell 1`,
    arrives: (x) => [`a1${x}`],
  },
  {
    ...{ name: 'in JSON', takes: 'data', arrives: (x: string) => [`{"name": "${x}"}`] },
    write: (v, id) => `record ${id} '{"name": "${v}"}'`,
  },
  {
    name: 'in arithmetic',
    takes: 'a number',
    write: (v, id) => `record ${id} "n $(( ${v} + 0 ))"`,
    arrives: (x) => [`n ${Number(x) === 0 ? 0 : x}`],
  },
  {
    name: 'read by a second shell',
    takes: 'plain words',
    write: (v, id) => `sh -c "record ${id} ${v}"`,
    arrives: itself,
  },
  { name: 'evaluated', takes: 'plain words', write: (v, id) => `eval "record ${id} ${v}"`, arrives: itself },
  {
    name: 'piped into a shell',
    takes: 'plain words',
    write: (v, id) => `echo "record ${id} ${v}" | sh`,
    arrives: itself,
  },
  { name: 'inside of a statement', takes: 'nothing', write: (v, id) => `psql -c "SELECT '${id}', '${v}'"` },
  { name: 'as a name', takes: 'nothing', write: (v, id) => `${v}=${id}` },
]

const SEEN = `#!/usr/bin/env python3
import json, os, subprocess
def seen(case, *values):
    with open(os.environ["SEEN"], "a") as file:
        file.write(json.dumps({"id": case, "saw": [value.encode().hex() for value in values]}) + "\\n")`

export const PYTHON_POSITIONS: readonly Position[] = (
  [
    { name: 'in single quotes', takes: 'anything', write: (v, id) => `seen("${id}", '${v}')`, arrives: itself },
    { name: 'in double quotes', takes: 'anything', write: (v, id) => `seen("${id}", "${v}")`, arrives: itself },
    {
      ...{ name: 'in triple quotes', takes: 'anything', arrives: (x: string) => [`\n${x} `, ` ${x}\n`] },
      write: (v, id) => `seen("${id}", """\n${v} """, ''' ${v}\n''')`,
    },
    {
      name: 'in raw strings',
      takes: 'anything',
      write: (v, id) => `seen("${id}", r'\\n${v}', R"${v}")`,
      arrives: (x) => [`\\n${x}`, x],
    },
    {
      ...{ name: 'inside of a string', takes: 'anything', arrives: (x: string) => [`it's ${x}-${x}\t.`] },
      write: (v, id) => `seen("${id}", 'it\\'s ${v}-${v}\\t.')`,
    },
    {
      name: 'behind a keyword',
      takes: 'anything',
      write: (v, id) => `seen("${id}", ''if 0 else'${v}', "b"and"a ${v}")`,
      arrives: (x) => [x, `a ${x}`],
    },
    {
      name: 'as a key',
      takes: 'anything',
      write: (v, id) => `seen("${id}", *{'${v}': 1}, dict(a="${v}")["a"])`,
      arrives: (x) => [x, x],
    },
    {
      name: 'with a method',
      takes: 'anything',
      write: (v, id) => `seen("${id}", 'a ${v}'.encode().decode())`,
      arrives: (x) => [`a ${x}`],
    },
    {
      name: 'in a formatted text',
      takes: 'anything',
      write: (v, id) => `seen("${id}", 'a ${v} %s' % "b", "a ${v} {}".format("b"))`,
      arrives: (x) => [`a ${x} b`, `a ${x} b`],
    },
    {
      ...{ name: 'as an argument of a program', takes: 'anything', arrives: itself },
      write: (v, id) => `subprocess.run(["record", "${id}", '${v}'], check=True)`,
    },
    {
      ...{ name: 'in the environment of a program', takes: 'anything', arrives: itself },
      write: (v, id) => `subprocess.run(["record", "-e", "${id}"], env={**os.environ, "HELD": "${v}"}, check=True)`,
    },
    {
      name: 'bare',
      takes: 'a number',
      write: (v, id) => `seen("${id}", str(${v} + 0))`,
      arrives: (x) => [String(BigInt(x))],
    },
    { name: 'in an f-string', takes: 'nothing', write: (v, id) => `seen("${id}", f'{1} ${v}')` },
    { name: 'in a string inside of an f-string', takes: 'nothing', write: (v, id) => `seen("${id}", f'{'${v}'}')` },
    { name: 'in bytes', takes: 'nothing', write: (v, id) => `seen("${id}", b'${v}'.decode())` },
    { name: 'in one of several strings', takes: 'nothing', write: (v, id) => `seen("${id}", 'a' '${v}')` },
    { name: 'behind a backslash', takes: 'nothing', write: (v, id) => `seen("${id}", '\\${v}')` },
    { name: 'as a name', takes: 'nothing', write: (v, id) => `name_${v} = "${id}"` },
  ] satisfies readonly Position[]
).map((position) => ({ before: SEEN, ...position }))

const hex = (of: string) => `encode(convert_to(${of}, 'UTF8'), 'hex')`
const select = (id: string, ...of: readonly string[]) =>
  `SELECT ${[`'${id}'`, ...of.map(hex)].join(" || '|' || ")} || ';';`
/** PostgreSQL cuts names at 63 bytes, between two signs. */
const asName = (value: string): string => {
  let cut = ''
  for (const sign of value) {
    if (Buffer.byteLength(cut + sign) > 63) break
    cut += sign
  }
  return cut
}
const INTEGER = /^[ \t\n\v\f\r]*[+-]?\d+[ \t\n\v\f\r]*$/
const noName = (value: string) => value === ''

export const SQL_POSITIONS: readonly Position[] = (
  [
    { name: 'as a literal', takes: 'anything', write: (v, id) => select(id, `'${v}'`), arrives: itself },
    {
      name: 'inside of a literal',
      takes: 'anything',
      write: (v, id) => select(id, `'it''s \\ ${v}%'`),
      arrives: (x) => [`it's \\ ${x}%`],
    },
    {
      name: 'in a literal with escapes',
      takes: 'anything',
      write: (v, id) => select(id, `E'a\\t${v}\\n'`),
      arrives: (x) => [`a\t${x}\n`],
    },
    {
      name: 'behind a keyword',
      takes: 'anything',
      write: (v, id) => `SELECT '${id}|' || ${hex(`CASE WHEN true THEN'a ${v}' END`)} || ';';`,
      arrives: (x) => [`a ${x}`],
    },
    { name: 'bare', takes: 'anything', write: (v, id) => select(id, `${v}`), arrives: itself },
    {
      name: 'twice',
      takes: 'anything',
      write: (v, id) => select(id, `'${v}'`, `'${v} ${v}'`),
      arrives: (x) => [x, `${x} ${x}`],
    },
    {
      ...{ name: 'in a condition', takes: 'anything', arrives: itself },
      write: (v, id) =>
        `INSERT INTO kept VALUES ('${id}', '${v}');\n${`SELECT '${id}|' || ${hex('value')} || ';' FROM kept WHERE value = '${v}' AND id = '${id}';`}`,
    },
    {
      ...{ name: 'as a quoted name', takes: 'anything', leavesOut: noName, arrives: (x: string) => [asName(x)] },
      write: (v, id) =>
        `SELECT '${id}|' || ${hex('json_object_keys(row_to_json(whole_row))')} || ';' FROM (SELECT 1 AS "${v}") whole_row;`,
    },
    {
      ...{ name: 'as the name of a table', takes: 'anything', leavesOut: noName, arrives: (x: string) => [asName(x)] },
      write: (v, id) =>
        `CREATE TEMPORARY TABLE ${v} ();\nSELECT '${id}|' || ${hex('relname::text')} || ';' FROM pg_class WHERE relnamespace = pg_my_temp_schema() AND relname <> 'kept';\nDROP TABLE ${v};`,
    },
    {
      name: 'as a number',
      takes: 'anything',
      // What is no number is an error of the server, about a value and never about the statement.
      before: '\\pset format unaligned\n\\set ON_ERROR_STOP 0\n\\set VERBOSITY sqlstate',
      write: (v, id) => select(id, `(5 + ${v})::text`),
      arrives: (x) => (INTEGER.test(x) && Math.abs(Number(x)) < 2 ** 31 - 6 ? [String(Number(x) + 5)] : undefined),
    },
    { name: 'in a dollar-quoted string', takes: 'nothing', write: (v, id) => `SELECT '${id}', $$${v}$$;` },
    {
      name: 'in a block of code',
      takes: 'nothing',
      write: (v, id) => `DO $$ BEGIN RAISE NOTICE '${id} ${v}'; END $$;`,
    },
    { name: 'in a string of bits', takes: 'nothing', write: (v, id) => `SELECT '${id}', X'${v}';` },
    { name: 'in a national string', takes: 'nothing', write: (v, id) => `SELECT '${id}', N'a ${v} b';` },
    {
      name: 'in a part of a typed constant',
      takes: 'nothing',
      write: (v, id) => `SELECT '${id}', interval '${v} days';`,
    },
    { name: 'in a string of code points', takes: 'nothing', write: (v, id) => `SELECT '${id}', U&'${v}';` },
    { name: 'as a part of a name', takes: 'nothing', write: (v, id) => `SELECT '${id}' AS "a ${v}", 1 AS b_${v};` },
    { name: 'in a command of psql', takes: 'nothing', write: (v, id) => `\\echo ${id} '${v}'` },
    { name: 'in a command of psql that starts a shell', takes: 'nothing', write: (v, id) => `\\! echo ${id} ${v}` },
    {
      name: 'in a command of psql behind a statement',
      takes: 'nothing',
      write: (v, id) => `SELECT '${id}' \\g '${v}'`,
    },
    { name: 'among data', takes: 'nothing', write: (v, id) => `COPY kept FROM STDIN;\n${id}\t${v}\n\\.` },
  ] satisfies readonly Position[]
).map((position) => ({
  before: '\\pset format unaligned\nCREATE TEMPORARY TABLE kept (id text, value text);',
  ...position,
}))
