/** The shop's front door: takes orders, puts them into the queue and tells how the shop is. */
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import { currentConfig } from './config.js'
import { measure, metricsText } from './metrics.js'
import { log, readJson, runUntilStopped, stat, writeJson } from './state.js'

const PORT = Number(process.env.SHOP_API_PORT ?? 4310)
const MAX_BODY_BYTES = 64 * 1024
/** The critical thresholds of docs/operations/monitoring/metrics.md. */
const QUEUE_LONG_DEPTH = 100
const STORAGE_FULL_PERCENT = 95
const PAYMENT_SLOW_SECONDS = 2

const config = currentConfig('api')
/** Answers to customers by class; probes of /health and /metrics are not customers. */
const answers = { '2xx': 0, '4xx': 0, '5xx': 0 }

function paymentState(worker) {
  if (!worker) return 'unknown'
  return worker.payment_seconds > PAYMENT_SLOW_SECONDS ? 'slow' : 'ok'
}

/** Words only, so that a healthy shop always says the same; the numbers are in the metrics. */
async function health() {
  const { worker, queueDepth, storagePercent } = await measure()
  const body = {
    status: 'degraded',
    queue: queueDepth > QUEUE_LONG_DEPTH ? 'long' : 'ok',
    worker: worker?.state ?? 'down',
    payments: paymentState(worker),
    storage: storagePercent > STORAGE_FULL_PERCENT ? 'full' : 'ok',
  }
  const well = body.queue === 'ok' && body.worker === 'up' && body.payments === 'ok' && body.storage === 'ok'
  return well ? { code: 200, body: { ...body, status: 'ok' } } : { code: 503, body }
}

async function readBody(request) {
  let text = ''
  for await (const chunk of request) {
    text += chunk
    if (text.length > MAX_BODY_BYTES) throw new Error('body too large')
  }
  return JSON.parse(text)
}

async function takeOrder(request) {
  const { product, quantity } = await readBody(request).catch(() => ({}))
  if (!Object.hasOwn(config.products, product)) return { code: 400, body: { error: 'unknown product' } }
  if (!(Number.isInteger(quantity) && quantity > 0)) return { code: 400, body: { error: 'quantity must be 1 or more' } }
  // The last few percent are kept for the worker, so that accepted orders can still be completed.
  const { storagePercent } = await measure()
  if (storagePercent > STORAGE_FULL_PERCENT) return { code: 507, body: { error: 'storage full' } }

  const created = new Date()
  // Ids sort by time, and the queue is worked in the order of its file names.
  const id = `${created.toISOString().replace(/[-:.]/g, '')}-${randomBytes(2).toString('hex')}`
  const cents = config.products[product] * quantity
  writeJson({ id, product, quantity, cents, status: 'pending', created }, 'orders', `${id}.json`)
  writeJson({ order: id }, 'queue', `${id}.json`)
  log(`api: order ${id} accepted`)
  return { code: 201, body: { id, status: 'pending' } }
}

function findOrder(id) {
  const known = /^[\w-]+$/.test(id) && stat('orders', `${id}.json`)
  return known ? { code: 200, body: readJson('orders', `${id}.json`) } : { code: 404, body: { error: 'no such order' } }
}

async function answer(request) {
  const { pathname } = new URL(request.url, 'http://shop')
  const route = `${request.method} ${pathname}`
  if (route === 'GET /products') return { code: 200, body: config.products }
  if (route === 'POST /orders') return takeOrder(request)
  if (route.startsWith('GET /orders/')) return findOrder(pathname.slice('/orders/'.length))
  return { code: 404, body: { error: 'no such page' } }
}

async function answerAndCount(request) {
  const result = await answer(request).catch((error) => {
    log(`api: ${request.method} ${request.url} failed: ${error.message}`)
    return { code: 500, body: { error: 'internal error' } }
  })
  answers[`${Math.floor(result.code / 100)}xx`] += 1
  return result
}

const server = createServer(async (request, response) => {
  if (request.url === '/metrics') {
    response.setHeader('content-type', 'text/plain; version=0.0.4')
    return response.end(metricsText({ ...(await measure()), answers, release: config.release }))
  }
  const { code, body } = request.url === '/health' ? await health() : await answerAndCount(request)
  response.writeHead(code, { 'content-type': 'application/json' })
  return response.end(`${JSON.stringify(body)}\n`)
})
runUntilStopped({ name: 'api', server, port: PORT })
