// The server: how soon it is there, what it needs while nothing happens, how many alerts a second are on disk before they are answered, and how
// long an urgent one takes in a storm; beside an Alertmanager in the same run, where one is installed.
//   npm run bench        or, after a build:  node bench/server.js [start] [intake] [storm]
import { cpus, loadavg } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { peerVersion, startPeer } from './server/alertmanager.js'
import { coresUsed, measure, memoryMb } from './server/measure.js'
import { administrator, configure, installation, letIn, remove, start } from './server/opsbook.js'
import { makeTemplates, seed } from './server/seed-incidents.js'
import { receiver, storm, stormSettings } from './server/storm.js'

const budgets = {
  ...{ firstStartSeconds: 3, startSeconds: 1, fullStartSeconds: 3, idleMb: 250 },
  ...{ batched: 10_000, single: 2_000, p99Ms: 50, urgentP50Ms: 500, urgentP99Ms: 2_000 },
}
const INCIDENTS = { all: 100_000, open: 2_000 }
const QUIET = 'route: { receiver: nobody, group_by: [alertname, cluster] }\nreceivers: [{ name: nobody }]\n'
/** The same settings as a part of ours. */
const OURS = `alerting:\n${QUIET.replace(/^/gm, '  ').trimEnd()}\n`

const LOADS = [
  { name: 'single, 1,000 alerts again and again', size: 1, keys: 1_000, connections: 32, budget: 'single' },
  { name: 'single, each another one', size: 1, connections: 32, budget: 'single' },
  { name: 'batches of 64, 9,600 alerts again and again', size: 64, keys: 9_600, connections: 8, budget: 'batched' },
  { name: 'batches of 100, 10,000 alerts again and again', size: 100, keys: 10_000, connections: 8, budget: 'batched' },
  { name: 'batches of 100, each alert another one', size: 100, connections: 8, budget: 'batched' },
]
const EVEN = { name: '200 single ones a second', size: 1, keys: 1_000, connections: 32, perSecond: 200 }
const SECONDS = 5
/** The longest wait between loads. */
const SETTLED_MS = 30_000
/** Cores that others may use while the machine still counts as ours; on a busier one what something cost is judged, and said. */
const OTHERS_CORES = 0.3

const chosen = process.argv.slice(2)
const isMeant = (part) => chosen.length === 0 || chosen.includes(part)
const peer = peerVersion()
console.log(`node ${process.version}, ${cpus().length} cores, load before: ${loadavg()[0].toFixed(1)}`)
console.log(peer ? `peer: Alertmanager ${peer}` : 'not here: prometheus-alertmanager; without ratios')
if (isMeant('start')) await starting()
if (isMeant('intake')) await intake()
if (isMeant('storm')) await inStorm()

/** Starts, memory, and a start with many incidents. */
async function starting() {
  const folder = installation(OURS)
  try {
    const first = await start(folder)
    const token = await administrator(first)
    tellStart('first start ever', first, budgets.firstStartSeconds)
    // What starting left behind is collected, connections nobody needs are closed.
    await sleep(20_000)
    const idle = memoryMb(first.pid)
    const theirs = peer ? await peerIdleMb() : undefined
    report('idle memory, all processes', `${idle.toFixed(0)} MB`, budgets.idleMb, idle, 'MB', ratioOf(idle, theirs))
    await makeTemplates(first, token)
    await first.stop()
    const later = await bestStart(folder, 3)
    tellStart('later start', later, budgets.startSeconds)
    await seed(folder, INCIDENTS)
    const full = await bestStart(folder, 2)
    const what = `start with ${INCIDENTS.all.toLocaleString('en')} incidents, ${INCIDENTS.open.toLocaleString('en')} of them open`
    tellStart(what, full, budgets.fullStartSeconds)
  } finally {
    remove(folder)
  }
}

/** The best of some starts: the others were held up by somebody else. */
async function bestStart(folder, count) {
  const all = []
  for (let round = 0; round < count; round += 1) {
    const server = await start(folder)
    all.push(server)
    await server.stop()
  }
  return all.sort((a, b) => a.seconds - b.seconds)[0]
}

function tellStart(what, { seconds, cpu, others }, most) {
  const isOurs = others < OTHERS_CORES
  const shown = `${seconds.toFixed(2)} s, of processor time ${cpu.toFixed(2)} s`
  const how = isOurs ? '' : `; others had ${others.toFixed(1)} cores, so the latter counts`
  report(what, shown + how, most, isOurs ? seconds : Math.min(seconds, cpu), 's')
}

async function peerIdleMb() {
  const server = await startPeer(QUIET)
  await sleep(3_000)
  const mb = memoryMb(server.pid)
  await server.stop()
  return mb
}

