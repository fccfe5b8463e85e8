/** `opsbook check` from the outside: verdicts, formats, accepted findings, changed files, fixes, settings. */
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { expectContract } from './json-contract.ts'
import { opsbook } from './run-opsbook.ts'
import { writeBook } from './small-book.ts'

let book = ''
beforeEach(() => {
  book = writeBook()
})
afterEach(() => rmSync(book, { recursive: true, force: true }))

const run = (...args: string[]) => opsbook(args, { cwd: book })
interface Checked {
  findings: { rule: string; file: string; line: number; severity: string }[]
  counts: Record<string, number>
  scope?: Record<string, unknown>
}
const json = async (...args: string[]): Promise<Checked & { code: number | null }> => {
  const { code, stdout, stderr } = await run('check', '--json', ...args)
  expect(stderr).toBe('')
  const value = JSON.parse(stdout)
  expectContract('check', value)
  return { ...value, code }
}
const places = ({ findings }: Checked, rule: string) =>
  findings.filter((one) => one.rule === rule).map(({ file, line }) => `${file}:${line}`)

test('findings have their place and the verdict its exit code', async () => {
  const checked = await json('docs')
  expect(checked.code).toBe(3)
  expect(places(checked, 'RB101')).toEqual(['docs/drain.md:5'])
  expect(places(checked, 'RB407')).toEqual(['docs/RUNBOOK.md:32'])
  expect(checked.counts.error).toBeGreaterThan(0)
})
test('only errors fail, unless warnings are asked to', async () => {
  rmSync(join(book, 'docs/drain.md'))
  writeFileSync(
    join(book, 'docs/RUNBOOK.md'),
    readFileSync(join(book, 'docs/RUNBOOK.md'), 'utf8')
      .replace(/^TODO.*$/m, '')
      .replace('"$CACHE_DIR"', '"$' + '{CACHE_DIR:?}"'),
  )
  writeFileSync(join(book, 'opsbook.yaml'), 'rules: { RB501: warning, RB301: warning }\n')
  const { counts, code } = await json('docs')
  expect(counts).toMatchObject({ error: 0 })
  expect(counts.warning).toBeGreaterThan(0)
  expect(code).toBe(0)
  expect((await run('check', '--strict', 'docs')).code).toBe(3)
  expect((await run('check', '--max-warnings', String(counts.warning), 'docs')).code).toBe(0)
  expect((await run('check', '--max-warnings', String(counts.warning! - 1), 'docs')).code).toBe(3)
})
test('the table names page, place, rule and the next command', async () => {
  const { stdout } = await run('check', 'docs')
  expect(stdout).toContain('docs/drain.md  ')
  expect(stdout).toMatch(/✗ 5:1 RB101 /)
  expect(stdout).toMatch(/ {4}5│ ```bash\n {5}│ \^{7}\n/)
  expect(stdout).toMatch(/3 pages read .*errors/)
  expect(stdout).toContain('next: opsbook explain RB')
})
test('one rule, or all but one', async () => {
  const only = await json('--rule', 'todo', 'docs')
  expect(new Set(only.findings.map(({ rule }) => rule))).toEqual(new Set(['RB407']))
  expect(places(await json('--skip-rule', 'RB407', 'docs'), 'RB407')).toEqual([])
  expect(await run('check', '--rule', 'RB999', 'docs')).toMatchObject({ code: 2, stdout: '' })
})
describe('formats', () => {
  test('SARIF has one run with results that point at the pages', async () => {
    const { stdout } = await run('check', '--format', 'sarif', 'docs')
    const [log] = JSON.parse(stdout).runs
    expect(log.tool.driver.name).toBe('opsbook')
    for (const result of log.results) {
      expect(log.tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId)
      expect(
        existsSync(join(book, decodeURIComponent(result.locations[0].physicalLocation.artifactLocation.uri))),
      ).toBe(true)
      expect(result.partialFingerprints['opsbook/v1']).toMatch(/^[0-9a-f]{16}$/)
    }
    expect(log.results.find((result: { ruleId: string }) => result.ruleId === 'RB101').fixes).toHaveLength(1)
  })
  test('JUnit, annotations, Markdown and plain text are one record a finding', async () => {
    const { findings } = await json('docs')
    const [junit, github, md, plain] = await Promise.all(
      ['junit', 'github', 'md', 'plain'].map((format) => run('check', '--format', format, 'docs')),
    )
    expect(junit!.stdout.match(/<(?:failure|skipped) /g)).toHaveLength(findings.length)
    expect(github!.stdout.match(/^::(?:error|warning|notice) file=/gm)).toHaveLength(findings.length)
    expect(md!.stdout.match(/^\| (?:error|warning|info) \|/gm)).toHaveLength(findings.length)
    expect(plain!.stdout.trimEnd().split('\n')).toHaveLength(findings.length)
  })
})
describe('paths', () => {
  const files = async (format: string, cwd: string, ...args: string[]) => {
    const { stdout } = await opsbook(['check', '--format', format, ...args], { cwd })
    const pattern = { sarif: /"uri": "([^"]+)"/g, junit: / file="([^"]+)"/g, github: /^::\w+ file=([^,]+),/gm }[format]
    return new Set([...stdout.matchAll(pattern ?? /^(\S+\.md) {2}/gm)].map(([, file]) => file))
  }
  const all = new Set(['docs/RUNBOOK.md', 'docs/TROUBLESHOOTING.md', 'docs/drain.md'])
  test('machines get paths from the root of the repository, people from where they stand', async () => {
    mkdirSync(join(book, '.git'))
    for (const format of ['sarif', 'junit', 'github']) {
      expect([format, await files(format, join(book, 'docs'), '.')]).toEqual([format, all])
    }
    expect(await files('sarif', book, join(book, 'docs'))).toEqual(all)
    expect(await files('sarif', tmpdir(), book)).toEqual(all)
    expect(await files('table', join(book, 'docs'), '.')).toEqual(new Set([...all].map((file) => `../${file}`)))
  })
  test('without a repository they start at the working folder', async () => {
    expect(await files('sarif', book, 'docs')).toEqual(all)
    expect(await files('github', book, 'docs')).toEqual(all)
  })
})
describe('accepted findings', () => {
  test('what is written to the baseline file is not reported again, moved lines included; what is new is', async () => {
    expect(await run('check', '--write-baseline', 'docs')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('.opsbook-baseline.json'),
    })
    const path = join(book, 'docs/RUNBOOK.md')
    const text = readFileSync(path, 'utf8')
    writeFileSync(path, text.replace('## Restart the worker', 'One more sentence.\n\n## Restart the worker'))
    const quiet = await json('--baseline', '.opsbook-baseline.json', 'docs')
    expect(quiet).toMatchObject({ code: 0, findings: [], scope: { accepted: expect.any(Number), stale: 0 } })
    writeFileSync(path, `${text}\nTODO: something new\n`)
    const fresh = await json('--baseline', '.opsbook-baseline.json', 'docs')
    expect(fresh.code).toBe(3)
    expect(fresh.findings).toHaveLength(1)
  })
  test('a destructive command that joins an accepted one in its block is new', async () => {
    const clean = (...lines: string[]) =>
      writeFileSync(join(book, 'docs/queue.md'), ['# Queue is slow', '', '```bash', ...lines, '```', ''].join('\n'))
    const path = '/var/lib/shop'
    clean(`rm -rf ${path}/queue`, 'rm -rf \\', `  ${path}/index`)
    await run('check', '--write-baseline', 'docs')
    const lines = async () =>
      (await json('--baseline', '.opsbook-baseline.json', '--rule', 'RB301', 'docs')).findings.map(({ line }) => line)
    expect(await lines()).toEqual([])
    clean(`rm -rf ${path}/queue`, 'rm -rf \\', `  ${path}/index`, `rm -rf ${path}/orders`)
    expect(await lines()).toEqual([7])
    clean(`rm -rf ${path}/queue`, 'rm -rf \\', `  ${path}/index ${path}/orders`)
    expect(await lines()).toEqual([5])
  })
  test('it means the same from another folder, and the settings can name it', async () => {
    await run('check', '--write-baseline', 'docs')
    writeFileSync(join(book, 'opsbook.yaml'), 'baselineFile: .opsbook-baseline.json\n')
    mkdirSync(join(book, '.git'))
    expect(await opsbook(['check', '.'], { cwd: join(book, 'docs') })).toMatchObject({ code: 0 })
    rmSync(join(book, 'docs/drain.md'))
    expect((await run('check', 'docs')).stdout).toContain('no longer there')
  })
  test('nothing is overwritten that the checked repository points at', async () => {
    writeFileSync(join(book, 'precious'), 'mine\n')
    symlinkSync(join(book, 'precious'), join(book, 'link.json'))
    for (const [name, reason] of [
      ['link.json', 'it is a link'],
      ['precious', 'it holds something else'],
      ['../outside.json', 'outside of its own folder'],
    ] as const) {
      writeFileSync(join(book, 'opsbook.yaml'), `baselineFile: ${name}\n`)
      const { code, stderr } = await run('check', '--write-baseline', 'docs')
      expect(code).toBe(1)
      expect(stderr).toContain(reason)
    }
    expect(readFileSync(join(book, 'precious'), 'utf8')).toBe('mine\n')
    expect(existsSync(join(book, '../outside.json'))).toBe(false)
  })
  test('a file that is no baseline is refused', async () => {
    writeFileSync(join(book, 'b.json'), '{}')
    expect(await run('check', '--baseline', 'b.json', 'docs')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--write-baseline'),
    })
    expect(await run('check', '--baseline', 'none.json', 'docs')).toMatchObject({ code: 2 })
  })
})
describe('changed files', () => {
  const git = (...args: string[]) =>
    execFileSync(
      'git',
      ['-c', 'user.name=t', '-c', 'user.email=t@example.org', '-c', 'commit.gpgsign=false', ...args],
      { cwd: book, stdio: 'pipe' },
    )
  beforeEach(() => {
    git('init', '-q', '-b', 'main')
    git('add', '.')
    git('commit', '-q', '-m', 'first')
  })

  test('only findings in files that changed, new ones included; the rest is counted', async () => {
    expect(await json('--changed-since', 'main', 'docs')).toMatchObject({ code: 0, findings: [] })
    writeFileSync(join(book, 'docs/new page.md'), '# New\n\nTODO: write\n')
    const checked = await json('--changed-since', 'HEAD', 'docs')
    expect(new Set(checked.findings.map(({ file }) => file))).toEqual(new Set(['docs/new page.md']))
    expect(checked.scope).toMatchObject({ changedSince: 'HEAD', elsewhere: expect.any(Number) })
    expect((await run('check', '--changed-since', 'main', 'docs')).stdout).toContain(
      'only files that changed since main',
    )
  })
  test('a hostile checkout runs nothing', async () => {
    const marker = join(book, 'ran')
    const script = join(book, 'evil.sh')
    writeFileSync(script, `#!/bin/sh\ntouch '${marker}'\ncat\n`)
    chmodSync(script, 0o755)
    mkdirSync(join(book, '.git/hooks'), { recursive: true })
    for (const hook of ['post-index-change', 'fsmonitor-watchman', 'post-checkout']) {
      writeFileSync(join(book, '.git/hooks', hook), `#!/bin/sh\ntouch '${marker}'\n`, { mode: 0o755 })
    }
    for (const [key, value] of [
      ['core.fsmonitor', script],
      ['diff.external', script],
      ['core.pager', script],
      ['diff.evil.textconv', script],
      ['diff.evil.command', script],
      ['filter.evil.clean', script],
      ['filter.evil.process', script],
      ['filter.evil.required', 'true'],
      ['core.sshCommand', script],
    ] as const) {
      git('config', key, value)
    }
    writeFileSync(join(book, '.gitattributes'), '*.md diff=evil filter=evil\n')
    writeFileSync(join(book, 'docs/drain.md'), '# Drain\n\nTODO: all of it\n')
    const checked = await json('--changed-since', 'main', 'docs')
    expect(places(checked, 'RB407')).toEqual(['docs/drain.md:3'])
    expect(existsSync(marker)).toBe(false)
  })
  test('what git cannot answer is said', async () => {
    expect(await run('check', '--changed-since', 'no-such-branch', 'docs')).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('no commit'),
    })
    expect(await run('check', '--changed-since', '--output=x', 'docs')).toMatchObject({ code: 2 })
    rmSync(join(book, '.git'), { recursive: true })
    expect(await run('check', '--changed-since', 'main', 'docs')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('git'),
    })
  })
})
describe('fixes', () => {
  const page = () => join(book, 'docs/drain.md')

  test('fmt shows, --check judges, --diff prints a patch, and none of them writes', async () => {
    const before = readFileSync(page(), 'utf8')
    expect(await run('fmt', 'docs')).toMatchObject({ code: 0, stdout: expect.stringContaining('RB101') })
    expect((await run('fmt', '--check', 'docs')).code).toBe(3)
    const { stdout } = await run('fmt', '--diff', '--rule', 'RB101', 'docs')
    expect(readFileSync(page(), 'utf8')).toBe(before)
    execFileSync('git', ['apply', '-'], { cwd: book, input: stdout })
    expect(readFileSync(page(), 'utf8')).toBe(before.replace('```bash\n\n## Check', '```\n\n## Check'))
  })
  test('--fix writes once, keeps the mode, and then there is nothing to do', async () => {
    chmodSync(page(), 0o640)
    expect((await run('fmt', '--fix', 'docs')).code).toBe(0)
    expect(statSync(page()).mode & 0o777).toBe(0o640)
    const mended = readFileSync(page(), 'utf8')
    expect(mended).toContain('drainctl start\n```\n')
    expect(await run('fmt', '--check', 'docs')).toMatchObject({ code: 0 })
    await run('fmt', '--fix', 'docs')
    expect(readFileSync(page(), 'utf8')).toBe(mended)
  })
  test('check --fix mends first and reports what is left', async () => {
    const { stdout, stderr } = await run('check', '--fix', '--json', 'docs')
    expect(stderr).toMatch(/applied \d+ fix/)
    expect(places(JSON.parse(stdout), 'RB101')).toEqual([])
    // What belongs there instead changes the command, so it is a suggestion and the page keeps its text.
    expect(JSON.parse(stdout).findings.find(({ rule }: { rule: string }) => rule === 'RB212').fix.safe).toBe(false)
    expect(readFileSync(join(book, 'docs/RUNBOOK.md'), 'utf8')).toContain('rm -rf "$CACHE_DIR"/prices')
  })
})
describe('settings', () => {
  const settings = (text: string, file = 'opsbook.yaml') => writeFileSync(join(book, file), text)

  test('severities, exclusions and the book folder are in force', async () => {
    settings('book: docs\nexclude: ["docs/drain.md"]\nrules: { RB407: "off" }\n')
    const checked = await json()
    expect([places(checked, 'RB407'), places(checked, 'RB101')]).toEqual([[], []])
    expect(checked.counts.pages).toBe(2)
  })
  test('overrides are for some files', async () => {
    settings('overrides:\n  - files: ["docs/RUN*.md"]\n    rules: { RB407: info }\n')
    const { findings } = await json('docs')
    expect(findings.find(({ rule }) => rule === 'RB407')).toMatchObject({ severity: 'info' })
  })
  test('a wrong setting stops everything, with its place and what was meant', async () => {
    settings('onwer: team\n')
    const outcome = await run('check', 'docs')
    expect(outcome).toMatchObject({ code: 2, stdout: '' })
    expect(outcome.stderr).toContain('opsbook.yaml:1:1')
    expect(outcome.stderr).toContain('Did you mean "owner"?')
  })
  test('explain and path say where settings come from', async () => {
    settings('owner: team-orders\n')
    expect((await opsbook(['config', 'path'], { cwd: join(book, 'docs') })).code).toBe(5)
    mkdirSync(join(book, '.git'))
    expect(await opsbook(['config', 'path'], { cwd: join(book, 'docs') })).toMatchObject({
      code: 0,
      stdout: '../opsbook.yaml\n',
    })
    const { stdout } = await run('config', 'explain', '--plain')
    expect(stdout).toContain('owner\t"team-orders"\topsbook.yaml:1')
    expect(stdout).toContain('profile\t"default"\tdefault')
  })
})
test('reading runs no program and changes no file', async () => {
  const programs = join(book, 'bin')
  mkdirSync(programs)
  for (const name of ['git', 'sh', 'bash', 'shellcheck', 'vale']) {
    writeFileSync(join(programs, name), `#!/bin/sh\ntouch '${book}/ran'\n`, { mode: 0o755 })
  }
  const state = () => execFileSync('find', ['docs', '-printf', '%p %T@ %s\n'], { cwd: book, encoding: 'utf8' })
  const before = state()
  for (const args of [
    ['check', 'docs'],
    ['list', 'docs'],
    ['view', 'docs/RUNBOOK.md', '--all'],
    ['search', 'docs', 'queue'],
    ['baseline', 'docs'],
    ['fmt', '--diff', 'docs'],
  ]) {
    await opsbook(args, { cwd: book, env: { PATH: programs } })
  }
  expect(existsSync(join(book, 'ran'))).toBe(false)
  expect(state()).toBe(before)
})
