import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { readPage } from '../book/parse/read-page.ts'
import { makePlan } from './make-plan.ts'
import { DEFAULT_EXECUTORS, DEFAULT_POLICY, DEFAULT_TIMEOUTS, type PlanResult } from './plan.ts'

/** Plans one command with one value for `<x>`. */
const plan = (code: string, value: string): PlanResult =>
  makePlan({
    page: readPage('docs/service.md', `# Service\n\n## Recover\n\n**Steps**:\n\n\`\`\`bash\n${code}\n\`\`\`\n`),
    source: { commit: '9f3c2e1', contentHash: '' },
    what: { procedure: 'recover' },
    values: [{ name: 'x', value, origin: 'flag' }],
    variants: [],
    choices: {},
    targets: [{ name: 'local', kind: 'local' }],
    executors: DEFAULT_EXECUTORS,
    variables: [],
    policy: DEFAULT_POLICY,
    timeouts: DEFAULT_TIMEOUTS,
    unattended: false,
    sha256: (text) => createHash('sha256').update(text).digest('hex'),
  })
const codes = (code: string, value: string): readonly string[] => {
  const result = plan(code, value)
  return result.ok ? [] : result.refusals.map((refusal) => refusal.code)
}
const executes = (code: string, value: string): readonly string[] => {
  const result = plan(code, value)
  return result.ok ? result.plan.steps.flatMap(({ commands }) => commands.map(({ execute }) => execute)) : []
}
const refused = (code: string, expected: string, value = 'abc') =>
  expect({ code, codes: codes(code, value) }).toEqual({ code, codes: [expected] })

describe('places', () => {
  test('programs in other languages take no value', () => {
    for (const code of [
      "awk '/<x>/ {print $1}' file",
      "sed -i 's/old/<x>/' file",
      'jq \'.[] | select(.name == "<x>")\' file',
      'jq ".[] | select(.name == \\"<x>\\")" file',
      'python3 -c \'print("<x>")\'',
      "perl -ne 'print if /<x>/' file",
      'psql -c "SELECT * FROM t WHERE name = \'<x>\'"',
      'sudo -u postgres psql -d app -c "DELETE FROM t WHERE id = \'<x>\'"',
      'echo "DELETE FROM t WHERE id = \'<x>\'" | psql',
      "psql <<EOF\nSELECT '<x>';\nEOF",
      'kubectl exec db-0 -- psql -c "SELECT \'<x>\'"',
    ])
      refused(code, 'plan/in-program')
  })
  test('where nothing can be put', () => {
    for (const code of [
      'for <x> in a; do :; done',
      'echo {1..<x>}',
      'echo "a\\<x>"',
      'echo "$<x>"',
      'echo "`echo \\`echo <x>\\``"',
      'echo ~<x>/a',
      'echo $((1<x>))',
    ])
      refused(code, 'plan/no-place', '5')
  })
  test('dots for what the page leaves out are no place for a value', () => {
    for (const code of [
      'restart <x> ...',
      'curl … | grep <x>',
      'curl -d \'{"a": {...}}\' <x>',
      'for shop in shop1 <x> ...; do date; done',
    ])
      refused(code, 'plan/no-place')
  })
  test('gaps of every look become references', () => {
    expect(executes('mv <x> /etc/chef.{x}', 'abc')).toEqual(['mv "$OPSBOOK_PARAM_X" /etc/chef."$OPSBOOK_PARAM_X"'])
    expect(executes('ssh patroni-{x}.example.org', 'abc')).toEqual(['ssh patroni-"$OPSBOOK_PARAM_X".example.org'])
    expect(executes('knife show _x_ x_here', 'abc')).toEqual(['knife show "$OPSBOOK_PARAM_X" "$OPSBOOK_PARAM_X"'])
    expect(executes('export X="..."', 'abc')).toEqual(['export X="${OPSBOOK_PARAM_X}"'])
  })
  test('a second shell reads plain values only', () => {
    for (const code of [
      'ssh host "systemctl restart <x>"',
      "bash -c 'echo <x>'",
      'kubectl exec p -- sh -c "ls <x>"',
      'watch "ls <x>"',
      'echo "ls <x>" | ssh host bash',
      'docker exec c bash -c "ls <x>"',
      "su - app -c 'ls <x>'",
      'cat > run.sh <<EOF\nls <x>\nEOF',
      'echo "X=<x>" >> .env',
      'parallel ls <x>',
      'make deploy ENV=<x>',
    ]) {
      refused(code, 'plan/bad-value', 'a b')
      expect({ code, codes: codes(code, 'web-1.example') }).toEqual({ code, codes: [] })
    }
  })
  test('whichever way the value comes there', () => {
    for (const code of [
      'POD=<x>\nssh host "ls $POD"',
      'export POD="a-<x>"\neval "ls $POD"',
      'A=<x>; B="$A"\nbash -c "ls $B"',
      'POD=<x>; kubectl get pod $POD',
      'for h in <x> b; do ssh "$h" "ls $h"; done',
      'for h in $X; do ssh "$h" "ls $h"; done',
      'NS=<x>\nkubectl get pods -o json | jq ".items[] | select(.ns == \\"$NS\\")"',
    ]) {
      refused(code, 'plan/bad-value', 'a;b c')
      expect({ code, codes: codes(code, 'web-1.example') }).toEqual({ code, codes: [] })
    }
    refused('ID=<x>\npsql -c "DELETE FROM t WHERE id = $ID"', 'plan/in-program')
    expect(codes('POD=<x>; echo "$POD" | wc -c; N=$(kubectl get <x> -o name); eval "ls $N"', 'a b')).toEqual([])
  })
  test('JSON and selectors keep their quotes', () => {
    const code = 'curl -d \'{"id": "<x>"}\' http://localhost/silences'
    refused(code, 'plan/bad-value', 'a", "all": "true')
    expect(executes(code, 'a b')).toEqual(['curl -d \'{"id": "\'"$OPSBOOK_PARAM_X"\'"}\' http://localhost/silences'])
  })
})