async function intake() {
  const folder = installation(OURS)
  const server = await start(folder)
  try {
    const token = await administrator(server)
    const headers = { authorization: `Bearer ${await letIn(server.url, token, 'prometheus')}` }
    // The alerts that come again and again, and their incidents, are there before anything is measured.
    await measure({ ...server, headers }, { size: 100, keys: 10_000, connections: 4, seconds: 4 })
    await settled(server, token)
    const idleCores = await coresUsed(server.pid, SECONDS * 1000)
    for (const { name, budget, ...load } of LOADS) {
      const ours = await measure({ ...server, headers }, { seconds: SECONDS, ...load })
      const memory = memoryMb(server.pid)
      const theirs = await ofPeer({ seconds: SECONDS, ...load })
      tellIntake({ name, ours, idleCores, memory, theirs, least: budgets[budget] })
      await settled(server, token)
    }
    const ours = await measure({ ...server, headers }, { seconds: 10, ...EVEN })
    const theirs = await ofPeer({ seconds: 10, ...EVEN })
    const beside = ratioOf(ours.p99, theirs?.p99)
    report(`${EVEN.name}, p99`, `${ours.p99.toFixed(1)} ms`, budgets.p99Ms, ours.p99, 'ms', beside)
  } finally {
    await server.stop()
    remove(folder)
  }
}

/** A new one each time: it keeps everything in memory. */
async function ofPeer(load) {
  if (!peer) return undefined
  const server = await startPeer(QUIET)
  try {
    return { ...(await measure(server, load)), memory: memoryMb(server.pid) }
  } finally {
    await server.stop()
  }
}

/**
 * A rate is judged as it was measured. Where others had a good part of the machine meanwhile, it is judged by what an alert cost: how many
 * all cores would have taken beside what the server does anyway, and no more than one of them for Node, which has one thread.
 */
function tellIntake({ name, ours, idleCores, memory, theirs, least }) {
  const { node, postgres, client, others } = ours.cores
  const rate = ours.alertsPerSecond
  const idle = idleCores.node + idleCores.postgres
  const possible =
    rate *
    Math.min((cpus().length - idle) / (node + postgres + client - idle), (1 - idleCores.node) / (node - idleCores.node))
  const isOurs = others < OTHERS_CORES
  const reached = isOurs ? rate : Math.max(rate, possible)
  const micros = (cores) => `${((cores / rate) * 1e6).toFixed(0)} µs`
  console.log(
    `${name}: ${rate.toFixed(0)} alerts/s, p50 ${ours.p50.toFixed(1)} ms, p99 ${ours.p99.toFixed(1)} ms, ${memory.toFixed(0)} MB; an alert costs Node ${micros(node)}, PostgreSQL ${micros(postgres)}, the client ${micros(client)}`,
  )
  if (theirs)
    console.log(
      `     Alertmanager, in memory: ${theirs.alertsPerSecond.toFixed(0)} alerts/s, p50 ${theirs.p50.toFixed(1)} ms, p99 ${theirs.p99.toFixed(1)} ms, ${theirs.memory.toFixed(0)} MB, ${costOf(theirs)} an alert; ours as a part of it: alerts/s ${(rate / theirs.alertsPerSecond).toFixed(2)}, p50 ${(ours.p50 / theirs.p50).toFixed(1)}, p99 ${(ours.p99 / theirs.p99).toFixed(1)}, memory ${(memory / theirs.memory).toFixed(1)}`,
    )
  const how = isOurs
    ? 'measured'
    : `${rate.toFixed(0)} measured while others had ${others.toFixed(1)} cores; by its cost`
  verdict(`${name}: ${how}`, `${reached.toFixed(0)}/s`, `>= ${least}/s`, reached >= least)
}

function costOf({ cores, alertsPerSecond }) {
  return `${((cores.node / alertsPerSecond) * 1e6).toFixed(0)} µs`
}

/** Waits until what followed from the last load is done, so that the next one is measured alone. */
async function settled({ url }, token) {
  for (const until = performance.now() + SETTLED_MS; performance.now() < until; await sleep(500)) {
    const response = await fetch(`${url}/api/v1/server/status`, { headers: { authorization: `Bearer ${token}` } })
    const { subscriptions } = await response.json()
    if (Object.values(subscriptions).every((seconds) => seconds === 0)) return
  }
}

async function inStorm() {
  const hook = await receiver()
  const folder = installation(OURS)
  configure(folder, stormSettings(hook.url))
  const server = await start(folder)
  try {
    const token = await administrator(server)
    const headers = { authorization: `Bearer ${await letIn(server.url, token, 'prometheus')}` }
    const { delivered, visible, alerts } = await storm({ ...server, headers }, token, hook)
    console.log(`a storm of ${alerts} alerts in 10 s, an urgent one a second; ${hook.notifications()} notifications`)
    for (const [what, waits] of [
      ['urgent alert accepted → at its webhook', delivered],
      ['urgent alert accepted → its incident is listed', visible],
    ]) {
      const [p50, worst] = [waits[Math.floor(waits.length / 2)], waits.at(-1)]
      report(`${what}, p50`, `${p50.toFixed(0)} ms`, budgets.urgentP50Ms, p50, 'ms')
      report(`${what}, p99 (the worst of ${waits.length})`, `${worst.toFixed(0)} ms`, budgets.urgentP99Ms, worst, 'ms')
    }
  } finally {
    await server.stop()
    hook.close()
    remove(folder)
  }
}

function ratioOf(ours, theirs) {
  return theirs === undefined ? '' : `; Alertmanager ${theirs.toFixed(1)}, times that: ${(ours / theirs).toFixed(1)}`
}

function report(what, measured, most, value, unit, beside = '') {
  verdict(what, `${measured}${beside}`, `< ${most} ${unit}`, value < most)
}

function verdict(what, measured, budget, kept) {
  console.log(`${kept ? 'ok  ' : 'OVER'} ${what}: ${measured} (budget ${budget})`)
  if (!kept) process.exitCode = 1
}
