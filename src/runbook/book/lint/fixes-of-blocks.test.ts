/** Which findings about the characters and the language of a block are mended, and which are only said. */
import { expect, test } from 'vitest'
import { readPage } from '../parse/read-page.ts'
import { lintBook } from './lint-book.ts'

/** `15:severity` a finding, with the text of its safe edits where it has a fix. */
function check(
  rule: 'RB106' | 'RB206' | 'RB208' | 'RB212',
  code: readonly string[],
  expected: readonly string[],
): void {
  const page = readPage('a.md', ['# Look', '', '```bash', ...code, '```', ''].join('\n'))
  const names = { files: new Set(['a.md']), folders: new Set<string>() }
  const repository = { root: '.', ...names, complete: true, artifacts: [], pages: [page] }
  const [result] = lintBook(
    { root: '.', repositories: [repository], unread: [] },
    {
      now: new Date('2026-03-02T00:00:00Z'),
      rules: {},
      overrides: [],
      profile: 'default',
      rule: { namespaceConfigured: false, variables: [], generatedRoutes: [], severityAliases: {} },
    },
  )
  const found = result!.findings.filter((finding) => finding.rule === rule)
  const shown = found.map(({ span, severity, fix }) => {
    const edits = fix?.safe
      ? ` ${fix.edits.map((edit) => `${edit.span.column}${JSON.stringify(edit.text)}`).join(' ')}`
      : ''
    return `${span.line}:${span.column} ${severity}${edits}`
  })
  expect([...code, ...shown]).toEqual([...code, ...expected])
}

const marks = (code: string, ...expected: string[]) => check('RB208', code.split('\n'), expected)

test('quotation marks that a shell would read are replaced in pairs', () => {
  marks('kubectl get pods -l “app=api”', '4:21 error 21"\\"" 29"\\""')
  marks('grep ‘connection reset’ app.log', '4:6 error 6"\'" 23"\'"')
  marks('grep “a” “b c”', '4:6 error 6"\\"" 8"\\"" 10"\\"" 14"\\""')
})
test('a mark without a partner, or around plain marks, is only said', () => {
  marks('kubectl get pods -l “app=api', '4:21 error')
  marks('curl -d “{"open": true}” http://shop', '4:9 error')
})
test('marks inside of plain quotation marks are text', () => {
  marks('git commit -m "Rename the “primary” node"', '4:27 info')
  marks("echo 'say “yes”'", '4:11 info')
  marks('echo "$(grep “a” b)"', '4:14 error 14"\\"" 16"\\""')
})
test('a here-document is text, and so is what follows it code again', () => {
  marks('cat <<EOF\nsay “yes”\nEOF\ngrep “a” b', '5:5 info', '7:6 error 6"\\"" 8"\\""')
})
test('comments may have any marks', () => {
  marks('# the “primary” node\nls')
  marks('ls # the “primary” node')
})
test('spaces and characters without width follow the same rule', () => {
  marks('ls\u00A0-l', '4:3 error 3" "')
  marks('echo "a\u00A0b"', '4:8 info')
  marks('echo "x\u200By"', '4:8 info')
  marks('# no\u00A0break\nls')
})
test('a space behind a backslash', () => {
  marks('rm \\ \n  a', '4:5 error 5""')
  marks("ssh db <<'EOF'\nrm \\ \n  a\nEOF", '5:5 info')
})
test('a dash is replaced where it can only have been one thing', () => {
  marks('kubectl get pods –n shop', '4:18 error 18"-"')
  marks('kubectl get pods —all', '4:18 error 18"--"')
  marks('kubectl get pods –watch', '4:18 error')
  marks('echo "one – two"')
})

test('what would change a command is suggested, not applied', () => {
  check('RB206', ['kubectl drain node-3 --delete-local-data'], ['4:22 warning'])
  check('RB206', ['kubectl exec api-0 -n shop df'], ['4:28 warning'])
  check('RB206', ['psql -c "SELECT pg_switch_xlog()"'], ['4:17 warning'])
  check('RB212', ['rm -rf "$DIR"/*'], ['4:8 error'])
})
test('a block is tagged anew only where every line is of one language', () => {
  const promql = 'sum(rate(http_requests_total{code=~"5.."}[5m])) by (service)'
  const logql = '{app="shop"} |= "error" | json'
  check('RB106', [promql], ['3:1 warning 4"promql"'])
  check('RB106', [promql, '', promql], ['3:1 warning 4"promql"'])
  check('RB106', [promql, '', logql], ['3:1 warning'])
  check('RB106', [logql, '', promql], ['3:1 warning'])
})
