import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { atTerminal, hasTerminal } from './at-terminal.ts'

const page = `# Worker

## Restart

1. Look

   \`\`\`bash
   sleep 2; date
   \`\`\`

2. Mark

   \`\`\`bash
   touch changed.txt
   \`\`\`
`
const recorded = `---
test: { mode: run }
---

# Version

## Ask

\`\`\`console
$ sleep 1; echo 2
1
\`\`\`
`
let folder = ''
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe.skipIf(!hasTerminal)('an answer before its question (skipped without `script`)', () => {
  it('agrees to nothing', { timeout: 30_000 }, async () => {
    folder = mkdtempSync(join(tmpdir(), 'early-'))
    mkdirSync(join(folder, '.git'))
    writeFileSync(join(folder, 'page.md'), page)
    const env = { HOME: folder, OPSBOOK_RUNS: join(folder, 'runs') }
    const answers = [
      ['Carry out', 'y'],
      ['sleep 2', 'y'],
      ['Run it', 's'],
    ] as const
    const { code, screen } = await atTerminal(['run', '--trust', 'page.md#restart'], answers, { cwd: folder, env })
    expect(screen).toContain('touch changed.txt')
    expect(existsSync(join(folder, 'changed.txt'))).toBe(false)
    expect(code).toBe(0)
  })

  it('ends the question for trust with Ctrl-C', { timeout: 30_000 }, async () => {
    folder = mkdtempSync(join(tmpdir(), 'early-'))
    mkdirSync(join(folder, '.git'))
    writeFileSync(join(folder, 'page.md'), page)
    const env = { HOME: folder, OPSBOOK_RUNS: join(folder, 'runs') }
    const answers = [['Trust these', '\u0003']] as const
    const { code, screen } = await atTerminal(['run', 'page.md#restart'], answers, { cwd: folder, env })
    expect(screen).toContain('has never run from here')
    expect(code).toBe(6)
  })

  it('writes no page, before its patch was seen', { timeout: 30_000 }, async () => {
    folder = mkdtempSync(join(tmpdir(), 'early-'))
    mkdirSync(join(folder, '.git'))
    writeFileSync(join(folder, 'page.md'), recorded)
    // The step lasts until the answer is there: it is typed before the patch can be seen.
    const answers = [
      ['type now', 'y'],
      ['Write this', 'n'],
    ] as const
    const terminal = ['bash', '-c', 'echo type now; exec "$@"', '-']
    const { code } = await atTerminal(['record', 'page.md'], answers, {
      ...{ cwd: folder, env: { HOME: folder }, before: terminal },
    })
    expect(readFileSync(join(folder, 'page.md'), 'utf8')).toBe(recorded)
    expect(code).toBe(0)
  })

  it('is no value', { timeout: 30_000 }, async () => {
    folder = mkdtempSync(join(tmpdir(), 'early-'))
    mkdirSync(join(folder, '.git'))
    writeFileSync(join(folder, 'page.md'), '# Pod\n\n## Look\n\n```bash\necho <pod>\n```\n')
    const answers = [
      ['type now', 'y'],
      ['pod.* = $', 'api-0'],
      ['Carry out', 'y'],
    ] as const
    const { screen } = await atTerminal(['run', '--trust', 'page.md#look'], answers, {
      ...{ cwd: folder, env: { HOME: folder, OPSBOOK_RUNS: join(folder, 'runs') } },
      before: ['bash', '-c', 'echo type now; exec "$@"', '-'],
    })
    expect(screen).toContain('│ api-0\n')
  })
})
