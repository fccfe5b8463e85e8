/**
 * Takes orders from the queue, has them paid and completes them: one at a time, oldest first, so that the last
 * packet of tea goes to whoever asked first. The price of that promise: a message nobody can read stops the queue.
 */
import { rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { currentConfig } from './config.js'
import { list, log, path, readJson, readNumber, runUntilStopped, writeJson } from './state.js'

const PORT = Number(process.env.SHOP_WORKER_PORT ?? 4311)
const USUAL_DELAY_MS = { primary: 30, standby: 60 }
const BLOCKED_AFTER = 3
const LATE_AFTER_MS = 60_000

const config = currentConfig('worker')
const stopping = new AbortController()
const counts = { completed: 0, late: 0, failures: 0 }
const trouble = { message: '', attempts: 0 }
const payment = { lastMs: 0, since: undefined }

/** Stands in for the call to a payment provider. The order's id makes a repeated call harmless. */
async function pay() {
  const provider = config.payment_provider
  const delayMs = readNumber(`fault/${provider}-delay-ms`, USUAL_DELAY_MS[provider])
  payment.since = Date.now()
  try {
    await sleep(Math.min(delayMs, config.payment_timeout_ms), undefined, { signal: stopping.signal })
    if (delayMs > config.payment_timeout_ms) throw new Error(`payment provider ${provider} timed out`)
  } finally {
    payment.lastMs = Date.now() - payment.since
    payment.since = undefined
  }
}

async function complete(message) {
  const { order: id } = readJson('queue', message)
  const order = readJson('orders', `${id}.json`)
  // After a crash or a restore the message may still be here although the order is done.
  if (order.status !== 'completed') {
    await pay()
    const completed = new Date()
    writeJson({ ...order, status: 'completed', completed }, 'orders', `${id}.json`)
    counts.completed += 1
    if (completed - new Date(order.created) > LATE_AFTER_MS) counts.late += 1
  }
  rmSync(path('queue', message))
}

async function step() {
  const message = list('queue')[0]
  if (message === undefined) return sleep(50, undefined, { signal: stopping.signal })
  try {
    await complete(message)
    trouble.attempts = 0
  } catch (error) {
    if (stopping.signal.aborted) return
    trouble.attempts = trouble.message === message ? trouble.attempts + 1 : 1
    trouble.message = message
    counts.failures += 1
    log(`worker: attempt ${trouble.attempts} at message ${message} failed: ${error.message}`)
    await sleep(Math.min(100 * trouble.attempts, 2000), undefined, { signal: stopping.signal })
  }
}

async function work() {
  while (!stopping.signal.aborted) {
    try {
      await step()
    } catch (error) {
      if (error.name !== 'AbortError') throw error
    }
  }
}

function health() {
  const blocked = trouble.attempts >= BLOCKED_AFTER
  const runningMs = payment.since === undefined ? 0 : Date.now() - payment.since
  return {
    state: blocked ? 'blocked' : 'up',
    blocked_by: blocked ? trouble.message : null,
    provider: config.payment_provider,
    payment_seconds: Math.max(payment.lastMs, runningMs) / 1000,
    ...counts,
  }
}

const server = createServer((_request, response) => {
  response.setHeader('content-type', 'application/json')
  response.end(`${JSON.stringify(health())}\n`)
})
const working = work()
runUntilStopped({
  name: 'worker',
  server,
  port: PORT,
  onStop: async () => {
    stopping.abort()
    await working
  },
})
