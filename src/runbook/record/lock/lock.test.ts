import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Lock, lockRun, processIdentity } from './store.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'opsbook-lock-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

async function lock(): Promise<Lock> {
  const locking = await lockRun(folder)
  if (!locking.ok) throw new Error('held')
  return locking.value
}

test('one at a time; the next one after a release', async () => {
  for (let round = 0; round < 3; round++) {
    const held = await lock()
    expect(await lockRun(folder)).toMatchObject({ ok: false, holder: { pid: process.pid, host: hostname() } })
    await held.release()
  }
  // Nothing piles up.
  expect(readdirSync(folder)).toHaveLength(1)
})

test('of many at once, exactly one gets it, also when they find a dead holder', async () => {
  for (let round = 0; round < 20; round++) {
    const all = await Promise.all(Array.from({ length: 10 }, () => lockRun(folder)))
    const winners = all.filter((one) => one.ok)
    expect(winners).toHaveLength(1)
    const generation = Number(
      readdirSync(folder)
        .find((name) => name.startsWith('lock.'))!
        .slice(5),
    )
    // As if the winner had died: its identity is that of a process that is no more.
    writeFileSync(
      join(folder, `lock.${generation}`),
      JSON.stringify({ ...(await processIdentity(process.pid)), startedTicks: 1 }),
    )
  }
})

test('a holder counts as dead when it is gone, a zombie, of another boot, or its number belongs to a later process', async () => {
  const child = spawn('sleep', ['60'], { stdio: 'ignore' })
  const alive = await processIdentity(child.pid!)
  const hold = (entry: object) => writeFileSync(join(folder, 'lock.7'), JSON.stringify(entry))
  hold(alive)
  expect(await lockRun(folder)).toMatchObject({ ok: false, holder: alive })
  const elsewhere = { ...alive, host: 'another' }
  hold(elsewhere)
  expect(await lockRun(folder)).toMatchObject({ ok: false, holder: elsewhere })
  const forced = await lockRun(folder, { fromOtherHost: true })
  expect(forced.ok).toBe(true)
  for (const entry of [
    { ...alive, boot: 'earlier' },
    { ...alive, startedTicks: (alive.startedTicks ?? 1) - 1 },
  ]) {
    rmSync(folder, { recursive: true })
    folder = mkdtempSync(join(tmpdir(), 'opsbook-lock-'))
    hold(entry)
    expect((await lockRun(folder)).ok, JSON.stringify(entry)).toBe(true)
  }
  rmSync(folder, { recursive: true })
  folder = mkdtempSync(join(tmpdir(), 'opsbook-lock-'))
  hold(alive)
  const gone = new Promise((resolve) => child.on('exit', resolve))
  child.kill('SIGKILL')
  await gone
  expect((await lockRun(folder)).ok).toBe(true)
})
