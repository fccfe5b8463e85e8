// The client of the measurements, a process of its own so that its share of the processor can be told: raw sockets, requests made
// beforehand, answers read no further than they must be. One measurement a process; it ends by itself.
//   node load.js '{"url": …, "headers": {…}, "seconds": 5, "connections": 8, "size": 100, "keys": 10000, "perSecond": 200}'
// Without `keys` every alert is another one; with `perSecond` requests leave at even times whether or not earlier ones were answered.
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { postTemplate } from './alerts.js'

const LONGEST_SECONDS = 20
const what = JSON.parse(process.argv[2])
const { url, headers, connections, size, keys, perSecond, warmSeconds = 1 } = what
const seconds = Math.min(what.seconds, LONGEST_SECONDS)
const { hostname, port } = new URL(url)
if (hostname !== '127.0.0.1') throw new Error('only this machine is measured')

const waits = []
let answered = 0
let failed = 0
let firstFailure
let next = what.from ?? 0
let counts = false

/** A connection: one request at a time, `post` resolves with its status. */
function open() {
  const socket = connect({ host: hostname, port: Number(port), noDelay: true })
  const template = postTemplate({ url, headers, size })
  let done
  let seen = ''
  socket.setEncoding('latin1').on('data', (text) => {
    seen = seen === '' ? text : seen + text
    const end = seen.indexOf('\r\n\r\n')
    if (end < 0) return
    const length = /\r\ncontent-length: *(\d+)/i.exec(seen)
    if (length && seen.length < end + 4 + Number(length[1])) return
    if (!length && !/ 204 /.test(seen) && !seen.endsWith('0\r\n\r\n')) return
    const [answer, resolve] = [seen, done]
    seen = ''
    resolve(answer)
  })
  const lost = (error) => done?.(`lost ${error?.code ?? ''}`)
  socket.on('error', lost).on('close', lost)
  const post = async (since = performance.now()) => {
    const from = keys === undefined ? next : next % keys
    next += size
    const answer = await new Promise((resolve) => {
      done = resolve
      socket.write(template(from))
    })
    if (!counts) return
    if (answer.startsWith('HTTP/1.1 2')) {
      answered += 1
      waits.push(performance.now() - since)
    } else {
      failed += 1
      firstFailure ??= answer.slice(0, 200)
    }
  }
  return { post, close: () => socket.destroy() }
}

const all = Array.from({ length: connections }, open)
let over = false

/** As fast as answers come. */
async function keepPosting({ post }) {
  while (!over && failed < 1000) await post()
}

/** At even times; a connection that is free takes the next, and its wait counts from when it should have left. */
async function postOnTime() {
  const free = [...all]
  const waiting = []
  const began = performance.now()
  for (let count = 0; !over; count += 1) {
    const due = began + (count * 1000) / perSecond
    const early = due - performance.now()
    if (early > 0) await sleep(early)
    const one = free.pop() ?? (await new Promise((resolve) => waiting.push(resolve)))
    void one.post(due).then(() => (waiting.shift() ?? ((each) => free.push(each)))(one))
  }
}

const running = perSecond === undefined ? all.map(keepPosting) : [postOnTime()]
await sleep(warmSeconds * 1000)
counts = true
process.send?.('begin')
const began = performance.now()
const cpu = process.cpuUsage()
await sleep(seconds * 1000)
counts = false
const took = performance.now() - began
const { user, system } = process.cpuUsage(cpu)
process.send?.('end')
over = true
await Promise.race([Promise.all(running), sleep(5000)])
for (const { close } of all) close()
waits.sort((a, b) => a - b)
const part = (share) => waits[Math.min(waits.length - 1, Math.floor(waits.length * share))] ?? Number.NaN
const result = {
  alertsPerSecond: (answered * size * 1000) / took,
  ...{ failed, firstFailure, sent: next - (what.from ?? 0), p50: part(0.5), p99: part(0.99), worst: waits.at(-1) },
  clientCores: (user + system) / 1000 / took,
}
process.stdout.write(`${JSON.stringify(result)}\n`)
process.exit(0)
