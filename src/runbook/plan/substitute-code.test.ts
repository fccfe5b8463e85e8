import { execFileSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { substituteCode } from './substitute-code.ts'
import { valueProblem } from './value-rule.ts'

const substitute = (text: string, language: string) => {
  const placeholders = Array.from(text.matchAll(/<x>/g), ({ index }) => ({
    start: index,
    end: index + 3,
    parameter: 'x',
    variable: 'OPSBOOK_PARAM_X',
  }))
  return substituteCode(text, language, placeholders)
}
const HOSTILE: readonly string[] = [
  `"; import os; os.system("touch CANARY"); "`,
  `' + __import__('os').system('touch CANARY') + '`,
  `'); DROP TABLE users; --`,
  '"); process.exit(3); ("',
  '${process.exit(3)}',
  '`; process.exit(3); `',
  "\\'",
  '\\',
  '\n\r\t\u0001',
  '"""',
  "'''",
  '%s {} {0} $x',
  'é漢🙂\u2028',
  '',
]

describe('Python', () => {
  const run = (text: string, value: string) =>
    execFileSync('python3', ['-'], {
      input: substitute(text, 'python').execute,
      encoding: 'utf8',
      env: { PATH: process.env.PATH ?? '', OPSBOOK_PARAM_X: value, PYTHONIOENCODING: 'utf-8', PYTHONUTF8: '1' },
    })
  test('a value in any kind of string arrives as it is', () => {
    const text = [
      'import sys',
      'out = []',
      "out.append('<x>')",
      'out.append("a <x> b" % ())',
      'out.append(r\'a\\<\'[0:2] + \'<x>\'.strip(\'\') + """\n<x>""")',
      "out.append(dict(key='<x>')['key']) # <x>",
      "out.append('<x>-<x>')",
      "sys.stdout.buffer.write('\\0'.join(out).encode())",
    ].join('\n')
    for (const value of HOSTILE) {
      if (value.includes('%')) continue
      expect(run(text, value).split('\0')).toEqual([
        value,
        `a ${value} b`,
        `a\\${value}\n${value}`,
        value,
        `${value}-${value}`,
      ])
    }
  })
  test('a text that is formatted afterwards keeps the signs of a value', () => {
    const text = `import sys\nsys.stdout.buffer.write(('a <x> %s' % 'b' + "<x>{}" .format(1) + (''if 0 else'<x>')).encode())`
    for (const value of HOSTILE) expect(run(text, value)).toBe(`a ${value} b${value}1${value}`)
  })
  test('outside strings only numbers', () => {
    const { execute, placements } = substitute('print(<x> * 2)', 'python')
    expect(placements[0]!.rule.signs).toBe('integer')
    expect(execute).toBe('print(int(__import__("os").environ["OPSBOOK_PARAM_X"]) * 2)')
    expect(run('print(<x> * 2)', '21')).toBe('42\n')
  })
  test('what has no safe place is refused', () => {
    for (const text of ["f'{a} <x>'", "b'<x>'", "'a' '<x>'", "'\\<x>'", 'client.<x>()', 'name_<x> = 1', "f'{'<x>'}'"])
      expect({ text, code: substitute(text, 'python').placements[0]!.problem?.code }).toEqual({
        text,
        code: 'plan/in-program',
      })
  })
})

describe('JavaScript', () => {
  const run = (text: string, value: string) =>
    execFileSync('node', ['-'], {
      input: substitute(text, 'javascript').execute,
      encoding: 'utf8',
      env: { PATH: process.env.PATH ?? '', OPSBOOK_PARAM_X: value },
    })
  test('a value in any kind of string arrives as it is', () => {
    const text =
      "const out = ['<x>', \"a <x>\".slice(0), `b ${1} <x>`, '<x>'.length] // <x>\nprocess.stdout.write(out.join('\\0'))"
    for (const value of HOSTILE)
      expect(run(text, value).split('\0')).toEqual([value, `a ${value}`, `b 1 ${value}`, `${value.length}`])
  })
})

describe('SQL', () => {
  const check = (text: string, execute: string) => expect(substitute(text, 'sql').execute).toBe(execute)
  test('psql puts values and names in', () => {
    check("SELECT * FROM t WHERE name = '<x>'", "SELECT * FROM t WHERE name = :'OPSBOOK_PARAM_X'")
    check("SELECT 1 WHERE a LIKE '%<x>%'", "SELECT 1 WHERE a LIKE ('%' || :'OPSBOOK_PARAM_X' || '%')")
    check('SELECT pg_terminate_backend(<x>)', "SELECT pg_terminate_backend(:'OPSBOOK_PARAM_X')")
    check('DROP TABLE IF EXISTS <x>', 'DROP TABLE IF EXISTS :"OPSBOOK_PARAM_X"')
    check('REINDEX TABLE public.<x>;', 'REINDEX TABLE public.:"OPSBOOK_PARAM_X";')
    check('ALTER TABLE "<x>" ADD y int', 'ALTER TABLE :"OPSBOOK_PARAM_X" ADD y int')
    check("SELECT 'it''s <x>'", "SELECT ('it''s ' || :'OPSBOOK_PARAM_X' || '')")
    check(
      "SELECT CASE WHEN a THEN'<x>' ELSE'b <x>' END",
      "SELECT CASE WHEN a THEN:'OPSBOOK_PARAM_X' ELSE('b ' || :'OPSBOOK_PARAM_X' || '') END",
    )
    check("SELECT date '<x>'", "SELECT date :'OPSBOOK_PARAM_X'")
    check(
      "COPY t FROM STDIN;\n1\tit's\n\\.\nSELECT '<x>'",
      "COPY t FROM STDIN;\n1\tit's\n\\.\nSELECT :'OPSBOOK_PARAM_X'",
    )
    check("\\echo it's\nSELECT '<x>'", "\\echo it's\nSELECT :'OPSBOOK_PARAM_X'")
    check('-- for <x>\nSELECT 1', '-- for <x>\nSELECT 1')
  })
  test('what has no safe place is refused', () => {
    for (const text of [
      ...[
        "DO $$ BEGIN RAISE '<x>'; END $$",
        'SELECT "a<x>"',
        "SELECT E'\\<x>'",
        'SELECT x_<x> FROM t',
        "SELECT N'a <x> b'",
      ],
      ...["\\set a '<x>'", '\\! ls <x>', "SELECT 1 \\g '<x>'", "\\copy t from '<x>'", "SELECT interval '<x> days'"],
      ...['COPY t FROM STDIN;\n<x>\n\\.', 'copy t (a, b) from stdin with (format csv);\n1,<x>'],
    ])
      expect({ text, code: substitute(text, 'sql').placements[0]!.problem?.code }).toEqual({
        text,
        code: 'plan/in-program',
      })
  })
})

test('queries take values that cannot end a string', () => {
  const [inside] = substitute('up{job="<x>"}', 'promql').placements
  const [outside] = substitute('rate(http_total[<x>])', 'promql').placements
  expect([inside!.rule.signs, outside!.rule.signs]).toEqual(['data', 'plain'])
  expect(valueProblem(inside!.rule, 'a"} or {b="', false)).toBeDefined()
  expect(valueProblem(outside!.rule, '5m]) or vector(1', false)).toBeDefined()
  expect(substitute('up{job="<x>"}', 'promql').execute).toBe(`up{job="\${OPSBOOK_PARAM_X}"}`)
})

test('any other language is refused', () =>
  expect(substitute('status(<x>).', 'erlang').placements[0]!.problem?.code).toBe('plan/in-program'))
