// One measurement of a server under load: what the client saw, and what it cost on both sides.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { cpuSeconds, machineSeconds, pssMb, treeOf } from './processes.js'

const program = fileURLToPath(new URL('load.js', import.meta.url))

/** Alerts of different measurements are different ones. */
let used = 0
const ROOM = 10_000_000

/** Runs the client against a server and looks at the processes of the server meanwhile. */
export async function measure({ url, headers = {}, pid }, load) {
  used += ROOM
  const what = { url: `${url}/api/v2/alerts`, headers, from: load.keys === undefined ? used : 0, ...load }
  const child = fork(program, [JSON.stringify(what)], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text) => (said += text))
  const looks = []
  child.on('message', () => looks.push({ at: performance.now(), used: usedBy(pid), machine: machineSeconds() }))
  const [code] = await once(child, 'close')
  if (code !== 0 || looks.length !== 2) throw new Error(`the client ended with ${code}`)
  const seen = JSON.parse(said)
  if (seen.failed > 0) throw new Error(`${seen.failed} requests failed: ${seen.firstFailure}`)
  const seconds = (looks[1].at - looks[0].at) / 1000
  const cores = (kind) => (looks[1].used[kind] - looks[0].used[kind]) / seconds
  const [node, postgres, client] = [cores('node'), cores('postgres'), seen.clientCores]
  const others = (looks[1].machine - looks[0].machine) / seconds - node - postgres - client
  return { ...seen, cores: { node, postgres, client, others } }
}

/** Cores a server uses by itself. */
export async function coresUsed(pid, ms) {
  const [began, before] = [performance.now(), usedBy(pid)]
  await sleep(ms)
  const [seconds, after] = [(performance.now() - began) / 1000, usedBy(pid)]
  return { node: (after.node - before.node) / seconds, postgres: (after.postgres - before.postgres) / seconds }
}

/** Memory of all processes of a server, in megabytes. */
export const memoryMb = (pid) => treeOf(pid).reduce((sum, each) => sum + pssMb(each.pid), 0)

/** A peer is all "node" here: one kind of process. */
function usedBy(pid) {
  const used = { node: 0, postgres: 0 }
  for (const { pid: each, command } of treeOf(pid))
    used[command.includes('postgres') ? 'postgres' : 'node'] += cpuSeconds(each)
  return used
}
