/**
 * The disk that holds the records is full in the middle of a run, and is given room again: the real command line, on a small
 * file system of its own that nobody else sees.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { RunEvent } from '../../src/runbook/record/events.ts'
import { readJournal, verifyJournal } from '../../src/runbook/record/journal-text.ts'
import { replay } from '../../src/runbook/record/replay.ts'
import { sha256 } from '../../src/runbook/record/store.ts'
import { bin } from './run-opsbook.ts'

const FULL = process.env.OPSBOOK_TEST_FULL === '1'
/** A file system that ends with the command, for which this needs to be root or to be allowed to seem so. */
const OWN_MOUNTS = [
  ['unshare', '-m'],
  ['unshare', '-rm'],
].find(([program, ...flags]) => {
  const { status } = spawnSync(program!, [...flags, 'sh', '-c', 'mount -t tmpfs -o size=64k none /mnt'])
  return status === 0
})
if (!OWN_MOUNTS) console.log('disk-full.test.ts: no file system can be mounted here; its tests are skipped')

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'opsbook-full-'))
  for (const name of ['runs', 'kept', 'home']) mkdirSync(join(folder, name))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const STEPS = 12
const FILLS = 4

/** Every step is a change; one of them takes all the room there is. The title of the page moves the border of the last block. */
function writePage(pad: number): void {
  const filler = join(folder, 'runs', 'filler')
  const step = (number: number) => {
    const fill = number === FILLS ? `; cat /dev/zero >"${filler}" 2>/dev/null; true` : ''
    return `# ${number}. Step ${number}\n{ echo step-${number} >>"${join(folder, 'effects')}"${fill}; }`
  }
  const steps = Array.from({ length: STEPS }, (_, index) => step(index + 1)).join('\n')
  writeFileSync(join(folder, 'page.md'), `# Full\n\n## Go ${'on '.repeat(pad)}\n\n\`\`\`bash\n${steps}\n\`\`\`\n`)
  writeFileSync(join(folder, 'opsbook.yaml'), 'run:\n  policy:\n    unattendedChanges: true\n')
}

interface Ended {
  code: number
  stdout: string
  stderr: string
}

/** Runs a script that finds `opsbook` and the small file system; what `did NAME COMMAND…` ran is given back by name, and with it the records as they were then. */
function onSmallDisk(script: string): (name: string) => Ended & { events: readonly RunEvent[]; sound: boolean } {
  const whole = `set -u
mount -t tmpfs -o size=256k none "$OPSBOOK_RUNS"
opsbook() { '${process.execPath}' '${bin}' "$@"; }
did() { name=$1; shift; "$@" >"$KEPT/$name.out" 2>"$KEPT/$name.err"; echo $? >"$KEPT/$name.code"; cat "$OPSBOOK_RUNS"/*/journal.ndjson >"$KEPT/$name.ndjson" 2>/dev/null; }
cd "$BOOK"
${script}
exit 0`
  const env = {
    PATH: process.env.PATH,
    HOME: join(folder, 'home'),
    OPSBOOK_RUNS: join(folder, 'runs'),
    KEPT: join(folder, 'kept'),
    BOOK: folder,
  }
  const [program, ...flags] = OWN_MOUNTS!
  const { status, stderr } = spawnSync(program!, [...flags, 'bash', '-c', whole], { env, encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  return (name) => {
    const read = (kind: string) => readFileSync(join(folder, 'kept', `${name}.${kind}`), 'utf8')
    const journal = read('ndjson')
    const { events } = readJournal(journal, sha256)
    return {
      code: Number(read('code')),
      stdout: read('out'),
      stderr: read('err'),
      events,
      sound: verifyJournal(journal, sha256).sound,
    }
  }
}

const effects = () =>
  existsSync(join(folder, 'effects')) ? readFileSync(join(folder, 'effects'), 'utf8').trim().split('\n') : []
const names = Array.from({ length: STEPS }, (_, index) => `step-${index + 1}`)

const begin = 'did first opsbook run --yes-changes --trust page.md go'
/** What nobody knows is looked for, as a person would, and said. */
const goOn = `rm "$OPSBOOK_RUNS/filler"
did resumed opsbook runs resume --yes-changes last
if [ "$(cat "$KEPT/resumed.code")" != 0 ]; then
  did decided opsbook runs decide last --as succeeded
  did again opsbook runs resume --yes-changes last
else
  did again true
fi`

test.runIf(OWN_MOUNTS)(
  'a run whose record finds no room stops, says so, and goes on when there is room',
  () => {
    const seen = new Set<string>()
    for (let pad = 0; pad < (FULL ? 24 : 4); pad++) {
      for (const name of ['effects', 'kept']) rmSync(join(folder, name), { recursive: true, force: true })
      mkdirSync(join(folder, 'kept'))
      writePage(pad * 40)
      const after = onSmallDisk(
        `${begin}\ncp "$BOOK/effects" "$KEPT/effects"\ndid blocked opsbook runs resume --yes-changes last\n${goOn}`,
      )
      const first = after('first')
      expect(first.code, first.stdout + first.stderr).not.toBe(0)
      expect(first.stderr).toMatch(/no space left on device/i)
      expect(first.stderr).toContain('opsbook runs resume')
      expect(first.stderr).not.toMatch(/\n\s+at .*:\d+:\d+/)
      // Nothing happened that is not announced on the disk.
      const done = readFileSync(join(folder, 'kept', 'effects'), 'utf8')
        .trim()
        .split('\n')
      const state = replay(first.events)
      const titles = new Map(state.started!.steps.map(({ id, title }) => [id, title.toLowerCase().replace(' ', '-')]))
      const begun = [...state.parts.values()].map(({ step }) => titles.get(step))
      expect(done.filter((name) => !begun.includes(name))).toEqual([])
      expect(done.length).toBeGreaterThanOrEqual(FILLS)
      expect(done.length).toBeLessThan(STEPS)
      seen.add(state.unknown.length > 0 ? 'in a step' : 'between steps')
      // As long as there is no room, going on does nothing.
      const blocked = after('blocked')
      expect(blocked.code, blocked.stdout + blocked.stderr).not.toBe(0)
      const again = after('again')
      expect(again.code, again.stdout + again.stderr + after('resumed').stderr).toBe(0)
      expect(effects()).toEqual(names)
      expect(again.sound).toBe(true)
      expect(replay(again.events).finished?.result).toBe('succeeded')
    }
    console.log(`disk-full.test.ts: the room ended ${[...seen].sort().join(' and ')}`)
  },
  600_000,
)

test.runIf(OWN_MOUNTS)('a run that finds no room at all does not begin', () => {
  writePage(0)
  const after = onSmallDisk(`cat /dev/zero >"$OPSBOOK_RUNS/filler" 2>/dev/null
${begin}
rm "$OPSBOOK_RUNS/filler"
did second opsbook run --yes-changes --trust page.md go`)
  const first = after('first')
  expect(first.code).not.toBe(0)
  expect(first.stderr).toMatch(/no space left on device/i)
  expect(first.stderr).not.toMatch(/\n\s+at .*:\d+:\d+/)
  const second = after('second')
  expect(second.stderr + second.stdout).toContain('no space left')
  expect(readdirSync(join(folder, 'runs'))).toEqual([])
})
