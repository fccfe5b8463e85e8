// The peer: an Alertmanager of the system, where there is one. It keeps alerts in memory and answers before anything is on disk.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const PROGRAM = 'prometheus-alertmanager'
const LIMIT_MS = 10_000

/** Its version; undefined where it is not installed. */
export function peerVersion() {
  const { status, stdout, stderr } = spawnSync(PROGRAM, ['--version'], { encoding: 'utf8' })
  return status === 0 ? /version (\S+)/.exec(stdout + stderr)?.[1] : undefined
}

/** Starts an empty one. */
export async function startPeer(settings) {
  const folder = mkdtempSync(join(tmpdir(), 'opsbook-bench-peer-'))
  const port = await freePort()
  writeFileSync(join(folder, 'alertmanager.yml'), settings)
  const child = spawn(
    PROGRAM,
    [
      `--config.file=${join(folder, 'alertmanager.yml')}`,
      `--storage.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--cluster.listen-address=',
    ],
    { stdio: 'ignore' },
  )
  const ended = once(child, 'exit')
  const url = `http://127.0.0.1:${port}`
  const stop = async () => {
    child.kill('SIGTERM')
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
  for (const until = performance.now() + LIMIT_MS; ; await sleep(50)) {
    if (child.exitCode !== null) throw new Error(`${PROGRAM} ended with ${child.exitCode}`)
    const ready = await fetch(`${url}/-/ready`).catch(() => undefined)
    if (ready?.ok) return { url, pid: child.pid, stop }
    if (performance.now() > until) {
      await stop()
      throw new Error(`${PROGRAM} is not ready`)
    }
  }
}

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address()
  probe.close()
  return port
}
