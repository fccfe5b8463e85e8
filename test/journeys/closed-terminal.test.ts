import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { hasTerminal } from './at-terminal.ts'
import { bin, opsbook } from './run-opsbook.ts'

/** The talker does not end when it is asked to, so the run is still at its end when the terminal has long been gone. */
const page = `# Worker

## Serve

1. Stay

   \`\`\`bash {.background until="test -s server.pid"}
   echo $$ > server.pid; exec sleep 300
   \`\`\`

2. Talk

   \`\`\`bash
   trap '' TERM HUP; for i in {1..600}; do echo "line $i"; sleep 0.05; done; touch talked
   \`\`\`
`
let folder = ''
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const alive = (pid: number) =>
  existsSync(`/proc/${pid}/stat`) && !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))

describe.skipIf(!hasTerminal)('a terminal that is closed in the middle of a step (skipped without `script`)', () => {
  it('leaves nothing running and a record with an end', { timeout: 60_000 }, async () => {
    folder = mkdtempSync(join(tmpdir(), 'closed-'))
    mkdirSync(join(folder, '.git'))
    writeFileSync(join(folder, 'page.md'), page)
    const env = { PATH: process.env.PATH ?? '', LANG: 'C.UTF-8', HOME: folder, OPSBOOK_RUNS: join(folder, 'runs') }
    const words = [process.execPath, bin, 'run', '--trust', 'page.md#serve'].map((word) => `'${word}'`).join(' ')
    const terminal = spawn('script', ['-qefc', `exec ${words}`, '/dev/null'], {
      ...{ cwd: folder, stdio: 'pipe' },
      env: { ...env, TERM: 'xterm', SHELL: '/bin/sh' },
    })
    const gone = new Promise((resolve) => terminal.on('close', resolve))
    let since = ''
    terminal.stdin.on('error', () => undefined)
    terminal.stdout.setEncoding('utf8').on('data', (text) => {
      since += text
      if (/line 3\r/.test(since)) terminal.kill('SIGKILL')
      else if (/ > $/.test(since)) {
        since = ''
        terminal.stdin.write('y\n')
      }
    })
    await gone
    const server = Number(readFileSync(join(folder, 'server.pid'), 'utf8'))
    for (let tries = 0; tries < 150 && alive(server); tries += 1) await wait(100)
    expect(alive(server)).toBe(false)
    let result = ''
    for (let tries = 0; tries < 20 && result !== 'cancelled'; tries += 1) {
      await wait(200)
      const { stdout } = await opsbook(['runs', 'view', 'last', '--json'], { cwd: folder, env })
      result = JSON.parse(stdout).result
    }
    expect(result).toBe('cancelled')
    expect(existsSync(join(folder, 'talked'))).toBe(false)
  })
})
